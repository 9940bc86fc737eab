"""Clauses by tenants on the city's page: how each stands where, and nothing of what covers it."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from oversight.city.board import Board
from oversight.city.clause_sheet import clause_sheet
from oversight.city.clauses import MARKS, Heat
from oversight.city.league import KINDS
from oversight.standards.coverage import State
from tenants.errors import Refused, sentence
from tenants.exports import check_may_export
from tenants.filters import Filter, in_words
from tenants.http import MemberRequest, member_view, standings_here
from tenants.views.exports import Made, hand_out, made_by

LINES_ON_PAGE = 50


@require_safe
@member_view("city.overview")
def show(request: MemberRequest) -> HttpResponse:
    """Show how the clauses stand in each tenant, who lacks most first, and each clause in all."""
    heat = Heat(Board(request.tenant.today()), request.GET)
    page = Paginator(heat.order, LINES_ON_PAGE).get_page(request.GET.get("page"))
    lines = list(heat.lines(list(page)))
    context = {
        "heat": heat,
        "page": page,
        "groups": [
            (label, [each for each in lines if each.tenant.kind == k]) for k, label in KINDS
        ],
        "filters": _filters(heat),
        "legend": list(MARKS.values()),
        "number": heat.board.number,
        "chosen": next((c for c in heat.clauses if c.number == heat.wanted.clause), None),
        "open_here": _open_here(request),
    }
    return render(request, "oversight/city/clauses.html", context)


@require_POST
@member_view("city.overview", is_reading=True)
def export(request: MemberRequest) -> HttpResponse:
    """Hand out the tenants that are asked for with all their clauses as a workbook."""
    heat = Heat(Board(request.tenant.today()), request.GET)
    try:
        check_may_export(request.member)
        rows = len(heat.order)
        said = "; ".join(in_words(_filters(heat)))
        notes = [ngettext("%(n)d row", "%(n)d rows", rows) % {"n": rows}, str(heat.edition or "")]
        content = clause_sheet(heat, [*notes, *([said] if said else []), made_by(request)])
        return hand_out(request, Made(_("Clauses by tenants"), "xlsx", rows, said, content))
    except Refused as refusal:
        messages.error(request, sentence(refusal))
        return redirect("oversight:city_clauses")


def _open_here(request: MemberRequest) -> set[UUID]:
    """Return the tenants whose own clause matrix this person may read."""
    standings = standings_here(request)
    return {each.tenant.pk for each in standings if each.member.can("clauses.read")}


def _filters(heat: Heat) -> list[Filter]:
    wanted = heat.wanted
    return [
        Filter("kind", _("Kind"), [(kind, str(label)) for kind, label in KINDS], wanted.kind),
        Filter("clause", _("Clause"), [(c.number, str(c)) for c in heat.clauses], wanted.clause),
        Filter("state", _("Status"), [(s.value, str(s.label)) for s in State], wanted.state),
    ]
