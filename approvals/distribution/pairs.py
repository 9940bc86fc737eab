"""How people and texts stand to one another on a day: one statement for all pairs asked for.

Everything the page of distribution says is counted from these pairs; nothing is stored.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from approvals.distribution.told import end_of
from documents.audience import only
from tenants.models import MemberQuerySet
from tenants.scope import current_tenant_id

PAIRS: Final = """
WITH people (id) AS MATERIALIZED ({people}),
texts (revision_id, place) AS MATERIALIZED (
    SELECT * FROM unnest(%(texts)s::uuid[]) WITH ORDINALITY
),
held AS MATERIALIZED (
    SELECT a.member_id, a.unit_id FROM tenants_appointment a
    WHERE a.tenant_id = %(tenant)s AND a.valid_from <= %(day)s
      AND (a.valid_until IS NULL OR a.valid_until >= %(day)s)
),
carried AS MATERIALIZED (
    SELECT DISTINCT ON (e.text_id, a.member_id) e.text_id AS revision_id, a.member_id, a.at
    FROM enough_for(%(tenant)s, %(texts)s::uuid[]) e
    JOIN approvals_acknowledgement a ON (a.tenant_id, a.revision_id) = (%(tenant)s, e.id)
    JOIN people p ON p.id = a.member_id
    WHERE e.id <> e.text_id AND a.at < %(end)s
    ORDER BY e.text_id, a.member_id, e.n DESC
),
asked AS MATERIALIZED (
    SELECT texts.revision_id, texts.place, q.member_id, q.due_on, q.state, q.why, q.until, q.note
    FROM texts
    CROSS JOIN LATERAL readers_of(
        %(tenant)s, texts.revision_id, %(day)s, %(after)s, %(upto)s) q
    JOIN people p ON p.id = q.member_id
),
whole AS (
    SELECT * FROM asked
    UNION ALL
    SELECT t.revision_id, t.place, p.id, NULL, 'not required', 'never', NULL, ''
    FROM texts t CROSS JOIN people p
    JOIN members_days(%(tenant)s) m ON m.id = p.id AND m.days @> %(day)s::date
    WHERE %(with_never)s AND NOT EXISTS (
        SELECT FROM asked a WHERE a.revision_id = t.revision_id AND a.member_id = p.id)
),
stood AS (
    SELECT q.revision_id, q.place, q.member_id, q.due_on, coalesce(k.at, c.at) AS at,
           CASE WHEN k.at IS NULL AND c.at IS NOT NULL THEN 'carried over' ELSE k.how END AS how,
           q.why, q.until, q.note,
           CASE WHEN q.state = 'exempt' THEN 'exempt'
                WHEN k.at IS NOT NULL AND (q.state <> 'not required' OR q.why = 'closed')
                  OR q.state = 'carried over' THEN 'done'
                WHEN q.state = 'not required' THEN 'none'
                WHEN q.state = 'paused' THEN 'paused'
                WHEN q.due_on < %(day)s THEN 'late'
                ELSE 'open' END AS state
    FROM whole q
    LEFT JOIN approvals_acknowledgement k
      ON (k.tenant_id, k.revision_id, k.member_id) = (%(tenant)s, q.revision_id, q.member_id)
      AND k.at < %(end)s
    LEFT JOIN carried c
      ON (c.revision_id, c.member_id) = (q.revision_id, q.member_id) AND q.state = 'carried over'
),
pairs AS MATERIALIZED (
    SELECT *, array_position(ARRAY['late', 'open', 'paused', 'done', 'exempt', 'none'], state)
              AS turn,
              (state = ANY(%(states)s) OR %(states)s = '{}'::text[]
                AND (state <> 'none' OR %(with_never)s OR why = 'closed' AND %(with_closed)s))
              AND (%(late_since)s::date IS NULL OR state = 'late' AND due_on <= %(late_since)s)
              AS is_wanted
    FROM stood
)
"""
COUNTED: Final = """
    count(*) FILTER (WHERE state NOT IN ('exempt', 'none')),
    count(*) FILTER (WHERE state = 'done'), count(*) FILTER (WHERE state = 'late'),
    count(*) FILTER (WHERE state = 'paused'), min(due_on) FILTER (WHERE state = 'late')
"""
WANTED: Final = "HAVING bool_or(is_wanted)"
# One statement, since to say who reads a text is dear: the sum stands before each row.
WITH_TOTAL: Final = """
, total AS (
    SELECT {counted} FROM pairs
    WHERE revision_id IN (SELECT w.revision_id FROM pairs w WHERE w.is_wanted)
)
SELECT total.*, part.* FROM total
LEFT JOIN (SELECT row_number() OVER () AS nth, s.* FROM ({select}) s) part ON true
ORDER BY part.nth
"""


class Figures(NamedTuple):
    """How many have to read, how many have, how many are late, and since when."""

    required: int = 0
    done: int = 0
    late: int = 0
    paused: int = 0
    late_since: dt.date | None = None  # the earliest day by which somebody late had to read

    @property
    def open(self) -> int:
        """Return how many have not: late, away or with time left."""
        return self.required - self.done


class Found[T](NamedTuple):
    """A part of what there is, how much there is of it, and the figures of all of it together."""

    total: Figures
    rows: list[T]
    of: int


class Pairs:
    """People × texts on a day, narrowed to a state; each question is one statement."""

    def __init__(
        self,
        people: MemberQuerySet,
        texts: Sequence[UUID],
        day: dt.date,
        *,
        states: Sequence[str] = (),
        late_since: dt.date | None = None,
        with_never: bool = False,
        with_closed: bool = False,
        person: UUID | None = None,
    ) -> None:
        sql, values = people.order_by().values_list("pk").query.sql_with_params()
        named = {f"of_people_{n}": value for n, value in enumerate(values)}
        self._sql = PAIRS.replace("{people}", sql % tuple(f"%({name})s" for name in named))
        self._asked: dict[str, Any] = named | {
            "tenant": current_tenant_id(),
            "texts": list(texts),
            "day": day,
            "end": end_of(day),
            "states": list(states),
            "late_since": late_since,
            "with_closed": with_closed,
            "with_never": with_never or "none" in states,
        }
        self._asked["after"], self._asked["upto"] = only(person)

    def ask(self, select: str, **more: object) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT from `pairs`, `people`, `texts` or `held`."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql + select, self._asked | more)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def counted(self, select: str, **more: object) -> Found[tuple[Any, ...]]:
        """Return the rows of a SELECT and the figures of all texts that have a pair as wanted."""
        asked = WITH_TOTAL.format(counted=COUNTED, select=select)
        rows = self.ask(asked, **more)
        width = len(Figures._fields)
        found = [row[width + 1 :] for row in rows if row[width] is not None]
        return Found(Figures(*rows[0][:width]), found, len(found))
