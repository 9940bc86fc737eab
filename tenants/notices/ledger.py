"""The ledger of reminders: every milestone that was reached is a row, written once.

Nothing asks "is today 30 days before?". The ledger asks for all milestones reached by now and adds
those that are missing, so sweeps may run twice, late, at the same time or with a clock set back.

It is written in parts, each short enough for a transaction that nobody has to wait for: what an
interrupted sweep has written stays written, and the next one adds the rest.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from tenants.calendar import WorkingDays, working_days
from tenants.models import Member, Notice
from tenants.people.roles import Role

AHEAD: Final = (30, 14, 7, 1, 0)  # days before something is due
DAILY_FOR: Final = 14  # days after it was due: every working day, then every week
ESCALATE_AFTER: Final = 3  # working days late: the document controller is told, too
MOST_THINGS: Final = 5_000  # owed things looked at in a part
MOST_ROWS: Final = 20_000  # milestones of theirs written in a part

INSERT = """
    INSERT INTO tenants_notice (id, recipient_id, subject, kind, due_on, milestone, state, facts,
                                url, created_at)
    SELECT uuidv7(), coalesce(%s, owed.recipient), owed.subject, %s, owed.due, reached.milestone,
           reached.state, '{{}}', '', %s
    FROM ({owed}) AS owed
    JOIN unnest(%s::date[], %s::smallint[], %s::text[]) AS reached (due, milestone, state)
      USING (due)
    ON CONFLICT DO NOTHING
"""


def horizon(today: dt.date) -> dt.date:
    """Return the last due date that has reached a milestone."""
    return today + dt.timedelta(days=max(AHEAD))


def reached(
    due: dt.date, today: dt.date, days: WorkingDays, *, working_days_late: int = 0
) -> list[int]:
    """Return the milestones reached, the newest last: 30 days before is 30, 3 days after is -3.

    With `working_days_late` only those at which so many working days had passed.
    """
    ahead = [early for early in AHEAD if due - dt.timedelta(days=early) <= today]
    late, passed = [], 0
    for offset in range(1, (today - due).days + 1):
        passed += days.has(due + dt.timedelta(days=offset))
        if passed >= working_days_late and _reminds(due, offset, today, days):
            late.append(-offset)
    return late if working_days_late else ahead + late


def _reminds(due: dt.date, offset: int, today: dt.date, days: WorkingDays) -> bool:
    day = due + dt.timedelta(days=offset)
    if offset <= DAILY_FOR:
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
    skipped. Yields after each part how many rows it wrote.
    """
    days = days or working_days()  # once, however many parts
    for part in _parts(owed, today, days, working_days_late):
        sql, parameters = part.owed.query.sql_with_params()
        values = [
            instead and instead.pk,
            kind,
            timezone.now(),
            *parameters,
            *map(list, zip(*_entries(part.milestones), strict=True)),
        ]
        with connection.cursor() as cursor:
            cursor.execute(INSERT.format(owed=sql), values)
            written = cursor.rowcount
        yield written


class _Part(NamedTuple):
    owed: QuerySet[Any]
    milestones: Mapping[dt.date, list[int]]  # by the day on which something is due


def _parts(
    owed: QuerySet[Any], today: dt.date, days: WorkingDays, working_days_late: int
) -> Iterator[_Part]:
    """Cut what is owed where so many things or so many milestones of theirs are together."""
    rest = owed.order_by("pk")
    while things := list(rest.values_list("pk", "due")[:MOST_THINGS]):
        milestones: dict[dt.date, list[int]] = {}
        rows = 0
        for pk, due in things:
            last = pk
            if due not in milestones:
                milestones[due] = reached(due, today, days, working_days_late=working_days_late)
            rows += len(milestones[due])
            if rows >= MOST_ROWS:
                break
        if rows:
            yield _Part(rest.filter(pk__lte=last).order_by(), milestones)
        rest = owed.filter(pk__gt=last).order_by("pk")


def _entries(
    milestones: Mapping[dt.date, list[int]],
) -> Iterator[tuple[dt.date, int, Notice.State]]:
    for due, reached_by_now in milestones.items():
        for milestone in reached_by_now:
            is_newest = milestone == reached_by_now[-1]
            yield due, milestone, Notice.State.PENDING if is_newest else Notice.State.SKIPPED


def escalate(kind: str, owed: QuerySet[Any], today: dt.date) -> Iterator[int]:
    """Remind the document controllers of what others are late with."""
    late, days = owed.filter(due__lt=today), working_days()
    for controller in Member.objects.active(today).with_role(Role.CONTROLLER):
        yield from remind(
            kind, late, today, instead=controller, working_days_late=ESCALATE_AFTER, days=days
        )
