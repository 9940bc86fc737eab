"""The ledger of reminders: every milestone that was reached is a row, written once.

Nothing asks "is today 30 days before?". The ledger asks for all milestones reached by now and adds
those that are missing, so sweeps may run twice, late, at the same time or with a clock set back.

It is written in parts, each short enough for a transaction that nobody has to wait for: what an
interrupted sweep has written stays written, and the next one adds the rest.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple, Self
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from tenants.calendar import WorkingDays, working_days
from tenants.models import Notice
from tenants.notices.cadence import STANDARD, Cadence
from tenants.scope import current_tenant_id

MOST_THINGS: Final = 5_000  # owed things looked at in a part
MOST_ROWS: Final = 20_000  # milestones of theirs written in a part
MOST_LATE: Final = 3_660  # days; what is later is a year typed wrongly, or given up

INSERT = """
    INSERT INTO tenants_notice (id, recipient_id, subject, kind, due_on, milestone, rung, state,
                                facts, url, created_at)
    SELECT uuidv7(), told.person, owed.subject, %s, owed.due, reached.milestone, told.rung,
           CASE WHEN reached.is_old AND EXISTS (
               SELECT FROM tenants_notice n
               WHERE n.tenant_id = %s AND n.recipient_id = told.person
                 AND n.subject = owed.subject AND n.kind = %s AND n.due_on = owed.due
           ) THEN 'skipped' ELSE reached.state END,
           '{{}}', '', %s
    FROM ({owed}) AS owed {told}
    JOIN unnest(%s::date[], %s::smallint[], %s::smallint[], %s::text[], %s::boolean[])
      AS reached (due, level, milestone, state, is_old)
      ON (reached.due, reached.level) = (owed.due, told.level)
    {order}
    ON CONFLICT DO NOTHING
"""
TO_THE_HOLDER: Final = (
    "CROSS JOIN LATERAL (SELECT owed.recipient, 0, 0) AS told (person, level, rung)"
)
TOLD_ALONE: Final = (TO_THE_HOLDER, "", ())
EACH: Final = (
    "SELECT * FROM unnest(%s::uuid[], %s::text[], %s::date[]) AS e (recipient, subject, due)"
)
BY_TABLE: Final = """
    JOIN unnest(%s::uuid[], %s::uuid[], %s::smallint[], %s::uuid[], %s::smallint[])
      AS told (holder, unit, level, person, rung)
      ON (told.holder, told.unit) = (owed.recipient, owed.at_unit)
"""


class Written(int):
    """How many rows a part wrote; `after` says after which of its things another visit goes on."""

    after = ""

    @classmethod
    def until(cls, rows: int, after: object) -> Self:
        written = cls(rows)
        written.after = str(after)
        return written


class Owed(NamedTuple):
    """A thing that somebody has to do by a day."""

    recipient: UUID
    subject: str
    due: dt.date


class Told(NamedTuple):
    """Who hears of the things of one holder in one unit; `level` says from which milestone on."""

    holder: UUID
    unit: UUID
    level: int
    person: UUID
    rung: int


type Reached = list[tuple[int, list[int]]]  # level of the ladder, milestones it hears of


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
    ahead = [early for early in cadence.ahead if (due - today).days <= early]
    late, passed = [], 0
    for offset in range(1, min((today - due).days, MOST_LATE) + 1):
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
    told: Sequence[Told] | None = None,
    cadence: Cadence | None = None,
    days: WorkingDays | None = None,
    after: str = "",
) -> Iterator[Written]:
    """Write down every reached milestone of what is owed that is not in the ledger yet, in parts.

    `owed` has the values `recipient`, `subject` and `due`, and with `told`, which says who hears of
    what belongs to whom, also `at_unit`, the unit; without it the recipient does. Of several
    milestones of one thing the newest waits to be sent, the others count as skipped, and so do
    those of a changed cadence that were over when it changed, for whoever had been reminded
    before. Yields after each part how many rows it wrote, and where it was `after` it.
    """
    days, cadence = days or working_days(), cadence or Cadence.here()  # once, however many parts
    levels = sorted({row.level for row in told}) if told is not None else [0]
    columns = [] if told is None else [list(column) for column in zip(*told, strict=True)]
    by_now = partial(_reached, today=today, days=days, cadence=cadence, levels=levels)
    by_rung = (BY_TABLE, "ORDER BY told.rung", columns)
    for part in _parts(owed, by_now, after) if levels else ():
        sql, parameters = part.owed.query.sql_with_params()
        written = _write(
            kind, sql, parameters, part.milestones, cadence, TOLD_ALONE if told is None else by_rung
        )
        yield Written.until(written, part.last)


def remind_each(
    kind: str, owed: Sequence[Owed], today: dt.date, days: WorkingDays, cadence: Cadence
) -> Iterator[int]:
    """Do the same for things that are known one by one, and are told whom they belong to."""
    by_now = partial(_reached, today=today, days=days, cadence=cadence, levels=[0])
    rest = owed
    while rest:
        milestones, count = _fitting([one.due for one in rest[:MOST_THINGS]], by_now)
        columns = [list(column) for column in zip(*rest[:count], strict=True)]
        if milestones:
            yield _write(kind, EACH, columns, milestones, cadence, TOLD_ALONE)
        rest = rest[count:]


def _write(
    kind: str,
    owed: str,
    parameters: Sequence[Any],
    milestones: Mapping[dt.date, Reached],
    cadence: Cadence,
    told: tuple[str, str, Sequence[Any]],
) -> int:
    """Write what was reached of what is owed; return how many rows were not there yet."""
    join, order, columns = told
    statement = INSERT.format(owed=owed, told=join, order=order)
    values = [
        *(kind, current_tenant_id(), kind, timezone.now(), *parameters, *columns),
        *map(list, zip(*_entries(milestones, cadence), strict=True)),
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _reached(
    due: dt.date, *, today: dt.date, days: WorkingDays, cadence: Cadence, levels: Sequence[int]
) -> Reached:
    late = {level: cadence.after(level) for level in levels}
    return [
        (level, reached(due, today, days, working_days_late=late[level], cadence=cadence))
        for level in levels
    ]


class _Part(NamedTuple):
    owed: QuerySet[Any]
    last: UUID
    milestones: Mapping[dt.date, Reached]  # by the day on which something is due


def _parts(
    owed: QuerySet[Any], by_now: Callable[[dt.date], Reached], after: str = ""
) -> Iterator[_Part]:
    """Cut what is owed where so many things or so many milestones of theirs are together."""
    rest = (owed.filter(pk__gt=after) if after else owed).order_by("pk")
    while things := list(rest.values_list("pk", "due")[:MOST_THINGS]):
        milestones, count = _fitting([due for _pk, due in things], by_now)
        last = things[count - 1][0]
        if milestones:
            yield _Part(rest.filter(pk__lte=last).order_by(), last, milestones)
        rest = owed.filter(pk__gt=last).order_by("pk")


def _fitting(
    dues: Sequence[dt.date], by_now: Callable[[dt.date], Reached]
) -> tuple[dict[dt.date, Reached], int]:
    """Return what is reached of the first things, and how many of them make up a part."""
    milestones: dict[dt.date, Reached] = {}
    rows = count = 0
    for due in dues:
        if due not in milestones:
            milestones[due] = by_now(due)
        rows += sum(len(found) for _level, found in milestones[due])
        count += 1
        if rows >= MOST_ROWS:
            break
    return (milestones if rows else {}), count


def _entries(
    milestones: Mapping[dt.date, Reached], cadence: Cadence
) -> Iterator[tuple[dt.date, int, int, Notice.State, bool]]:
    for due, by_level in milestones.items():
        for level, reached_by_now in by_level:
            for milestone in reached_by_now:
                is_newest = milestone == reached_by_now[-1]
                state = Notice.State.PENDING if is_newest else Notice.State.SKIPPED
                yield due, level, milestone, state, cadence.is_old(due, milestone)
