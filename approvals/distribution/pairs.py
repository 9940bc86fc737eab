"""How people and texts stand to one another on a day: one statement for all pairs asked for.

Everything the page of distribution says is counted from these pairs; nothing is stored.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from tenants.models import MemberQuerySet
from tenants.people.roles import ABILITIES
from tenants.scope import current_tenant_id

# ruff: noqa: S608 (nothing in these statements comes from outside)

PAIRS: Final = """
WITH people (id, user_id) AS MATERIALIZED ({people}),
texts (revision_id, place) AS MATERIALIZED (
    SELECT * FROM unnest(%(texts)s::uuid[]) WITH ORDINALITY
),
asked AS MATERIALIZED (
    SELECT d.revision_id, d.scope, d.unit_id, d.published_on, d.due_on, r.document_id,
           doc.restricted OR f.restricted AS is_closed
    FROM texts
    JOIN documents_distribution d
      ON (d.tenant_id, d.revision_id) = (%(tenant)s, texts.revision_id)
    JOIN documents_revision r ON (r.tenant_id, r.id) = (d.tenant_id, d.revision_id)
    JOIN documents_document doc ON (doc.tenant_id, doc.id) = (r.tenant_id, r.document_id)
    JOIN documents_folder f ON (f.tenant_id, f.id) = (doc.tenant_id, doc.folder_id)
    WHERE d.published_on <= %(day)s
),
held AS MATERIALIZED (
    SELECT a.member_id, a.unit_id FROM tenants_appointment a
    WHERE a.tenant_id = %(tenant)s AND a.valid_from <= %(day)s
      AND (a.valid_until IS NULL OR a.valid_until >= %(day)s)
),
away AS MATERIALIZED (
    SELECT delegator_id AS member_id,
           max(valid_until) FILTER (
               WHERE ended_at IS NULL AND %(day)s BETWEEN valid_from AND valid_until) AS until
    FROM approvals_delegation
    WHERE tenant_id = %(tenant)s AND is_absent GROUP BY delegator_id
),
required AS MATERIALIZED (
    SELECT a.revision_id, p.id AS member_id,
           min(CASE WHEN w.member_id IS NULL THEN a.due_on
               ELSE reading_due(%(tenant)s, p.id, a.published_on, a.due_on) END) AS due_on
    FROM asked a
    CROSS JOIN people p
    LEFT JOIN away w ON w.member_id = p.id
    WHERE (a.scope = 'everybody'
           OR EXISTS (SELECT FROM held h WHERE h.member_id = p.id AND h.unit_id = a.unit_id))
      AND (NOT a.is_closed OR may_read(%(tenant)s, p.id, p.user_id, a.document_id, %(day)s))
    GROUP BY a.revision_id, p.id
),
stood AS MATERIALIZED (
    SELECT q.revision_id, q.member_id, q.due_on, k.at, k.how, w.until AS away_until,
           CASE WHEN k.at IS NOT NULL THEN 'done'
                WHEN w.until IS NOT NULL THEN 'paused'
                WHEN q.due_on < %(day)s THEN 'late'
                ELSE 'open' END AS state
    FROM required q
    LEFT JOIN approvals_acknowledgement k
      ON (k.tenant_id, k.revision_id, k.member_id) = (%(tenant)s, q.revision_id, q.member_id)
    LEFT JOIN away w ON w.member_id = q.member_id
),
pairs AS (
    SELECT *, (%(state)s = '' OR state = %(state)s)
              AND (%(late_since)s::date IS NULL OR state = 'late' AND due_on <= %(late_since)s)
              AS is_wanted
    FROM stood
)
"""
COUNTED: Final = """
    count(*), count(*) FILTER (WHERE state = 'done'), count(*) FILTER (WHERE state = 'late'),
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
        reading = people.active(day).filter(
            roles__overlap=sorted(ABILITIES["approvals.acknowledge"])
        )
        sql, values = reading.order_by().values_list("pk", "user_id").query.sql_with_params()
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
