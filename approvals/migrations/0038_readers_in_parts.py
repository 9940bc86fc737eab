"""Ask who has to read a revision for a part of the people: a sweep goes through them in turn.

What one person needs is gathered in one pass: joins of what was gathered would be chosen for a few
rows, and there may be 50,000.
"""

from importlib import import_module

from django.db import migrations

WHOLE = import_module("approvals.migrations.0032_readers_of").READERS_OF
CHANGES = (
    ("bool_and(d.closed_on <= on_day)", "bool_and(coalesce(d.closed_on <= on_day, false))"),
    ("on_day date)", "on_day date, after uuid DEFAULT NULL, upto uuid DEFAULT NULL)"),
    (
        "JOIN members_days(tenant) m ON m.id = a.member_id",
        "JOIN members_days(tenant) m ON m.id = a.member_id\n"
        "        WHERE (after IS NULL OR m.id > after) AND (upto IS NULL OR m.id <= upto)",
    ),
    (
        "SELECT a.id, range_agg(a.days) AS days FROM asked a GROUP BY a.id",
        "SELECT a.id, range_agg(a.days) AS days, array_agg(a.n) FILTER (WHERE a.days @> at) AS ns\n"
        "        FROM asked a GROUP BY a.id",
    ),
    (
        "SELECT w.id, w.days, f.days AS freed, CASE WHEN f.days IS NULL THEN start_of(w.days, at)",
        "SELECT w.id, w.days, w.ns, f.days AS freed,\n"
        "               CASE WHEN NOT w.days @> at THEN NULL\n"
        "                    WHEN f.days IS NULL AND datemultirange(range_merge(w.days)) = w.days\n"
        "                    THEN lower(w.days)  -- of nearly all: without a call\n"
        "                    WHEN f.days IS NULL THEN start_of(w.days, at)",
    ),
)
GATHERED = """
    SELECT s.id, s.since,
           CASE WHEN w.member_id IS NULL THEN d.day
                ELSE reading_due(tenant, s.id, d.first, d.day, at) END,
           CASE WHEN is_shut OR c.is_done THEN 'not required'
                WHEN w.until IS NOT NULL THEN 'paused' ELSE 'required' END,
           CASE WHEN is_shut THEN 'closed' WHEN c.is_done THEN 'read before'
                WHEN w.until IS NOT NULL THEN 'away' ELSE d.scope END,
           CASE WHEN is_shut THEN at WHEN NOT c.is_done THEN w.until END, ''
    FROM stay s
    LEFT JOIN away w ON w.member_id = s.id
    CROSS JOIN LATERAL (
        SELECT min(due_since(s.since, p.published_on, p.due_on, p.later_days)) AS day,
               min(greatest(p.published_on, s.since)) AS first,
               (array_agg(p.scope::text ORDER BY p.n))[1] AS scope
        FROM put p WHERE p.n = ANY(s.ns)) d
    CROSS JOIN LATERAL (SELECT NOT is_anew AND has_read_before(tenant, s.id, wanted, at)
                        AS is_done) c
    WHERE s.since IS NOT NULL
"""


def in_parts() -> str:
    """Return the function with what changes."""
    text: str = WHOLE
    for old, new in CHANGES:
        assert old in text  # noqa: S101 (a migration that would change nothing)
        text = text.replace(old, new, 1)
    first, last = (
        text.index(",\n    due AS MATERIALIZED"),
        text.index("    UNION ALL\n    SELECT s.id, last"),
    )
    return text[:first] + GATHERED + text[last:]


class Migration(migrations.Migration):
    dependencies = (("approvals", "0037_signed_sheets"),)

    operations = (
        migrations.RunSQL(
            ["DROP FUNCTION readers_of", in_parts()], ["DROP FUNCTION readers_of", WHOLE]
        ),
    )
