"""What needs following up, worst first, and which certificates and audits come first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db.models import DateField, ExpressionWrapper, F

from oversight.city.board import WEIGHTS, Board, Cell, cells_of
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
    alarming = islice((each for each in board.worst if each.alarms), MOST_WORRIES)
    watched = islice((each for each in board.worst if each.watched), MOST_WORRIES)
    wanted = {each.pk: each.weight for each in (*alarming, *watched)}  # a cell of each is enough
    cards = board.compared.filter(tenant__in=wanted).select_related("tenant")
    cells = [(card.tenant, cell) for card in cards for cell in cells_of(card, board.bounds)]
    cells = [(tenant, cell) for tenant, cell in cells if WEIGHTS[cell.tone]]
    cells.sort(key=lambda pair: (-WEIGHTS[pair[1].tone], -wanted[pair[0].pk], pair[0].code))
    first = cells[:MOST_WORRIES]
    is_open = FollowUp.objects.open().filter(tenant__in={tenant.pk for tenant, _cell in first})
    asked = {(each.tenant_id, each.indicator): each for each in is_open}
    return [
        Worry(tenant, cell, asked.get((tenant.pk, cell.indicator.name))) for tenant, cell in first
    ]


def ends(board: Board) -> list[End]:
    """Return the certificates and audits whose day comes first."""
    found = [end for name in ("days_to_expiry", "days_to_audit") for end in _first(board, name)]
    return sorted(found, key=lambda end: (end.day, end.tenant.code))[:MOST_ENDS]


def _first(board: Board, name: str) -> list[End]:
    """Return the first days by a column that counts the days until them."""
    day = ExpressionWrapper(F("day") + F(name), output_field=DateField())
    until = board.compared.annotate(ends_on=day).filter(ends_on__lte=board.today + SOON)
    first = until.order_by("ends_on", "tenant__code").values_list("tenant", "ends_on")[:MOST_ENDS]
    tenants = Tenant.objects.in_bulk([pk for pk, _day in first])
    return [_end(board, day, tenants[pk], name) for pk, day in first]


def _end(board: Board, day: dt.date, tenant: Tenant, name: str) -> End:
    days = (day - board.today).days
    _good, watch, alert = board.bounds[name]
    tone = "bad" if days <= alert else "warn" if days <= watch else ""
    return End(tenant, day, days, tone, is_audit=name == "days_to_audit")
