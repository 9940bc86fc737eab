"""The city's rounds of examination: preparing one, opening it, seeing how it stands."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from oversight import access
from oversight.actions.examinations import (
    begin_scoring,
    change_rules,
    draft_round,
    give_up,
    open_round,
    save_criteria,
)
from oversight.examination.forms import (
    BLANK_ROWS,
    CriterionFormSet,
    RulesForm,
    filled_in,
    rows_of,
)
from oversight.examination.freezing import examined
from oversight.examination.indicators import told
from oversight.examination.overview import overview
from oversight.examination.preview import month_end, preview
from oversight.examination.reckoning import last_round
from oversight.examination.results import published
from oversight.forms import ReasonForm
from oversight.models import Examination
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view


@require_GET
@member_view("city.score")
def show_all(request: MemberRequest) -> HttpResponse:
    """List the rounds, the latest period first."""
    context = {
        "rounds": access.rounds_of_city(request.member),
        "may_examine": request.member.can("city.examine"),
    }
    return render(request, "oversight/examination/list.html", context)


@require_http_methods(["GET", "POST"])
@member_view("city.examine")
def new(request: MemberRequest) -> HttpResponse:
    """Prepare a round: its period, its due instant and its rules."""
    today = request.tenant.today()
    initial = {"year": today.year, "half": 1 if today.month <= 6 else 2}
    form = RulesForm(request.POST or None, initial=initial)
    if form.is_valid():
        round = draft_round(form.facts, by=request.member)
        return redirect("oversight:criteria", round.pk)
    context = {"form": form}
    return render(request, "oversight/examination/rules.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
@member_view("city.examine")
def rules(request: MemberRequest, examination: UUID) -> HttpResponse:
    """Change a round that is not open yet."""
    found = _draft(request, examination)
    form = RulesForm(request.POST or None, instance=found)
    if form.is_valid():
        try:
            change_rules(
                access.get_round(request.member, examination), form.facts, by=request.member
            )
            messages.success(request, _("Saved."))
            return redirect("oversight:criteria", examination)
        except Refused as refused:
            form.add_error(None, refused)
    context = {"form": form, "round": access.get_round(request.member, examination)}
    return render(request, "oversight/examination/rules.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
@member_view("city.examine")
def criteria(request: MemberRequest, examination: UUID) -> HttpResponse:
    """Write the criteria, and see what they would have given last month."""
    found = _draft(request, examination)
    saved = rows_of(found)
    formset = CriterionFormSet(request.POST or None, initial=saved)
    if request.method == "POST" and formset.is_valid():
        try:
            save_criteria(found, filled_in(formset), by=request.member)
            messages.success(request, _("Saved."))
            return redirect("oversight:criteria", examination)
        except ValidationError as refused:
            messages.error(request, sentence(refused))
    is_wrong = formset.is_bound and not formset.is_valid()
    listed = list(found.criteria.all())
    counted = [criterion for criterion in listed if not criterion.is_judged()]
    context = {
        "round": found,
        "formset": formset,
        "kept": len(saved),
        "weight": sum(criterion.weight for criterion in listed),
        "counted": counted,
        "lines": preview(list(examined(found)), counted, request.tenant.today()),
        "month_end": month_end(request.tenant.today()),
        "blank": BLANK_ROWS,
    }
    return render(
        request, "oversight/examination/criteria.html", context, status=422 if is_wrong else 200
    )


@require_GET
@member_view("city.score")
def show(request: MemberRequest, examination: UUID) -> HttpResponse:
    """Show how a round stands: who takes part, who has reported, what is left to score."""
    found = access.get_round(request.member, examination)
    is_published = found.state == Examination.State.PUBLISHED
    context = {
        "round": found,
        "overview": overview(found, request.member),
        "criteria": told(found.criteria.all()),
        "reason": ReasonForm(),
        "placed": published(found, last_round(found)) if is_published else [],
        "objections": access.objections_to(request.member, found),
        "may_examine": request.member.can("city.examine"),
        "may_sign": request.member.can("city.sign"),
    }
    return render(request, "oversight/examination/round.html", context)


@require_POST
@member_view("city.examine")
def open_it(request: MemberRequest, examination: UUID) -> HttpResponse:
    """Ask every tenant for its report."""
    said = _("The round is open. Every tenant sees it, and is reminded.")
    return _moved(request, examination, lambda found: open_round(found, by=request.member), said)


@require_POST
@member_view("city.examine")
def score_it(request: MemberRequest, examination: UUID) -> HttpResponse:
    """Take no more reports."""
    said = _("Scoring has begun. Reports are taken no more.")
    return _moved(request, examination, lambda found: begin_scoring(found, by=request.member), said)


@require_POST
@member_view("city.examine")
def cancel(request: MemberRequest, examination: UUID) -> HttpResponse:
    """Give a round up, with a reason."""
    reason = request.POST.get("reason", "")[:500]
    said = _("Given up. It stays on record.")
    return _moved(
        request, examination, lambda found: give_up(found, by=request.member, reason=reason), said
    )


def _moved(
    request: MemberRequest, examination: UUID, act: Callable[[Examination], None], said: str
) -> HttpResponse:
    found = access.get_round(request.member, examination)
    try:
        act(found)
        messages.success(request, said)
    except Refused as refused:
        messages.error(request, sentence(refused))
    return redirect("oversight:examination", found.pk)


def _draft(request: MemberRequest, examination: UUID) -> Examination:
    found = access.get_round(request.member, examination)
    if found.state != Examination.State.DRAFT:
        raise Http404
    return found


def _status(form: RulesForm) -> int:
    return 422 if form.errors else 200
