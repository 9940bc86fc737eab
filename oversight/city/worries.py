"""What needs following up, worst first, and which certificates and audits come first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from heapq import nsmallest
from typing import Final

from oversight.city.board import WEIGHTS, Board, Cell
from oversight.models import FollowUp
from tenants.models import Tenant

MOST_WORRIES: Final = 6
MOST_ENDS: Final = 5
SOON: Final = dt.timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Worry:
    """An indicator that is watched or alarming in a tenant, and whether the city asked about it."""

    tenant: Tenant
    cell: Cell
    follow_up: FollowUp | None


@dataclass(frozen=True, slots=True)
class End:
    """The day on which a tenant's certificate ends, or an audit has to be held by."""

    tenant: Tenant
    day: dt.date
    days: int
    tone: str
    is_audit: bool


def worries(board: Board) -> list[Worry]:
    """Return what needs following up, alarms before what is watched, the worst tenant first."""
    worst = sorted(board.standings.values(), key=lambda each: (-each.weight, each.code))
    alarming = [each.pk for each in worst if each.alarms][:MOST_WORRIES]
    watched = [each.pk for each in worst if each.watched][:MOST_WORRIES]
    rows = board.rows([*dict.fromkeys([*alarming, *watched])])  # a cell of each is enough
    cells = [(row, cell) for row in rows for cell in row.cells if WEIGHTS[cell.tone]]
    cells.sort(key=lambda pair: (-WEIGHTS[pair[1].tone], -pair[0].weight, pair[0].tenant.code))
    first = [(row.tenant, cell) for row, cell in cells[:MOST_WORRIES]]
    is_open = FollowUp.objects.open().filter(tenant__in={tenant.pk for tenant, _cell in first})
    asked = {(each.tenant_id, each.indicator): each for each in is_open}
    return [
        Worry(tenant, cell, asked.get((tenant.pk, cell.indicator.name))) for tenant, cell in first
    ]


def ends(board: Board) -> list[End]:
    """Return the certificates and audits whose day comes first."""
    found = [
        (standing.day + dt.timedelta(days=int(left)), standing.code, standing.pk, name)
        for name in ("days_to_expiry", "days_to_audit")
        for left, standing in board.with_figure(name)
    ]
    first = [each for each in nsmallest(MOST_ENDS, found) if each[0] - board.today <= SOON]
    tenants = Tenant.objects.in_bulk([pk for _day, _code, pk, _name in first])
    return [_end(board, day, tenants[pk], name) for day, _code, pk, name in first]


def _end(board: Board, day: dt.date, tenant: Tenant, name: str) -> End:
    days = (day - board.today).days
    _good, watch, alert = board.bounds[name]
    tone = "bad" if days <= alert else "warn" if days <= watch else ""
    return End(tenant, day, days, tone, is_audit=name == "days_to_audit")
