"""A tenant in a round, for the city: its report, its points beside others', who examines it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from oversight import access
from oversight.actions.examining import assign_examiners, give_points, judge_promise
from oversight.examination.judging_forms import ExaminersForm, JudgingForm
from oversight.examination.reading import Read, note_opening, read
from oversight.examination.reckoning import Mark, Reckoned, last_round, promises_in, reckon
from oversight.examination.results import points_of
from oversight.examination.scoring import Points, middle
from oversight.models import Examination, Examiner, HandedIn, Result, Score
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view
from tenants.models import Member, Tenant

State = Examination.State


@dataclass(frozen=True)
class Beside:
    """A criterion of a tenant beside last time and the median of its kind."""

    mark: Mark
    last: Points
    median: Points
    evidence: Sequence[str]
    scores: Sequence[Score]  # those that the reader may see by now
    fields: tuple[forms.BoundField, forms.BoundField] | None = None


@require_http_methods(["GET", "POST"])
@member_view("city.score")
def show(request: MemberRequest, examination: UUID, code: str) -> HttpResponse:
    """Show a tenant's report and points; POST gives the reader's own points and verdicts."""
    round, zone = access.get_round(request.member, examination), access.get_zone(code)
    lines = reckon(round) if round.is_announced() else []
    line = next((line for line in lines if line.tenant == zone), None)
    if line is None or not access.may_see_part(request.member, line.examiners):
        raise Http404
    me = next((e for e in line.examiners if e.member_id == request.member.pk), None)
    report = HandedIn.objects.one_or_none(round=round, zone=zone)
    promises = _promises(round, zone)
    form = _form(request, round, line, me, promises)
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid() and _is_given(request, form, me):
            return redirect("oversight:examined", round.pk, code)
    shown = read(report) if report else None
    if report is not None:
        note_opening(round, zone, by=request.member)
    context = {
        "round": round,
        "zone": zone,
        "line": line,
        "report": shown,
        "handed_in": report,
        "rows": _rows(request.member, round, line, lines, shown, form),
        "promises": _promise_rows(line, promises, shown, form),
        "form": form,
        "examiners": _examiners(request, round, line),
        "may_correct": request.member.can("city.sign") and round.state == State.PUBLISHED,
        "results": Result.objects.filter(round=round, tenant=zone),
    }
    is_wrong = form is not None and bool(form.errors)
    page = "oversight/examination/examined.html"
    return render(request, page, context, status=422 if is_wrong else 200)


def _promises(round: Examination, zone: Tenant) -> list[str]:
    """Return what the tenant promised last time, as it handed that in."""
    last = last_round(round)
    return promises_in(HandedIn.objects.one_or_none(round=last, zone=zone)) if last else []


def _form(
    request: MemberRequest,
    round: Examination,
    line: Reckoned,
    me: Examiner | None,
    promises: Sequence[str],
) -> JudgingForm | None:
    """Return the form of somebody who scores here now."""
    if me is None or round.state != State.SCORING or line.handed_in is None:
        return None
    judged = [mark for mark in line.marks if mark.criterion.is_judged()]
    given: dict[str, object] = {}
    for n, mark in enumerate(judged):
        for score in mark.scores:
            if score.examiner_id == me.pk:
                given |= {f"points_{n}": score.points, f"reason_{n}": score.reason}
    for n, verdict in line.verdicts.items():
        given |= {f"verdict_{n}": verdict.verdict, f"why_{n}": verdict.reason}
    criteria = [mark.criterion for mark in judged]
    data = request.POST if request.method == "POST" else None
    return JudgingForm(data, criteria=criteria, promises=promises, given=given)


@transaction.atomic
def _give(form: JudgingForm, me: Examiner, by: Member) -> None:
    for criterion, points, reason in form.points():
        give_points(me, criterion, points, reason, by=by)
    for position, verdict, reason in form.verdicts():
        judge_promise(me, position, verdict, reason, by=by)


def _is_given(request: MemberRequest, form: JudgingForm, me: Examiner | None) -> bool:
    assert me is not None  # noqa: S101 - who has the form examines
    try:
        _give(form, me, request.member)
    except Refused as refused:
        form.add_error(None, refused)
        return False
    messages.success(request, _("Saved. What changed stands in the trail with its reason."))
    return True


def _rows(
    reader: Member,
    round: Examination,
    line: Reckoned,
    lines: Sequence[Reckoned],
    report: Read | None,
    form: JudgingForm | None,
) -> list[Beside]:
    last = _last_points(round, line.tenant)
    peers = [each for each in lines if each.takes_part() and each.tenant.kind == line.tenant.kind]
    judged = [mark.criterion.pk for mark in line.marks if mark.criterion.is_judged()]
    rows = []
    for n, mark in enumerate(line.marks):
        key = mark.criterion.pk
        points: list[Decimal] = [p for each in peers if (p := each.marks[n].points) is not None]
        has_fields = form is not None and key in judged
        rows.append(
            Beside(
                mark=mark,
                last=last.get(mark.criterion.title),
                median=middle(points),
                evidence=report.evidence.get(str(key), []) if report else [],
                scores=access.scores_seen_by(reader, mark.scores),
                fields=form.fields_of(judged.index(key)) if form and has_fields else None,
            )
        )
    return rows


def _last_points(round: Examination, zone: Tenant) -> dict[str, Points]:
    """Return the points of the round before, by the titles of its criteria."""
    last = last_round(round)
    result = Result.objects.filter(round=last, tenant=zone).last() if last else None
    if last is None or result is None:
        return {}
    points = points_of(result)
    return {each.title: points.get(str(each.pk)) for each in last.criteria.all()}


def _promise_rows(
    line: Reckoned, promises: Sequence[str], report: Read | None, form: JudgingForm | None
) -> list[dict[str, Any]]:
    said = {each["text"]: each for each in report.kept} if report else {}
    return [
        {
            "text": text,
            "said": said.get(text),
            "verdict": line.verdicts.get(n),
            "fields": form.fields_of_promise(n) if form else None,
        }
        for n, text in enumerate(promises, start=1)
    ]


def _examiners(request: MemberRequest, round: Examination, line: Reckoned) -> ExaminersForm | None:
    """Return the form of who examines, for the office as long as it can be chosen."""
    if not request.member.can("city.examine") or not line.takes_part():
        return None
    if round.state not in (State.OPEN, State.SCORING):
        return None
    third = next((str(e.member_id) for e in line.examiners if e.is_third), "")
    chosen = [str(e.member_id) for e in line.examiners if not e.is_third]
    people = access.possible_examiners()
    return ExaminersForm(people=people, initial={"examiners": chosen, "third": third})


@require_POST
@member_view("city.examine")
def choose(request: MemberRequest, examination: UUID, code: str) -> HttpResponse:
    """Say who examines a tenant."""
    round, zone = access.get_round(request.member, examination), access.get_zone(code)
    form = ExaminersForm(request.POST, people=access.possible_examiners())
    try:
        if not form.is_valid():
            raise Refused(_("Choose at least two examiners."))
        assign_examiners(round, zone, form.chosen(), form.third_one(), by=request.member)
        messages.success(request, _("Saved."))
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("oversight:examined", round.pk, code)
