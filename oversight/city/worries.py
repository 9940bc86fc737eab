"""What needs following up, worst first; which certificates end soon; which clauses have gaps."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import CharField, Count, Func

from oversight.city.board import WEIGHTS, Board, Cell
from oversight.models import FollowUp
from tenants.models import Tenant

MOST_WORRIES: Final = 6
MOST_ENDS: Final = 5
MOST_GAPS: Final = 5
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


@dataclass(frozen=True, slots=True)
class Gap:
    """A clause that some tenants cover and others do not."""

    clause: str
    covered: int
    all_: int


class Unnest(Func):
    """A row for each value of an array."""

    function = "unnest"
    output_field = CharField()
    set_returning = True


def worries(board: Board) -> list[Worry]:
    """Return what needs following up, alarms before what is watched, the worst tenant first."""
    found = [(row, cell) for row in board.rows for cell in row.cells if WEIGHTS[cell.tone]]
    found.sort(key=lambda pair: (-WEIGHTS[pair[1].tone], -pair[0].weight, pair[0].tenant.code))
    first = found[:MOST_WORRIES]
    tenants = {row.tenant.pk for row, _cell in first}
    is_open = FollowUp.objects.open().filter(tenant__in=tenants)
    asked = {(each.tenant_id, each.indicator): each for each in is_open}
    return [
        Worry(row.tenant, cell, asked.get((row.tenant.pk, cell.indicator.name)))
        for row, cell in first
    ]


def ends(board: Board) -> list[End]:
    """Return the certificates and audits whose day comes first."""
    by_pk = {tenant.pk: tenant for tenant in board.tenants}
    found = []
    for pk, card in board.fresh.items():
        for name, left in (
            ("days_to_expiry", card.days_to_expiry),
            ("days_to_audit", card.days_to_audit),
        ):
            if left is not None:
                day = card.day + dt.timedelta(days=left)
                found.append((day, by_pk[pk], name))
    found.sort(key=lambda each: (each[0], each[1].code))
    shown = [each for each in found if each[0] - board.today <= SOON][:MOST_ENDS]
    return [_end(board, *each) for each in shown]


def _end(board: Board, day: dt.date, tenant: Tenant, name: str) -> End:
    days = (day - board.today).days
    _good, watch, alert = board.bounds[name]
    tone = "bad" if days <= alert else "warn" if days <= watch else ""
    return End(tenant, day, days, tone, is_audit=name == "days_to_audit")


def gaps(board: Board) -> list[Gap]:
    """Return the clauses that most tenants lack; none where nobody counts them yet."""
    counting = sum(card.clauses_applicable is not None for card in board.fresh.values())
    if not counting:
        return []
    lacking = board.compared.order_by().values(clause=Unnest("clause_gaps"))
    most = lacking.annotate(n=Count("pk")).order_by("-n", "clause")[:MOST_GAPS]
    return [Gap(row["clause"], counting - row["n"], counting) for row in most]
