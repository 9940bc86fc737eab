"""What else people have to read in a fortnight: one statement, whatever there is of each.

What is put before everybody is counted once and not once a head; only what was given of it, and
what units or a few are asked for, is counted by person. `readings_owed` says the same of one
member, and is asked where one has dates of their own: whoever was away, exempt, or came later.
"""

import datetime as dt
from typing import Any, Final, NamedTuple

from django.db import connection
from django.utils import timezone

from documents.models import Document
from tenants.models import MemberQuerySet

BEFORE, AFTER = dt.timedelta(days=7), dt.timedelta(days=6)  # round a day: fourteen days with it
LONGEST: Final = 2 * 365  # whoever came before has no time of their own left, and no days away
MANY: Final = 5  # more than these in a fortnight is much beside one's work

# A closed document is one that not everybody may read; who might is a short list to ask about.
LOAD: Final = """
WITH people (id, user_id, roles) AS MATERIALIZED ({people}),
due AS MATERIALIZED (
    SELECT d.revision_id, d.scope,
           coalesce(d.unit_id, d.post_id, d.group_id, d.member_id) AS place,
           doc.id AS document_id, doc.owner_id, doc.folder_id,
           doc.restricted OR f.restricted AS is_closed
    FROM documents_distribution d
    JOIN documents_revision r ON (r.tenant_id, r.id) = (d.tenant_id, d.revision_id)
    JOIN documents_document doc ON (doc.tenant_id, doc.id) = (r.tenant_id, r.document_id)
    JOIN documents_folder f ON (f.tenant_id, f.id) = (doc.tenant_id, doc.folder_id)
    WHERE d.tenant_id = %(tenant)s AND d.closed_on IS NULL AND d.published_on <= %(today)s
      AND d.due_on BETWEEN %(first)s AND %(last)s
      AND doc.state = 'active' AND doc.id <> %(document)s AND d.scope <> 'newcomers'
),
of_all AS MATERIALIZED (
    SELECT DISTINCT revision_id FROM due WHERE scope = 'everybody' AND NOT is_closed
),
might (document_id, member_id) AS MATERIALIZED (
    SELECT c.document_id, p.id FROM due c, people p
    WHERE c.is_closed AND 'controller' = ANY(p.roles)
    UNION SELECT document_id, owner_id FROM due WHERE is_closed
    UNION SELECT c.document_id, t.member_id FROM due c
    JOIN documents_revision r ON r.tenant_id = %(tenant)s AND r.document_id = c.document_id
    JOIN documents_participant t ON (t.tenant_id, t.revision_id) = (r.tenant_id, r.id)
    WHERE c.is_closed
    UNION SELECT c.document_id, p.id FROM due c
    JOIN documents_documentusergrant g ON g.content_object_id = c.document_id
    JOIN people p ON p.user_id = g.user_id WHERE c.is_closed
    UNION SELECT c.document_id, m.member_id FROM due c
    JOIN documents_documentgroupgrant g ON g.content_object_id = c.document_id
    JOIN tenants_groupmember m ON m.group_id = g.group_id WHERE c.is_closed
    UNION SELECT c.document_id, p.id FROM due c
    JOIN documents_folderusergrant g ON g.content_object_id = c.folder_id
    JOIN people p ON p.user_id = g.user_id WHERE c.is_closed
    UNION SELECT c.document_id, m.member_id FROM due c
    JOIN documents_foldergroupgrant g ON g.content_object_id = c.folder_id
    JOIN tenants_groupmember m ON m.group_id = g.group_id WHERE c.is_closed
),
of_some (member_id, revision_id) AS MATERIALIZED (
    SELECT a.member_id, due.revision_id FROM due
    CROSS JOIN LATERAL asked_days(%(tenant)s, due.scope, due.place) a
    WHERE NOT due.is_closed AND due.revision_id NOT IN (TABLE of_all) AND a.days @> %(today)s::date
    UNION SELECT a.member_id, due.revision_id FROM due
    CROSS JOIN LATERAL asked_days(%(tenant)s, due.scope, due.place) a
    JOIN might ON might.document_id = due.document_id AND might.member_id = a.member_id
    JOIN people p ON p.id = a.member_id
    WHERE due.is_closed AND a.days @> %(today)s::date
      AND may_read(%(tenant)s, p.id, p.user_id, due.document_id, %(today)s)
),
free (member_id, revision_id) AS MATERIALIZED (
    SELECT DISTINCT a.member_id, e.text_id
    FROM enough_for(%(tenant)s, ARRAY(SELECT revision_id FROM due)) e
    JOIN approvals_acknowledgement a ON (a.tenant_id, a.revision_id) = (%(tenant)s, e.id)
),
given AS MATERIALIZED (
    SELECT f.member_id, count(*) AS n FROM free f
    WHERE f.revision_id IN (TABLE of_all) GROUP BY f.member_id
),
own AS MATERIALIZED (
    SELECT s.member_id, count(*) AS n FROM of_some s
    WHERE (s.member_id, s.revision_id) NOT IN (TABLE free)
    GROUP BY s.member_id
),
begun (day) AS MATERIALIZED (
    SELECT greatest(min(published_on), %(today)s::date - %(longest)s::integer)
    FROM documents_distribution
    WHERE tenant_id = %(tenant)s AND closed_on IS NULL
),
special (member_id) AS MATERIALIZED (
    SELECT delegator_id FROM approvals_delegation WHERE tenant_id = %(tenant)s AND is_absent
    UNION SELECT member_id FROM documents_exemption WHERE tenant_id = %(tenant)s
    UNION SELECT id FROM tenants_member, begun WHERE tenant_id = %(tenant)s
      AND greatest(valid_from, recorded_on) > day
    UNION SELECT subject FROM tenants_former, begun WHERE tenant_id = %(tenant)s
      AND kind = 'tenants_member' AND until >= day
    UNION SELECT member_id FROM tenants_appointment, begun WHERE tenant_id = %(tenant)s
      AND greatest(valid_from, recorded_on) > day
    UNION SELECT member_id FROM tenants_groupmember, begun WHERE tenant_id = %(tenant)s
      AND valid_from > day
),
loads AS (
    SELECT CASE WHEN special.member_id IS NULL
           THEN (SELECT count(*) FROM of_all) - coalesce(given.n, 0) + coalesce(own.n, 0)
           ELSE (SELECT count(*) FROM readings_owed(%(tenant)s, p.id, p.user_id, %(today)s) o
                 JOIN documents_revision r ON r.tenant_id = %(tenant)s AND r.id = o.revision_id
                 WHERE o.due_on BETWEEN %(first)s AND %(last)s AND r.document_id <> %(document)s)
           END AS n
    FROM people p
    LEFT JOIN given ON given.member_id = p.id
    LEFT JOIN own ON own.member_id = p.id
    LEFT JOIN special ON special.member_id = p.id
)
SELECT count(*), coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY n), 0),
       coalesce(max(n), 0), count(*) FILTER (WHERE n > %(many)s)
FROM loads
"""


class Load(NamedTuple):
    """How many people there are, and how many other texts each has to read round a day."""

    people: int
    median: int
    maximum: int
    above: int  # people who have more than MANY


def load_of(people: MemberQuerySet, document: Document, around: dt.date) -> Load:
    """Return what these people have to read beside the document in the fortnight round a day."""
    sql, values = people.order_by().values_list("pk", "user_id", "roles").query.sql_with_params()
    named = {f"of_people_{n}": value for n, value in enumerate(values)}
    written = sql % tuple(f"%({name})s" for name in named)
    asked: dict[str, Any] = {
        "tenant": document.tenant_id,
        "document": document.pk,
        "today": timezone.localdate(),
        "first": around - BEFORE,
        "last": around + AFTER,
        "many": MANY,
        "longest": LONGEST,
    }
    with connection.cursor() as cursor:
        cursor.execute(LOAD.replace("{people}", written), {**asked, **named})
        return Load._make(cursor.fetchone())
