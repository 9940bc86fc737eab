"""Remind of one kind of thing: who hears of what, rung by rung, into the ledger."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Count

from approvals.expiring.kind import Expiring, Rows
from approvals.expiring.ladder import Ladder
from approvals.models import Delegation
from tenants.calendar import working_days
from tenants.models import Member, Rung, Tenant
from tenants.notices.cadence import Cadence
from tenants.notices.ledger import Told, remind
from tenants.scope import current_tenant_id

type Pair = tuple[UUID, UUID]  # a holder and a unit


def remind_of(kind: Expiring, today: dt.date, after: str = "") -> Iterator[int]:
    """Write down whom to remind of things of this kind by a day, in parts."""
    cadence = kind.cadence(Tenant.objects.get(pk=current_tenant_id()))
    owed = kind.due_by(cadence.horizon(today), today)
    pairs = _pairs(owed)
    if not pairs:
        return
    days, told = working_days(), list(told_of(kind, pairs, Ladder(today)))
    yield from remind(kind.name, owed, today, told=told, cadence=cadence, days=days, after=after)
    for deputy, in_place in _in_place(kind, owed, today):
        told = [Told(*pair, level=0, person=deputy, rung=Rung.OWNER) for pair in _pairs(in_place)]
        parts = remind(kind.name, in_place, today, told=told, cadence=cadence, days=days)
        yield from map(int, parts)  # short: a visit that is cut here begins the kind anew


def _pairs(owed: Rows) -> list[Pair]:
    return list(owed.values_list("recipient", "at_unit").distinct())


def _in_place(kind: Expiring, owed: Rows, today: dt.date) -> Iterator[tuple[UUID, Rows]]:
    if kind.in_place is None:
        return
    running = Delegation.objects.running(today)
    for deputy in Member.objects.filter(pk__in=running.values("deputy")):
        yield deputy.pk, owed.filter(kind.in_place(deputy, today))


def told_of(kind: Expiring, pairs: Iterable[Pair], ladder: Ladder) -> Iterator[Told]:
    """Say who hears of the things of each holder in each unit, everybody by their lowest rung."""
    pairs = list(pairs)
    ladder.look_up(holder for holder, _unit in pairs)
    for pair in pairs:
        told: set[UUID] = set()
        for level in range(Rung.CITY) if kind.has_ladder else (Rung.OWNER,):
            rung, people = heard_by(kind, level, pair, ladder)
            yield from (Told(*pair, level, one, rung) for one in people if one not in told)
            told.update(people)


def heard_by(kind: Expiring, level: int, pair: Pair, ladder: Ladder) -> tuple[Rung, list[UUID]]:
    """Return who is told what a rung is to hear: who stands there, or on the next that is not
    vacant."""
    holder, unit = pair
    if kind.role is not None:
        return Rung.OWNER, ladder.with_role(kind.role)
    if level == Rung.OWNER and kind.in_place is not None and ladder.is_here(holder):
        return Rung.OWNER, [] if holder in ladder.away else [holder]
    if not kind.has_ladder:
        return Rung.OWNER, ladder.in_place_of([holder])
    return ladder.from_rung(level, holder, unit)


def count_for_city(kinds: Iterable[Expiring], today: dt.date) -> int:
    """Count what is so late that the city's quality office hears of it, as a number."""
    ladder, cadence, days = Ladder(today), Cadence.here(), working_days()
    late = Counter[tuple[UUID, UUID, dt.date]]()
    for kind in kinds:
        if kind.has_ladder:
            owed = kind.due_by(today - dt.timedelta(days=1), today)
            found = owed.values_list("recipient", "at_unit", "due").annotate(n=Count("pk"))
            late.update({(holder, unit, due): n for holder, unit, due, n in found})
    ladder.look_up({holder for holder, _unit, _due in late})
    return sum(
        n
        for (holder, unit, due), n in late.items()
        if days.between(due, today) >= days_for_city(ladder, cadence, holder, unit)
    )


def days_for_city(ladder: Ladder, cadence: Cadence, holder: UUID, unit: UUID) -> int:
    """Return after how many working days the city counts the things of a holder in a unit."""
    return cadence.after(ladder.city_level(holder, unit)) or 1
