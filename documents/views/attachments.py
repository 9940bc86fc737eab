"""The forms of a revision: attach, replace, take off, hand out blank."""

import io

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from documents import access
from documents.actions.attachments import attach_form, replace_form, take_off_form
from documents.files.blank_forms import blank_form, name_of
from documents.forms.attachments import AttachForm, ReplaceForm
from documents.labels import shown_label
from documents.models import Revision
from documents.views.handing_out import guarded, handed_out
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view


@require_POST
@member_view("documents.draft")
def attach(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Attach a form to a draft."""
    revision = access.get_draft(request.member, number, n)
    form = AttachForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return _draft(code, number, n)
    file = form.cleaned_data["file"]
    try:
        attached = attach_form(
            revision, file, file.name, title=form.cleaned_data["title"], by=request.member
        )
    except Refused as refusal:
        messages.error(request, refusal.messages[0])
    else:
        said = _("The form has the number %(number)s.") % {"number": attached.number}
        messages.success(request, said)
    return _draft(code, number, n)


@require_POST
@member_view("documents.draft")
def replace(request: MemberRequest, code: str, number: str, n: int, form_no: str) -> HttpResponse:
    """Put another file under the number of a form."""
    form = access.get_form_to_change(request.member, number, n, form_no)
    upload = ReplaceForm(request.POST, request.FILES)
    if not upload.is_valid():
        messages.error(request, str(upload.errors["file"][0]))
        return _draft(code, number, n)
    file = upload.cleaned_data["file"]
    try:
        replace_form(form, file, file.name, by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("The file of the form is replaced."))
    return _draft(code, number, n)


@require_POST
@member_view("documents.draft")
def take_off(request: MemberRequest, code: str, number: str, n: int, form_no: str) -> HttpResponse:
    """Leave a form out of this draft."""
    take_off_form(access.get_form_to_change(request.member, number, n, form_no), by=request.member)
    messages.success(request, _("The form is taken off; its number is not given to another."))
    return _draft(code, number, n)


def _draft(code: str, number: str, n: int) -> HttpResponse:
    return redirect("documents:draft", code, number, n)


@require_safe
@member_view("documents.read")
def download(request: MemberRequest, code: str, number: str, n: int, form_no: str) -> FileResponse:
    """Hand out a blank form that carries number and revision; ?as=uploaded: the file itself."""
    form = access.get_form(request.member, number, n, form_no)
    if request.GET.get("as") == "uploaded":
        return handed_out(form.file, form.name)
    blank = io.BytesIO(blank_form(form, state=_state(form.revision)))
    response = FileResponse(blank, as_attachment=True, filename=name_of(form))
    response.headers["Content-Type"] = form.file.media_type
    return guarded(response)


def _state(revision: Revision) -> str:
    """Say that a form is not in force, in the language of its document."""
    document = revision.document
    if document.is_in_force() and document.in_force_id == revision.pk:
        return ""
    with translation.override(document.language):
        return str(shown_label(document, revision).word)
