"""The ledger of reminders: every milestone that was reached is a row, written once.

Nothing asks "is today 30 days before?". The ledger asks for all milestones reached by now and adds
those that are missing, so sweeps may run twice, late, at the same time or with a clock set back.

It is written in parts, each short enough for a transaction that nobody has to wait for: what an
interrupted sweep has written stays written, and the next one adds the rest.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from tenants.calendar import WorkingDays, working_days
from tenants.models import Member, Notice
from tenants.notices.cadence import STANDARD, Cadence
from tenants.people.roles import Role
from tenants.scope import current_tenant_id

MOST_THINGS: Final = 5_000  # owed things looked at in a part
MOST_ROWS: Final = 20_000  # milestones of theirs written in a part

INSERT = """
    INSERT INTO tenants_notice (id, recipient_id, subject, kind, due_on, milestone, state, facts,
                                url, created_at)
    SELECT uuidv7(), coalesce(%s, owed.recipient), owed.subject, %s, owed.due, reached.milestone,
           CASE WHEN reached.is_old AND EXISTS (
               SELECT FROM tenants_notice told
               WHERE told.tenant_id = %s AND told.recipient_id = coalesce(%s, owed.recipient)
                 AND told.subject = owed.subject AND told.kind = %s AND told.due_on = owed.due
           ) THEN 'skipped' ELSE reached.state END,
           '{{}}', '', %s
    FROM ({owed}) AS owed
    JOIN unnest(%s::date[], %s::smallint[], %s::text[], %s::boolean[])
      AS reached (due, milestone, state, is_old) USING (due)
    ON CONFLICT DO NOTHING
"""


def horizon(today: dt.date) -> dt.date:
    """Return the last due date that has reached a milestone in the running tenant."""
    return Cadence.here().horizon(today)


def reached(
    due: dt.date,
    today: dt.date,
    days: WorkingDays,
    *,
    working_days_late: int = 0,
    cadence: Cadence = STANDARD,
) -> list[int]:
    """Return the milestones reached, the newest last: 30 days before is 30, 3 days after is -3.

    With `working_days_late` only those at which so many working days had passed.
    """
    ahead = [early for early in cadence.ahead if due - dt.timedelta(days=early) <= today]
    late, passed = [], 0
    for offset in range(1, (today - due).days + 1):
        passed += days.has(due + dt.timedelta(days=offset))
        reminds = _reminds(due, offset, today, days, daily_for=cadence.daily_for)
        if reminds and passed >= working_days_late:
            late.append(-offset)
    return late if working_days_late else ahead + late


def _reminds(
    due: dt.date, offset: int, today: dt.date, days: WorkingDays, *, daily_for: int
) -> bool:
    day = due + dt.timedelta(days=offset)
    if offset <= daily_for:
        return days.has(day)
    return offset % 7 == 0 and days.from_(day) <= today


def remind(
    kind: str,
    owed: QuerySet[Any],
    today: dt.date,
    *,
    instead: Member | None = None,
    working_days_late: int = 0,
    days: WorkingDays | None = None,
) -> Iterator[int]:
    """Write down every reached milestone of what is owed that is not in the ledger yet, in parts.

    `owed` has the values `recipient`, `subject` and `due`; `instead` is told instead of the
    recipient. Of several milestones of one thing the newest waits to be sent, the others count as
    skipped, and so do those of a changed cadence that were over when it changed, for whoever had
    been reminded before. Yields after each part how many rows it wrote.
    """
    days, cadence = days or working_days(), Cadence.here()  # once, however many parts
    told = (instead and instead.pk, kind)
    by_now = partial(
        reached, today=today, days=days, working_days_late=working_days_late, cadence=cadence
    )
    for part in _parts(owed, by_now):
        sql, parameters = part.owed.query.sql_with_params()
        values = [
            *told,
            *(current_tenant_id(), *told),
            timezone.now(),
            *parameters,
            *map(list, zip(*_entries(part.milestones, cadence), strict=True)),
        ]
        with connection.cursor() as cursor:
            cursor.execute(INSERT.format(owed=sql), values)
            written = cursor.rowcount
        yield written


class _Part(NamedTuple):
    owed: QuerySet[Any]
    milestones: Mapping[dt.date, list[int]]  # by the day on which something is due


def _parts(owed: QuerySet[Any], by_now: Callable[[dt.date], list[int]]) -> Iterator[_Part]:
    """Cut what is owed where so many things or so many milestones of theirs are together."""
    rest = owed.order_by("pk")
    while things := list(rest.values_list("pk", "due")[:MOST_THINGS]):
        milestones: dict[dt.date, list[int]] = {}
        rows = 0
        for pk, due in things:
            last = pk
            if due not in milestones:
                milestones[due] = by_now(due)
            rows += len(milestones[due])
            if rows >= MOST_ROWS:
                break
        if rows:
            yield _Part(rest.filter(pk__lte=last).order_by(), milestones)
        rest = owed.filter(pk__gt=last).order_by("pk")


def _entries(
    milestones: Mapping[dt.date, list[int]], cadence: Cadence
) -> Iterator[tuple[dt.date, int, Notice.State, bool]]:
    for due, reached_by_now in milestones.items():
        for milestone in reached_by_now:
            is_newest = milestone == reached_by_now[-1]
            state = Notice.State.PENDING if is_newest else Notice.State.SKIPPED
            yield due, milestone, state, cadence.is_old(due, milestone)


def escalate(kind: str, owed: QuerySet[Any], today: dt.date) -> Iterator[int]:
    """Remind the document controllers of what others are late with."""
    late, days, after = owed.filter(due__lt=today), working_days(), Cadence.here().escalate_after
    for controller in Member.objects.active(today).with_role(Role.CONTROLLER):
        yield from remind(kind, late, today, instead=controller, working_days_late=after, days=days)
