"""Register a document, start a revision, upload its file, give a draft up."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from documents import access, content
from documents.actions.documents import register_document, set_audience
from documents.actions.drafts import (
    cancel_revision,
    detach_source,
    start_revision,
)
from documents.converting.report import WARNINGS
from documents.files.refusals import warned
from documents.forms.audience import AudienceForm
from documents.forms.drafting import (
    CancelForm,
    NewDocumentForm,
)
from documents.forms.uploading import UploadForm
from documents.models import Revision
from documents.uploading import attach_upload
from documents.views.uploads import answered, arrived
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view
from tenants.scope import new_id


@require_http_methods(["GET", "POST"])
@member_view("documents.draft")
def new_document(request: MemberRequest, code: str) -> HttpResponse:
    """Register a document and start its first draft."""
    form = NewDocumentForm(request.POST or None, by=request.member)
    if form.is_valid():
        try:
            revision = _register(request, form)
            return redirect("documents:draft", code, revision.document.number, revision.n)
        except Refused as refusal:
            form.add_error(None, refusal)
    return render(request, "documents/new.html", {"form": form}, status=422 if form.errors else 200)


@transaction.atomic
def _register(request: MemberRequest, form: NewDocumentForm) -> Revision:
    facts = form.cleaned_data
    document = register_document(
        document_type=facts["document_type"],
        title=facts["title"],
        unit=facts["unit"],
        owner=facts["owner"],
        number=facts.get("number", ""),
        language=facts.get("language", ""),
        clauses=facts["clauses"],
        restricted=facts["restricted"],
        key=facts["key"],
        by=request.member,
    )
    made = document.revisions.first()
    if made is not None:  # the same form once more: same key, same answer
        return made
    set_audience(document, everybody=facts["everybody"], units=facts["units"], by=request.member)
    return start_revision(
        document, by=request.member, reason=_("New document"), summary=_("First issue")
    )


@require_POST
@member_view("documents.draft")
def revise(request: MemberRequest, code: str, number: str) -> HttpResponse:
    """Start the next revision from the text in force."""
    document = access.get_document(request.member, number)
    if not access.may_revise(request.member, document):
        messages.error(request, _("Only the owner or a document controller revises a document."))
        return redirect("documents:document", code, number)
    current = document.in_force
    try:
        revision = start_revision(
            document,
            by=request.member,
            markdown=content.markdown_of(current) if current else "",
            key=new_id(),
        )
    except Refused as refusal:
        messages.error(request, sentence(refusal))
        return redirect("documents:document", code, number)
    return redirect("documents:draft", code, number, revision.n)


@require_POST
@member_view("documents.draft")
def upload(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Take a file as the text of the draft; one that is refused stands there with its reason."""
    revision = access.get_draft(request.member, number, n)
    back = reverse("documents:draft", args=[code, number, n])
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return answered(request, back, str(next(iter(form.errors.values()))[0]))
    try:
        checked = attach_upload(arrived(request, form), revision, by=request.member)
    except Refused as refusal:
        return answered(request, back, sentence(refusal))
    if checked is not None:
        messages.success(request, _("The file is now the text of this draft."))
        # What a reader of the text finds as well is told beside it.
        for words in warned(set(checked.warnings) - WARNINGS.keys()):
            messages.warning(request, words)
    return answered(request, back)


@require_POST
@member_view("documents.draft")
def drop_upload(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Go back from the uploaded file to the text typed in."""
    try:
        detach_source(access.get_draft(request.member, number, n), by=request.member)
    except Refused as refusal:
        messages.error(request, sentence(refusal))
    return redirect("documents:draft", code, number, n)


@require_POST
@member_view("documents.draft")
def change_audience(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Say who has to read this revision once it is in force."""
    revision = access.get_draft(request.member, number, n)
    form = AudienceForm(request.POST, document=revision.document)
    if form.is_valid():
        try:
            set_audience(revision.document, by=request.member, **form.cleaned_data)
            messages.success(request, _("Saved."))
        except Refused as refusal:
            messages.error(request, sentence(refusal))
    return redirect("documents:draft", code, number, n)


@require_POST
@member_view("documents.draft")
def cancel(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Give up a draft, or an approved revision that waits for its day."""
    revision = access.get_revision(request.member, number, n)
    form = CancelForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["reason"][0]))
    else:
        try:
            cancel_revision(revision, by=request.member, reason=form.cleaned_data["reason"])
            messages.success(request, _("The revision is cancelled; it stays in the history."))
        except Refused as refusal:
            messages.error(request, sentence(refusal))
    return redirect("documents:document", code, number)
