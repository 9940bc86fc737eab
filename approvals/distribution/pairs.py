"""How people and texts stand to one another on a day: one statement for all pairs asked for.

Everything the page of distribution says is counted from these pairs; nothing is stored.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from tenants.models import MemberQuerySet
from tenants.scope import current_tenant_id

# ruff: noqa: S608 (nothing in these statements comes from outside)

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
    SELECT DISTINCT ON (texts.revision_id, a.member_id) texts.revision_id, a.member_id, a.at
    FROM texts
    JOIN documents_revision r
      ON (r.tenant_id, r.id) = (%(tenant)s, texts.revision_id) AND NOT r.must_acknowledge
    JOIN documents_revision o ON (o.tenant_id, o.document_id) = (r.tenant_id, r.document_id)
     AND o.n < r.n AND o.effective_at IS NOT NULL
    JOIN approvals_acknowledgement a ON (a.tenant_id, a.revision_id) = (%(tenant)s, o.id)
    JOIN people p ON p.id = a.member_id
    ORDER BY texts.revision_id, a.member_id, o.n DESC
),
stood AS MATERIALIZED (
    SELECT texts.revision_id, q.member_id, q.due_on, coalesce(k.at, c.at) AS at,
           CASE WHEN k.at IS NULL AND c.at IS NOT NULL THEN 'carried over' ELSE k.how END AS how,
           q.why, q.until, q.note,
           CASE WHEN q.state = 'exempt' THEN 'exempt'
                WHEN q.state = 'not required' THEN 'none'
                WHEN k.at IS NOT NULL OR q.state = 'carried over' THEN 'done'
                WHEN q.state = 'paused' THEN 'paused'
                WHEN q.due_on < %(day)s THEN 'late'
                ELSE 'open' END AS state
    FROM texts
    CROSS JOIN LATERAL readers_of(%(tenant)s, texts.revision_id, %(day)s) q
    JOIN people p ON p.id = q.member_id
    LEFT JOIN approvals_acknowledgement k
      ON (k.tenant_id, k.revision_id, k.member_id)
       = (%(tenant)s, texts.revision_id, q.member_id)
    LEFT JOIN carried c
      ON (c.revision_id, c.member_id) = (texts.revision_id, q.member_id)
     AND q.state = 'carried over'
),
pairs AS (
    SELECT *, array_position(ARRAY['late', 'open', 'paused', 'done', 'exempt', 'none'], state)
              AS turn,
              (state = %(state)s OR %(state)s = '' AND state <> 'none')
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


class Pairs:
    """People × texts on a day, narrowed to a state; each question is one statement."""

    def __init__(
        self,
        people: MemberQuerySet,
        texts: Sequence[UUID],
        day: dt.date,
        *,
        state: str = "",
        late_since: dt.date | None = None,
    ) -> None:
        sql, values = people.order_by().values_list("pk").query.sql_with_params()
        named = {f"of_people_{n}": value for n, value in enumerate(values)}
        self._sql = PAIRS.replace("{people}", sql % tuple(f"%({name})s" for name in named))
        self._asked: dict[str, Any] = named | {
            "tenant": current_tenant_id(),
            "texts": list(texts),
            "day": day,
            "state": state,
            "late_since": late_since,
        }

    def ask(self, select: str, **more: object) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT from `pairs`, `people`, `texts` or `held`."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql + select, self._asked | more)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def by_text(self) -> dict[UUID, Figures]:
        """Return the figures of each text that has a pair as it is wanted."""
        rows = self.ask(f"SELECT revision_id, {COUNTED} FROM pairs GROUP BY revision_id {WANTED}")
        return {revision: Figures(*counted) for revision, *counted in rows}
