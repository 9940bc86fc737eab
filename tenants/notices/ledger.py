"""The ledger of reminders: every milestone that was reached is a row, written once.

Nothing asks "is today 30 days before?". The ledger asks for all milestones reached by now and adds
those that are missing, so sweeps may run twice, late, at the same time or with a clock set back.
"""

import datetime as dt
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from tenants.calendar import is_working_day
from tenants.models import Member, Notice
from tenants.people.roles import Role

AHEAD: Final = (30, 14, 7, 1, 0)  # days before something is due
DAILY_FOR: Final = 14  # days after it was due: every working day, then every week
ESCALATE_AFTER: Final = 3  # working days late: the document controller is told, too

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


def reached(due: dt.date, today: dt.date, *, working_days_late: int = 0) -> list[int]:
    """Return the milestones reached, the newest last: 30 days before is 30, 3 days after is -3.

    With `working_days_late` only those at which so many working days had passed.
    """
    ahead = [days for days in AHEAD if due - dt.timedelta(days=days) <= today]
    late, passed = [], 0
    for days in range(1, (today - due).days + 1):
        passed += is_working_day(due + dt.timedelta(days=days))
        if passed >= working_days_late and _reminds(due, days, today):
            late.append(-days)
    return late if working_days_late else ahead + late


def _reminds(due: dt.date, days: int, today: dt.date) -> bool:
    if days <= DAILY_FOR:
        return is_working_day(due + dt.timedelta(days=days))
    if days % 7:
        return False
    while not is_working_day(due + dt.timedelta(days=days)):
        days += 1
    return due + dt.timedelta(days=days) <= today


def remind(
    kind: str,
    owed: QuerySet[Any],
    today: dt.date,
    *,
    instead: Member | None = None,
    working_days_late: int = 0,
) -> None:
    """Write down every reached milestone of what is owed that is not in the ledger yet.

    `owed` has the values `recipient`, `subject` and `due`; `instead` is told instead of the
    recipient. Of several milestones of one thing the newest waits to be sent, the others count as
    skipped.
    """
    owed = owed.order_by()
    entries = [
        (due, milestone, Notice.State.SKIPPED if older else Notice.State.PENDING)
        for due in owed.values_list("due", flat=True).distinct()
        for milestones in [reached(due, today, working_days_late=working_days_late)]
        for milestone in milestones
        for older in [milestone != milestones[-1]]
    ]
    if not entries:
        return
    sql, parameters = owed.query.sql_with_params()
    values = [
        instead and instead.pk,
        kind,
        timezone.now(),
        *parameters,
        *map(list, zip(*entries, strict=True)),
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format(owed=sql), values)


def escalate(kind: str, owed: QuerySet[Any], today: dt.date) -> None:
    """Remind the document controllers of what others are late with."""
    late = owed.filter(due__lt=today)
    for controller in Member.objects.active(today).with_role(Role.CONTROLLER):
        remind(kind, late, today, instead=controller, working_days_late=ESCALATE_AFTER)
