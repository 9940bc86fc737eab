"""Findings of audits: the list, one of them, raising one, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.distribution.exporting import export
from documents.access import may_revise
from documents.models import Document, Revision
from documents.uploading import take_upload
from documents.views.handing_out import handed_out
from documents.views.uploads import arrived
from oversight import access
from oversight.actions.circulations import send_round
from oversight.actions.findings import (
    add_evidence,
    answer_finding,
    close_finding,
    raise_finding,
    send_back,
    verify_finding,
)
from oversight.actions.findings_handed_on import (
    CAME_TO_NOTHING,
    carry_over,
    give_finding,
    revise_for,
)
from oversight.audits.finding_forms import FORMS, RaiseForm, SayingForm, possible
from oversight.audits.finding_list import Asked, listed, reported, rows
from oversight.audits.roles import is_without_closer, may_audit
from oversight.circulation.shown import standing
from oversight.models import Finding
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view
from tenants.models import Member

ROWS_PER_PAGE: Final = 50
GIVEN: Final = ("grade", "unit", "clause", "number")  # what an address may fill in


@require_safe
@member_view("certificates.read")
def show_all(request: MemberRequest, code: str) -> HttpResponse:
    """List the findings of all audits, the newest first."""
    asked = Asked.of(request.GET)
    found = asked.narrow(access.findings_of(request.member), request.member)
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows(list(page), request.member),
        "asked": asked,
        "filters": asked.filters(),
        "kept": request.GET.urlencode(),
    }
    return render(request, "oversight/findings.html", context)


@require_POST
@member_view("certificates.read", is_reading=True)
def export_sheet(request: MemberRequest, code: str) -> HttpResponse:
    """Hand out the findings as an Excel sheet, as they are filtered."""
    asked = Asked.of(request.GET)
    found = asked.narrow(access.findings_of(request.member), request.member)
    return export(request, listed(list(found), asked, request.member), "xlsx")


@require_POST
@member_view("certificates.read", is_reading=True)
def export_report(request: MemberRequest, code: str, audit: UUID) -> HttpResponse:
    """Hand out what an audit found, as pages to sign with its report."""
    about = access.get_audit(request.member, audit)
    found = list(access.findings_of(request.member).of(about))
    return export(request, reported(about, found, request.member), "pdf")


@require_http_methods(["GET", "POST"])
@member_view("certificates.read")
def new(request: MemberRequest, code: str, audit: UUID) -> HttpResponse:
    """Raise a finding of an audit; the checklist names clause, unit and document."""
    found = access.get_audit(request.member, audit)
    if not may_audit(request.member, found):
        raise PermissionDenied
    lead = next((each.member_id for each in found.team.all() if each.is_lead), None)
    given = {name: request.GET[name] for name in GIVEN if name in request.GET}
    form = RaiseForm(
        request.POST if request.method == "POST" else None,
        by=request.member,
        today=request.tenant.today(),
        initial={"verifier": lead or request.member.pk} | given,
    )
    if form.is_valid():
        try:
            facts, key = form.facts(), form.cleaned_data["key"]
            made = raise_finding(found, facts, by=request.member, key=key)
            messages.success(request, _("%(code)s is raised.") % {"code": made.code})
            return redirect("oversight:finding", code, made.pk)
        except Refused as refused:
            form.add_error(None, refused)
    status = 422 if form.errors else 200
    return render(
        request, "oversight/finding_new.html", {"form": form, "audit": found}, status=status
    )


@require_safe
@member_view("certificates.read")
def show(request: MemberRequest, code: str, finding: UUID) -> HttpResponse:
    """Show a finding with all that was said about it."""
    return _page(request, access.get_finding(request.member, finding))


def _page(
    request: MemberRequest, finding: Finding, bound: dict[str, SayingForm] | None = None
) -> HttpResponse:
    member = request.member
    forms = {deed: FORMS[deed](finding=finding) for deed in possible(finding, member)}
    document = _seen_document(finding, request)
    is_revised = finding.draft is not None and finding.draft.state not in CAME_TO_NOTHING
    is_done = is_revised or finding.state == Finding.State.CLOSED
    context = {
        "finding": finding,
        "row": rows([finding], member)[0],
        "entries": list(finding.entries.all()),
        "without_closer": is_without_closer(finding),
        "reads_files": access.reads_files_of(member, finding),
        "signing": standing(finding, member),
        "document": document,
        "draft": document and draft_seen(finding, member),
        "may_revise": document is not None and not is_done and may_revise(member, document),
        "forms": forms | (bound or {}),
    }
    return render(request, "oversight/finding.html", context, status=422 if bound else 200)


def draft_seen(finding: Finding, member: Member) -> Revision | None:
    """Return the revision that it led to, if the reader may read it."""
    return Revision.objects.visible_to(member).one_or_none(pk=finding.draft_id)


def _seen_document(finding: Finding, request: MemberRequest) -> Document | None:
    """Return its document, if the reader may know of it."""
    if finding.document_id is None:
        return None
    return Document.objects.visible_to(request.member).one_or_none(pk=finding.document_id)


@require_POST
@member_view("certificates.read")
def say(request: MemberRequest, code: str, finding: UUID, deed: str) -> HttpResponse:
    """Answer a finding, verify the answer, send it back, close it, hand it on."""
    found = access.get_finding(request.member, finding)
    if deed not in ACTIONS:
        raise Http404
    is_theirs = deed in possible(found, request.member)
    form = FORMS[deed](request.POST, request.FILES, finding=found)
    if not form.is_valid():
        if not is_theirs:
            raise PermissionDenied
        return _page(request, found, {deed: form})
    try:
        _done(request, found, deed, form)
        messages.success(request, _("Recorded."))
    except Refused as refused:
        if is_theirs:
            return _again(request, found.pk, deed, refused)
        messages.error(request, sentence(refused))
    return redirect("oversight:finding", code, found.pk)


def _done(request: MemberRequest, finding: Finding, deed: str, form: SayingForm) -> None:
    """Say it; a file that goes with it is looked at first."""
    say_it = partial(ACTIONS[deed], finding, by=request.member, **form.said())
    if not form.has_file():
        say_it()
        return
    upload = arrived(request, form)
    take_upload(upload, lambda file: say_it(file=(file, upload.name)), by=request.member)


def _again(request: MemberRequest, pk: UUID, deed: str, refused: Refused) -> HttpResponse:
    """Show what was refused beside all that was said by now."""
    found = access.get_finding(request.member, pk)
    said = request.POST.copy()
    said["read"] = str(len(found.entries.all()))
    form = FORMS[deed](said, request.FILES, finding=found)
    form.add_error(None, refused)
    return _page(request, found, {deed: form})


ACTIONS: Final[dict[str, Callable[..., Any]]] = {
    "answer": answer_finding,
    "verify": verify_finding,
    "back": send_back,
    "close": close_finding,
    "send": send_round,
    "evidence": add_evidence,
    "give": give_finding,
    "carry": carry_over,
}


@require_safe
@member_view("certificates.read")
def evidence(request: MemberRequest, code: str, finding: UUID, entry: int) -> FileResponse:
    """Hand out the file that goes with something that was said."""
    found = access.get_finding(request.member, finding)
    said = access.get_finding_entry(request.member, found, entry)
    return handed_out(said.file, said.file_name)


@require_POST
@member_view("documents.draft")
def revise(request: MemberRequest, code: str, finding: UUID) -> HttpResponse:
    """Open the revision that a finding asks for, and lead on to its draft."""
    found = access.get_finding(request.member, finding)
    if _seen_document(found, request) is None:
        raise Http404
    try:
        draft = revise_for(found, by=request.member)
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect("oversight:finding", code, found.pk)
    messages.success(request, _("%(label)s is in work for it.") % {"label": draft.label})
    return redirect("documents:revision", code, draft.document.number, draft.n)
