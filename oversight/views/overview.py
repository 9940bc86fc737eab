"""The city's overview: which zone needs help first; and one indicator of all of them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from oversight.access import get_indicator
from oversight.city import worries
from oversight.city.board import Board, Cell, Row
from oversight.city.clauses import most_lacking
from oversight.city.indicators import BY_NAME, CARDS, FIRST, INDICATORS, Bounds, Indicator
from oversight.city.league import KINDS, draw_lines, leagues, outermost
from oversight.city.lists import open_lists
from oversight.city.sheet import overview_sheet
from oversight.city.thresholds import tidy
from oversight.city.year import Year
from oversight.models import FollowUp
from tenants.calendar import missing_year
from tenants.errors import Refused, sentence
from tenants.exports import check_may_export
from tenants.http import MemberRequest, member_view, standings_here
from tenants.views.exports import Made, hand_out, made_by

type Linked = tuple[Cell, str]  # and the address of its indicator
type Group = tuple[str | Promise, list[tuple[Row, list[Linked]]]]

ROWS_PER_PAGE = 50


@require_GET
@member_view("city.overview")
def show(request: MemberRequest) -> HttpResponse:
    """Show every organ and zone by its indicators, who falls behind first."""
    board = Board(request.tenant.today())
    indicator = BY_NAME.get(request.GET.get("indicator", ""), BY_NAME[FIRST])
    year = Year(board, {*(BY_NAME[name] for name in CARDS), indicator})
    everything = request.GET.get("columns") == "all"
    indicators = [each for each in INDICATORS if everything or each.in_table]
    page = Paginator(board.order, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "groups": _groups(board.rows(list(page)), indicators),
        "page": page,
        "number": board.number,
        "fresh": year.compared,
        "everything": everything,
        "indicators": _headed(board, indicators),
        "cards": year.cards(),
        "measured_at": year.measured_at,
        "worries": worries.worries(board),
        "open_follow_ups": FollowUp.objects.open().count(),
        "ends": worries.ends(board),
        "gaps": most_lacking(board),
        "indicator": indicator,
        "chosen": INDICATORS,
        "chart": year.chart(indicator, outermost(board, indicator, "is-worst"), _("all")),
        "missing": missing_year(request.tenant.today()),
        "may_provision": request.member.can("city.provision"),
        "may_follow_up": request.member.can("city.follow_up"),
    }
    return render(request, "oversight/city/overview.html", context)


@require_POST
@member_view("city.overview", is_reading=True)
def export(request: MemberRequest) -> HttpResponse:
    """Hand the overview out as a workbook: today, the months, the thresholds."""
    board = Board(request.tenant.today())
    try:
        check_may_export(request.member)
        rows = board.number
        notes = [ngettext("%(n)d row", "%(n)d rows", rows) % {"n": rows}, made_by(request)]
        content = overview_sheet(board, Year(board), notes)
        return hand_out(request, Made(_("City overview"), "xlsx", rows, "", content))
    except Refused as refusal:
        messages.error(request, sentence(refusal))
        return redirect("oversight:overview")


@require_GET
@member_view("city.overview")
def compare(request: MemberRequest, indicator: str) -> HttpResponse:
    """Show one indicator: how it is counted and judged, and the league of each kind by it."""
    found = get_indicator(indicator)
    board = Board(request.tenant.today())
    year = Year(board, [found])
    tone = request.GET.get("tone", "")
    asked = request.GET
    tables = leagues(board, found, tone, asked.get("page"), asked.get("at", ""))
    draw_lines(year, found, tables)
    open_lists(tables, found.name, standings_here(request), board.today)
    context = {
        "indicator": found,
        "bounds": tidy(board.bounds[found.name]),
        "leagues": tables,
        "chart": year.chart(found, outermost(board, found), _("all")),
        "tone": tone,
        "indicators": INDICATORS,
        "may_follow_up": request.member.can("city.follow_up"),
        "grades": _grades(board) if found.name == "findings_open" else None,
    }
    return render(request, "oversight/city/indicator.html", context)


def _groups(rows: list[Row], indicators: list[Indicator]) -> list[Group]:
    """Return the rows of a page by kind, each with the cells of some indicators."""
    names = [each.name for each in indicators]
    at = {name: reverse("oversight:indicator", args=[name]) for name in names}
    linked = [[(c, at[c.indicator.name]) for c in r.cells if c.indicator.name in at] for r in rows]
    shown = list(zip(rows, linked, strict=True))
    return [
        (label, [each for each in shown if each[0].tenant.kind == kind]) for kind, label in KINDS
    ]


def _headed(board: Board, indicators: list[Indicator]) -> list[tuple[Indicator, Bounds]]:
    return [(each, tidy(board.bounds[each.name])) for each in indicators]


def _grades(board: Board) -> dict[str, int]:
    """Return the open findings of all tenants by grade."""
    grades = ("findings_major", "findings_minor", "findings_observation")
    return board.compared.aggregate(**{grade: Sum(grade, default=0) for grade in grades})
