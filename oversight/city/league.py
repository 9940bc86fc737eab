"""A league by one indicator: zones with zones, organs with organs; how far it is to the best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oversight.city.board import Board, Cell, cell_of
from oversight.city.charts import Line, spark
from oversight.city.indicators import Indicator, Value
from oversight.city.year import Year, shown
from tenants.models import Tenant

KINDS = (
    (Tenant.Kind.ZONE, _("Development zones")),
    (Tenant.Kind.ORGAN, _("Organs")),
)


@dataclass(slots=True)
class Place:
    """Where a tenant stands among those of its kind."""

    rank: int
    tenant: Tenant
    cell: Cell
    to_best: str
    to_median: str
    is_behind: bool  # of the median
    change: str
    is_better: bool | None
    line: Line | None = None
    address: str = ""  # of the list in the tenant, for who is a member there


@dataclass(frozen=True, slots=True)
class League:
    """The tenants of a kind that have a figure, the best first; and those that have none."""

    kind: str
    label: str | Promise
    places: list[Place]
    without: list[Tenant]


def leagues(board: Board, indicator: Indicator, tone: str = "") -> list[League]:
    """Return the league of each kind; with a tone only the tenants that are judged so."""
    found = []
    for kind, label in KINDS:
        tenants = [tenant for tenant in board.tenants if tenant.kind == kind]
        places = _places(board, indicator, tenants)
        ranked = {place.tenant.pk for place in places}
        without = [] if tone else [tenant for tenant in tenants if tenant.pk not in ranked]
        shown_ones = [place for place in places if not tone or place.cell.tone == tone]
        if shown_ones or without:
            found.append(League(kind, label, shown_ones, without))
    return found


def draw_lines(year: Year, indicator: Indicator, tables: list[League]) -> None:
    """Draw the year of each tenant beside its place."""
    places = [place for table in tables for place in table.places]
    of_tenants = year.of_tenants(indicator, [place.tenant.pk for place in places])
    for place in places:
        place.line = spark(of_tenants[place.tenant.pk])


def outermost(board: Board, indicator: Indicator, *looks: str) -> dict[str, Tenant]:
    """Return who is best and who is last by an indicator, by how their lines look."""
    values = {
        tenant: value
        for tenant in board.tenants
        if tenant.pk in board.fresh and (value := indicator.of(board.fresh[tenant.pk])) is not None
    }
    if len(values) < 2:
        return {}
    ordered = _best_first(values, indicator)
    found = {"is-best": ordered[0], "is-worst": ordered[-1]}
    return {look: tenant for look, tenant in found.items() if look in looks or not looks}


def _best_first(values: Mapping[Tenant, Value | float], indicator: Indicator) -> list[Tenant]:
    sign = -1 if indicator.higher_is_better else 1
    return sorted(values, key=lambda tenant: (sign * values[tenant], tenant.code))


def _places(board: Board, indicator: Indicator, tenants: list[Tenant]) -> list[Place]:
    cells = {
        tenant: cell_of(indicator, board.fresh[tenant.pk], board.bounds)
        for tenant in tenants
        if tenant.pk in board.fresh
    }
    values = {t: float(cell.value) for t, cell in cells.items() if cell.value is not None}
    if not values:
        return []
    ordered = _best_first(values, indicator)
    best, middle = values[ordered[0]], median(values.values())
    ranks: dict[float, int] = {}
    for n, tenant in enumerate(ordered, start=1):
        ranks.setdefault(values[tenant], n)
    return [
        _place(board, indicator, cells[tenant], tenant, ranks[values[tenant]], best, middle)
        for tenant in ordered
    ]


def _place(
    board: Board,
    indicator: Indicator,
    cell: Cell,
    tenant: Tenant,
    rank: int,
    best: float,
    middle: float,
) -> Place:
    value = float(cell.value or 0)
    end = board.ends.get(tenant.pk)
    figure = None if end is None else indicator.of(end)
    before = None if figure is None else float(figure)
    step = None if before is None else value - before
    return Place(
        rank=rank,
        tenant=tenant,
        cell=cell,
        to_best=shown(abs(best - value)),
        to_median=signed(value - middle),
        is_behind=indicator.gain(value, middle) < 0,
        change="—" if step is None else signed(step),
        is_better=indicator.gain(value, before) > 0 if step and before is not None else None,
    )


def signed(step: float) -> str:
    """Write a difference with its sign."""
    if abs(step) < 0.05:
        return "0"
    return ("+" if step > 0 else "−") + shown(abs(step))
