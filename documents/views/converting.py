"""The file of a draft: how far it is, once more, a PDF in its place, what tracked changes did."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from documents import access, content
from documents.actions.conversions import convert_again, substitute_pages
from documents.converting.report import Report
from documents.forms.converting import SubstituteForm
from documents.text.redline import compare
from documents.text.redline_rows import redline_rows
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view


@require_GET
@member_view("documents.draft")
def show_source(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Say how far the file is; the draft page asks again while it waits."""
    revision = access.get_draft(request.member, number, n)
    report = Report.of(revision)
    if report is None:
        return redirect("documents:draft", code, number, n)
    context = {
        "document": revision.document,
        "revision": revision,
        "source": report,
        "substitute": SubstituteForm(auto_id="substitute_%s"),
        "is_asked_again": True,
    }
    return render(request, "documents/parts/source.html", context)


@require_GET
@member_view("documents.read")
def show_tracked(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Show what the tracked changes of the file did: all rejected against all accepted.

    For those who work on the revision: what was rejected is nobody's business once it is issued.
    """
    revision = access.get_revision(request.member, number, n)
    if not revision.is_open():
        raise Http404
    before = content.rejected_of(revision)
    if not before:
        return redirect("documents:revision", code, number, n)
    rows = redline_rows(compare(before, content.blocks_of(revision)))
    context = {"document": revision.document, "revision": revision, "rows": rows}
    return render(request, "documents/tracked.html", context)


@require_POST
@member_view("documents.draft")
def convert(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Begin a conversion that failed anew."""
    revision = access.get_draft(request.member, number, n)
    try:
        convert_again(revision, by=request.member)
    except Refused as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("documents:draft", code, number, n)


@require_POST
@member_view("documents.draft")
def substitute(request: MemberRequest, code: str, number: str, n: int) -> HttpResponse:
    """Take a PDF in place of the pages that could not be made."""
    revision = access.get_draft(request.member, number, n)
    form = SubstituteForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect("documents:draft", code, number, n)
    file, reason = form.cleaned_data["pdf"], form.cleaned_data["reason"]
    try:
        substitute_pages(revision, file, file.name, by=request.member, reason=reason)
    except Refused as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("The PDF stands for the pages of the file."))
    return redirect("documents:draft", code, number, n)
