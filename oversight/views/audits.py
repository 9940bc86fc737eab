"""Audits of a tenant: the list, planning one, and what became of it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.uploading import take_upload
from documents.views.handing_out import handed_out
from documents.views.uploads import arrived
from oversight import access
from oversight.actions.audits import (
    cancel_audit,
    close_audit,
    hold_audit,
    plan_anew,
    plan_audit,
    report_audit,
)
from oversight.audits.finding_list import rows as finding_rows
from oversight.audits.forms import PlanForm, form_for
from oversight.audits.plan import missing_from, own_planned, own_unit_words
from oversight.audits.roles import may_audit
from oversight.audits.shown import forms_for, rows
from oversight.certification import words
from oversight.models import Audit, Finding, PlannedScope
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view


@require_safe
@member_view("certificates.read")
def show_all(request: MemberRequest, code: str) -> HttpResponse:
    """List the audits: what is planned by day, then what was."""
    listed = list(Audit.objects.listed()[:500])
    is_planned = Audit.State.PLANNED
    planned = sorted(
        (audit for audit in listed if audit.state == is_planned), key=lambda a: a.planned_from
    )
    today = request.tenant.today()
    context = {
        "planned": rows(planned, today),
        "past": rows([audit for audit in listed if audit.state != is_planned], today),
        "may_control": request.member.can("certificates.control"),
    }
    return render(request, "oversight/audits.html", context)


@require_http_methods(["GET", "POST"])
@member_view("certificates.control")
def plan(request: MemberRequest, code: str) -> HttpResponse:
    """Plan an audit; the page of a certificate names it and the kind that is next."""
    given = {name: request.GET[name] for name in ("kind", "certificate") if name in request.GET}
    said = request.POST if request.method == "POST" else None
    form = PlanForm(said, by=request.member, initial=given)
    if form.is_valid():
        try:
            key = form.cleaned_data["key"]
            made = plan_audit(form.facts(), form.chosen_team(), by=request.member, key=key)
            messages.success(request, _("The audit is planned."))
            return redirect("oversight:audit_of", code, made.pk)
        except Refused as refused:
            form.add_error(None, refused)
    status = 422 if form.errors else 200
    return render(request, "oversight/audit_plan.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@member_view("certificates.control")
def change(request: MemberRequest, code: str, audit: UUID) -> HttpResponse:
    """Plan an audit anew that is only planned."""
    found = access.get_audit(request.member, audit)
    if found.state != Audit.State.PLANNED:
        messages.error(request, _("It is no longer only planned: what was held stays as it was."))
        return redirect("oversight:audit_of", code, found.pk)
    said = request.POST if request.method == "POST" else None
    form = PlanForm(said, by=request.member, audit=found)
    if form.is_valid():
        try:
            plan_anew(found, form.facts(), form.chosen_team(), by=request.member)
            messages.success(request, _("The audit is planned anew."))
            return redirect("oversight:audit_of", code, found.pk)
        except Refused as refused:
            form.add_error(None, refused)
    context = {"form": form, "audit": found}
    status = 422 if form.errors else 200
    return render(request, "oversight/audit_plan.html", context, status=status)


@require_safe
@member_view("certificates.read")
def show(request: MemberRequest, code: str, audit: UUID) -> HttpResponse:
    """Show an audit: its plan against the latest day, its people, its report."""
    return _page(request, access.get_audit(request.member, audit))


def _page(
    request: MemberRequest, audit: Audit, forms: dict[str, Any] | None = None
) -> HttpResponse:
    today = request.tenant.today()
    own = own_planned(audit)
    found = access.findings_of(request.member).of(audit)
    context: dict[str, Any] = {
        "audit": audit,
        "lines": PlannedScope.objects.filter(audit=audit).count(),
        "own_words": own_unit_words(own) if own else "",
        "rows": finding_rows(list(found), request.member),
        "may_raise": audit.state in (Audit.State.HELD, Audit.State.REPORTED)
        and may_audit(request.member, audit),
        "label": words.AUDITS[Audit.State(audit.state)],
        "team": list(audit.team.all()),
        "missing": missing_from(audit),
        "is_late": audit.is_late(today),
    }
    if request.member.can("certificates.control"):
        context |= {"may_control": True, "forms": forms_for(audit, today) | (forms or {})}
        context["keeping_open"] = [each.code for each in Finding.objects.keeping_open(audit)]
    status = 422 if forms else 200
    return render(request, "oversight/audit.html", context, status=status)


@require_POST
@member_view("certificates.control")
def act(request: MemberRequest, code: str, audit: UUID, act: str) -> HttpResponse:
    """Say what became of an audit: held, reported, closed, cancelled."""
    found = access.get_audit(request.member, audit)
    if act not in ACTS:
        raise Http404
    form = form_for(act, request.tenant.today(), request.POST, request.FILES)
    if form.is_valid():
        try:
            ACTS[act](request, found, form)
            messages.success(request, _("Recorded."))
            return redirect("oversight:audit_of", code, found.pk)
        except Refused as refused:
            form.add_error(None, refused)
    return _page(request, found, {act: form})


def _hold(request: MemberRequest, audit: Audit, form: Any) -> None:
    hold_audit(audit, on=form.cleaned_data["on"], by=request.member)


def _report(request: MemberRequest, audit: Audit, form: Any) -> None:
    upload, on = arrived(request, form), form.cleaned_data["on"]
    take_upload(
        upload,
        lambda file: report_audit(audit, file, upload.name, on=on, by=request.member),
        by=request.member,
    )


def _close(request: MemberRequest, audit: Audit, _form: Any) -> None:
    close_audit(audit, by=request.member)


def _cancel(request: MemberRequest, audit: Audit, form: Any) -> None:
    cancel_audit(audit, why=form.cleaned_data["why"], by=request.member)


ACTS: Final = {"hold": _hold, "report": _report, "close": _close, "cancel": _cancel}


@require_safe
@member_view("certificates.read")
def report(request: MemberRequest, code: str, audit: UUID) -> FileResponse:
    """Hand out the report of an audit."""
    found = access.get_audit(request.member, audit)
    if found.report is None:
        raise Http404
    return handed_out(found.report, found.report_name)
