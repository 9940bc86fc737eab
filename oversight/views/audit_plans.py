"""The plan of an audit as a table, and its checklist: on screen, on paper, typed in later."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from approvals.distribution.exporting import export
from oversight import access
from oversight.actions.audit_plans import give_scopes, note_seen, plan_scopes, take_out
from oversight.audits.checklist import checklist, day_of, listed
from oversight.audits.plan import missing_from, own_planned, own_unit_words
from oversight.audits.plan_forms import AddForm, LinesForm, NoteForm
from oversight.audits.roles import may_audit, may_note
from oversight.models import Audit, PlannedScope
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view


@require_http_methods(["GET", "POST"])
@member_view("certificates.read")
def show(request: MemberRequest, code: str, audit: UUID) -> HttpResponse:
    """Show who audits which clause in which unit; who plans audits adds lines here."""
    found = access.get_audit(request.member, audit)
    may_plan = request.member.can("certificates.control") and found.state == Audit.State.PLANNED
    if request.method == "POST" and not request.member.can("certificates.control"):
        raise PermissionDenied
    form = AddForm(request.POST if request.method == "POST" else None, audit=found)
    if form.is_valid():
        try:
            plan_scopes(found, by=request.member, **form.cleaned_data)
            messages.success(request, _("The plan is saved."))
            return redirect("oversight:audit_scopes", code, found.pk)
        except Refused as refused:
            form.add_error(None, refused)
    own = own_planned(found)
    context = {
        "audit": found,
        "scopes": list(PlannedScope.objects.listed().filter(audit=found)),
        "own": {scope.pk for scope in own},
        "own_words": own_unit_words(own) if own else "",
        "form": form,
        "team": list(found.team.all().here()),
        "missing": missing_from(found),
        "may_plan": may_plan,
    }
    status = 422 if form.errors else 200
    return render(request, "oversight/audit_scopes.html", context, status=status)


@require_POST
@member_view("certificates.control")
def change(request: MemberRequest, code: str, audit: UUID) -> HttpResponse:
    """Give lines that were ticked to another auditor, or take them out."""
    found = access.get_audit(request.member, audit)
    form = LinesForm(request.POST, audit=found)
    try:
        if "auditor" in form.errors:
            raise Refused(_("Choose one of the auditors of this audit."))
        if not form.is_valid():
            raise Refused(_("Tick at least one line of the plan."))
        lines, auditor = list(form.cleaned_data["lines"]), form.cleaned_data["auditor"]
        if form.cleaned_data["act"] == "take":
            take_out(lines, by=request.member)
        elif auditor is None:
            raise Refused(_("Choose one of the auditors of this audit."))
        else:
            give_scopes(lines, auditor, by=request.member)
        messages.success(request, _("The plan is saved."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("oversight:audit_scopes", code, found.pk)


@require_http_methods(["GET", "POST"])
@member_view("certificates.read")
def show_checklist(request: MemberRequest, code: str, audit: UUID) -> HttpResponse:
    """Show the checklist; POST keeps what was seen about one of its lines."""
    found = access.get_audit(request.member, audit)
    is_over = found.state in (Audit.State.CLOSED, Audit.State.CANCELLED)
    notes = may_note(request.member, found)
    if request.method == "POST":
        return _note(request, found) if notes else _refuse()
    context = {
        "audit": found,
        "lines": checklist(found, request.member),
        "day": day_of(found, request.tenant.today()),
        "may_note": notes and not is_over,
        "may_raise": found.state in (Audit.State.HELD, Audit.State.REPORTED)
        and may_audit(request.member, found),
    }
    return render(request, "oversight/audit_checklist.html", context)


def _refuse() -> HttpResponse:
    raise PermissionDenied


def _note(request: MemberRequest, audit: Audit) -> HttpResponse:
    form = NoteForm(request.POST, audit=audit)
    page = reverse("oversight:audit_checklist", args=[request.tenant.slug, audit.pk])
    try:
        if not form.is_valid():
            raise Refused(_("Write what was seen, in 2000 characters at most."))
        scope = form.cleaned_data["scope"]
        note_seen(scope, form.cleaned_data["text"], by=request.member)
        messages.success(request, _("Recorded."))
        return redirect(f"{page}#line-{scope.pk}")
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect(page)


@require_POST
@member_view("certificates.read", is_reading=True)
def export_checklist(request: MemberRequest, code: str, audit: UUID) -> HttpResponse:
    """Hand out the checklist as pages to write on."""
    found = access.get_audit(request.member, audit)
    lines = checklist(found, request.member)
    return export(request, listed(found, lines, request.member), "pdf")
