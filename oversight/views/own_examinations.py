"""A tenant's part in the city's rounds: its report, its result, its objections."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from oversight import access
from oversight.actions.objections import object_to
from oversight.actions.self_reports import hand_in, save_report, take_back
from oversight.circulation.shown import standing
from oversight.examination.freezing import entry_of
from oversight.examination.handing_out import pages
from oversight.examination.own import Published, own_figures, own_result
from oversight.examination.report_forms import ObjectionForm, ReportForm
from oversight.examination.reporting import last_promises, report_of
from oversight.forms import ReasonForm
from oversight.models import Examination, HandedIn, Objection, SelfReport
from oversight.views.circulations import alone, send
from tenants.errors import Refused, sentence
from tenants.exports import check_may_export
from tenants.http import MemberRequest, member_view, standings_here
from tenants.views.exports import Made, hand_out, made_by


@require_GET
@member_view("examinations.read")
def show_all(request: MemberRequest, code: str) -> HttpResponse:
    """List the rounds: those that were published, and for who reports those that run."""
    rounds = Examination.objects.announced()
    if not access.reads_own_report(request.member):
        rounds = rounds.filter(state=Examination.State.PUBLISHED)
    reports = {report.round_id: report for report in SelfReport.objects.all()}
    rows = [(round, reports.get(round.pk)) for round in rounds]
    return render(request, "oversight/examination/own_list.html", {"rows": rows})


@require_GET
@member_view("examinations.read")
def show(request: MemberRequest, code: str, examination: UUID) -> HttpResponse:
    """Show how the tenant's report stands, and the result once it is published."""
    round = access.get_own_round(request.member, examination)
    published = own_result(round, request.tenant)
    context = _standing(request, round) | {
        "round": round,
        "published": published,
        "rows": published.rows(request.member) if published else [],
        "open_here": access.shared_open_to(
            request.member, standings_here(request), published.gaps if published else []
        ),
        "objections": _objections(request, round) if published else [],
        "may_object": published and access.may_object(request.member, round),
        "objection": ObjectionForm(),
        "reason": ReasonForm(),
    }
    return render(request, "oversight/examination/own.html", context)


def _standing(request: MemberRequest, round: Examination) -> dict[str, Any]:
    """Return the report as its own people see it; others see results only."""
    if not access.reads_own_report(request.member):
        return {"reads_report": False}
    report = report_of(round)
    return {
        "reads_report": True,
        "entry": entry_of(round, request.tenant),
        "figures": own_figures(round, request.member),
        "report": report,
        "last": last_promises(round),
        "evidence": report.evidence.select_related("criterion", "document") if report else [],
        "signing": standing(report, request.member) if report else None,
        "handed_in": HandedIn.objects.one_or_none(round=round, zone=request.tenant),
        "takes_reports": round.state == Examination.State.OPEN,
        "may_write": request.member.can("examinations.report"),
        "may_approve": access.leads_tenant(request.member),
    }


def _objections(request: MemberRequest, round: Examination) -> list[Objection]:
    if not access.reads_own_report(request.member):
        return []
    return list(Objection.objects.filter(round=round).prefetch_related("answers"))


@require_http_methods(["GET", "POST"])
@member_view("examinations.report")
def write(request: MemberRequest, code: str, examination: UUID) -> HttpResponse:
    """Write the report; POST keeps it all."""
    round = access.get_own_round(request.member, examination)
    report, last = report_of(round), last_promises(round)
    criteria = list(round.criteria.all())
    form = ReportForm(request.POST or None, criteria=criteria, last=last, report=report)
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            save_report(round, form.written(), by=request.member, version=version)
            messages.success(request, _("Saved. Nobody outside reads it before it is handed in."))
            return redirect("oversight:own_examination", code, round.pk)
        except Refused as refused:
            form.add_error(None, refused)
    context = {
        "round": round,
        "form": form,
        "figures": own_figures(round, request.member),
    }
    page = "oversight/examination/write.html"
    return render(request, page, context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@member_view("examinations.approve")
def approve(request: MemberRequest, code: str, examination: UUID) -> HttpResponse:
    """Show the leader the report as it will be handed in; POST signs it."""
    round = access.get_own_round(request.member, examination)
    said = _("Approved. The document controller hands it in.")
    return alone(request, report_of(round), said)


@require_POST
@member_view("examinations.report")
def send_round(request: MemberRequest, code: str, examination: UUID) -> HttpResponse:
    """Send the report along its route."""
    round = access.get_own_round(request.member, examination)
    report = report_of(round)
    if report is None:
        raise Http404
    return send(request, report, redirect("oversight:own_examination", code, round.pk))


@require_POST
@member_view("examinations.approve")
def take_report_back(request: MemberRequest, code: str, examination: UUID) -> HttpResponse:
    """Make the approved report a draft again."""
    reason = request.POST.get("reason", "")[:500]
    return _with_report(
        request, examination, lambda report: take_back(report, by=request.member, reason=reason)
    )


@require_POST
@member_view("examinations.report")
def hand_report_in(request: MemberRequest, code: str, examination: UUID) -> HttpResponse:
    """Let the city read it."""
    return _with_report(request, examination, lambda report: hand_in(report, by=request.member))


def _with_report(request: MemberRequest, examination: UUID, act: Any) -> HttpResponse:
    round = access.get_own_round(request.member, examination)
    report = report_of(round)
    if report is None:
        raise Http404
    try:
        act(report)
        messages.success(request, _("Done."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("oversight:own_examination", request.tenant.slug, round.pk)


@require_POST
@member_view("examinations.approve")
def raise_objection(request: MemberRequest, code: str, examination: UUID) -> HttpResponse:
    """Object to the published result."""
    round = access.get_own_round(request.member, examination)
    try:
        object_to(round, request.POST.get("text", "")[:2000], by=request.member)
        messages.success(request, _("Handed to the city. Its answer comes to this page."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("oversight:own_examination", code, round.pk)


@require_POST
@member_view("examinations.read", is_reading=True)
def export(request: MemberRequest, code: str, examination: UUID) -> HttpResponse:
    """Hand out the tenant's result as pages."""
    round = access.get_own_round(request.member, examination)
    found: Published | None = own_result(round, request.tenant)
    if found is None:
        raise Http404
    try:
        check_may_export(request.member)
        signed = _("Signed on %(day)s by %(name)s, SHA-256 %(sha256)s") % {
            "day": f"{timezone.localtime(round.signed_at):%Y-%m-%d}",
            "name": round.signed_by,
            "sha256": round.manifest_sha256,
        }
        notes = [signed, made_by(request)]
        content = pages(round, request.tenant, found.placed, found.gaps, notes)
        return hand_out(request, Made(round.name, "pdf", len(found.gaps), "", content))
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect("oversight:own_examination", code, round.pk)
