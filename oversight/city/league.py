"""A league by one indicator: zones with zones, organs with organs; how far it is to the best."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oversight.city.board import Board, Cell, Who, cell_of
from oversight.city.charts import Line, spark
from oversight.city.indicators import Indicator, Value
from oversight.city.year import Year, shown
from tenants.models import Tenant

KINDS = (
    (Tenant.Kind.ZONE, _("Development zones")),
    (Tenant.Kind.ORGAN, _("Organs")),
)
PLACES_ON_PAGE = 100

type Values = Mapping[UUID, Value]


@dataclass(slots=True)
class Place:
    """Where a tenant stands among those of its kind; without a cell: it has no figure today."""

    tenant: Tenant
    cell: Cell | None = None
    rank: int = 0
    to_best: str = ""
    to_median: str = ""
    is_behind: bool = False  # of the median
    change: str = ""
    is_better: bool | None = None
    line: Line | None = None
    address: str = ""  # of the list in the tenant, for who is a member there


@dataclass(frozen=True, slots=True)
class League:
    """A page of the tenants of a kind: the best first, at the end those that have no figure."""

    kind: str
    label: str | Promise
    page: Page[Who]
    places: list[Place]


def leagues(
    board: Board, indicator: Indicator, tone: str = "", page: str | None = None, at: str = ""
) -> list[League]:
    """Return a page of each kind's league, or the one with a code on it.

    With a tone: only of the tenants that are judged so.
    """
    name = indicator.name.value
    have = board.compared.exclude(**{name: None})
    rows = list(have.values_list("tenant_id", "tenant__code", "tenant__kind", name))
    values: Values = {pk: value for pk, _code, _kind, value in rows}
    everybody = [Who(*who) for *who, _value in rows]
    without = [] if tone else board.without(have)
    bounds = board.bounds[indicator.name]
    found = []
    for kind, label in KINDS:
        ranked = _best_first([who for who in everybody if who.kind == kind], values, indicator)
        judged_so = (w for w in ranked if not tone or indicator.tone(values[w.pk], bounds) == tone)
        listed = [*judged_so, *(who for who in without if who.kind == kind)]
        if listed:
            shown_page = Paginator(listed, PLACES_ON_PAGE).get_page(page or _page_with(at, listed))
            best_first = [float(values[who.pk]) for who in ranked]
            places = _places(board, indicator, best_first, shown_page)
            found.append(League(kind, label, shown_page, places))
    return found


def draw_lines(year: Year, indicator: Indicator, tables: list[League]) -> None:
    """Draw the year of each tenant beside its place."""
    places = [place for table in tables for place in table.places if place.cell]
    of_tenants = year.of_tenants(indicator, [place.tenant.pk for place in places])
    for place in places:
        place.line = spark(of_tenants[place.tenant.pk])


def outermost(board: Board, indicator: Indicator, *looks: str) -> dict[str, Tenant]:
    """Return who is best and who is last by an indicator, by how their lines look."""
    name = indicator.name.value
    have = board.compared.exclude(**{name: None}).values_list("tenant_id", flat=True)
    ordered = have.order_by(f"-{name}" if indicator.higher_is_better else name, "tenant__code")
    ends = {"is-best": ordered, "is-worst": ordered.reverse()}
    first = {look: list(ends[look][:2]) for look in looks or ends}
    tenants = Tenant.objects.in_bulk({pk for two in first.values() for pk in two})
    return {look: tenants[two[0]] for look, two in first.items() if len(two) > 1}


def _best_first(tenants: list[Who], values: Values, indicator: Indicator) -> list[Who]:
    sign = -1 if indicator.higher_is_better else 1
    return sorted(tenants, key=lambda who: (sign * values[who.pk], who.code))


def _page_with(code: str, listed: list[Who]) -> int:
    found = (n for n, who in enumerate(listed) if who.code == code)
    return 1 + next(found, 0) // PLACES_ON_PAGE


def _places(
    board: Board, indicator: Indicator, best_first: list[float], page: Page[Who]
) -> list[Place]:
    """Return the places of a page, measured by the figures of everybody in the league."""
    ids = [who.pk for who in page]
    middle = median(best_first) if best_first else 0.0
    tenants = Tenant.objects.in_bulk(ids)
    cards = {card.tenant_id: card for card in board.compared.filter(tenant__in=ids)}
    ends = {end.tenant_id: end for end in board.ends.filter(tenant__in=ids)}
    places = []
    for pk in ids:
        place = Place(tenants[pk])
        if pk in cards and indicator.of(cards[pk]) is not None:
            place.cell = cell_of(indicator, cards[pk], board.bounds)
            before = indicator.of(ends[pk]) if pk in ends else None
            then = None if before is None else float(before)
            _measure(place, indicator, best_first, middle, then)
        places.append(place)
    return places


def _measure(
    place: Place,
    indicator: Indicator,
    best_first: list[float],
    middle: float,
    before: float | None,
) -> None:
    """Say how far a place is from the best, from the middle, and from where it was."""
    value = float(place.cell.value or 0) if place.cell else 0.0
    sign = -1 if indicator.higher_is_better else 1
    step = None if before is None else value - before
    place.rank = 1 + bisect_left(best_first, sign * value, key=lambda each: sign * each)
    place.to_best = shown(abs(best_first[0] - value))
    place.to_median = signed(value - middle)
    place.is_behind = indicator.gain(value, middle) < 0
    place.change = "—" if step is None else signed(step)
    if step and before is not None:
        place.is_better = indicator.gain(value, before) > 0


def signed(step: float) -> str:
    """Write a difference with its sign."""
    if abs(step) < 0.05:
        return "0"
    return ("+" if step > 0 else "−") + shown(abs(step))
