"""Ask for a lesser change those who have not acknowledged what it replaces; the others have.

`enough_for` says which revisions it is enough to have acknowledged: the wanted one, and those
before it that were in force since the last one that everybody had to read anew.
"""

from importlib import import_module

from django.db import migrations

OLD_READERS = import_module("approvals.migrations.0038_readers_in_parts").in_parts()
FIRST = import_module("approvals.migrations.0032_readers_of")
OLD_OWED, HAS_READ_BEFORE = FIRST.READINGS_OWED, FIRST.HAS_READ_BEFORE

ENOUGH_FOR = """
CREATE FUNCTION enough_for(tenant uuid, wanted uuid)
RETURNS TABLE (id uuid, n integer, label text) LANGUAGE sql STABLE AS $$
    SELECT o.id, o.n, o.label::text
    FROM documents_revision r
    JOIN documents_revision o ON o.tenant_id = r.tenant_id AND o.document_id = r.document_id
    WHERE r.tenant_id = tenant AND r.id = wanted AND o.n <= r.n
      AND (o.id = r.id OR NOT r.must_acknowledge AND o.effective_at IS NOT NULL
           AND NOT EXISTS (
               SELECT FROM documents_revision m
               WHERE m.tenant_id = r.tenant_id AND m.document_id = r.document_id
                 AND m.n > o.n AND m.n < r.n AND m.must_acknowledge
                 AND m.effective_at IS NOT NULL))
$$
"""

OWED = (
    (
        "NOT has_read_before(tenant, reader, d.revision_id, today)",
        "NOT EXISTS (\n"
        "              SELECT FROM enough_for(tenant, d.revision_id) e\n"
        "              JOIN approvals_acknowledgement a ON a.tenant_id = tenant\n"
        "               AND a.revision_id = e.id AND a.member_id = reader)",
    ),
)
# Closed or not, who had acknowledged enough is told from who had not.
READERS = (
    (
        "    stay AS MATERIALIZED (",
        "    carried AS MATERIALIZED (\n"
        "        SELECT DISTINCT ON (a.member_id) a.member_id, e.label\n"
        "        FROM (SELECT at AS last) day CROSS JOIN enough_for(tenant, wanted) e\n"
        "        JOIN approvals_acknowledgement a ON a.tenant_id = tenant\n"
        "         AND a.revision_id = e.id\n"
        "        WHERE NOT is_anew AND e.id <> wanted AND (a.at AT TIME ZONE zone)::date <= day.last\n"
        "        ORDER BY a.member_id, e.n DESC\n"
        "    ),\n"
        "    stay AS MATERIALIZED (",
    ),
    (
        "CASE WHEN is_shut OR c.is_done THEN 'not required'\n",
        "CASE WHEN c.member_id IS NOT NULL THEN 'carried over'\n"
        "                WHEN is_shut THEN 'not required'\n",
    ),
    ("WHEN c.is_done THEN 'read before'", "WHEN c.member_id IS NOT NULL THEN 'read before'"),
    (
        "WHEN NOT c.is_done THEN w.until END, ''",
        "WHEN c.member_id IS NULL THEN w.until END,\n           coalesce(c.label, '')",
    ),
    (
        "    CROSS JOIN LATERAL (SELECT NOT is_anew AND has_read_before(tenant, s.id, wanted, at)\n"
        "                        AS is_done) c\n",
        "    LEFT JOIN carried c ON c.member_id = s.id\n",
    ),
)


def changed(text: str, changes: tuple[tuple[str, str], ...]) -> str:
    """Return a function with what changes."""
    for old, new in changes:
        assert old in text  # noqa: S101 (a migration that would change nothing)
        text = text.replace(old, new, 1)
    return text


class Migration(migrations.Migration):
    dependencies = (("approvals", "0038_readers_in_parts"),)

    operations = (
        migrations.RunSQL(
            [
                *("DROP FUNCTION readings_owed", "DROP FUNCTION readers_of"),
                *("DROP FUNCTION has_read_before", ENOUGH_FOR),
                *(changed(OLD_OWED, OWED), changed(OLD_READERS, READERS)),
            ],
            [
                *("DROP FUNCTION readings_owed", "DROP FUNCTION readers_of"),
                *("DROP FUNCTION enough_for", HAS_READ_BEFORE, OLD_OWED, OLD_READERS),
            ],
        ),
    )
