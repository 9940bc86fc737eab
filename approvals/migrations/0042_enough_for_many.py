"""Say in one place, of many texts at once, which revisions it is enough to have acknowledged.

A text by itself went through its revisions once for each of them, and the rule stood in four
statements because of that. Here it is asked once back to the last text that all had to read anew.
"""

from importlib import import_module

from django.db import migrations

FIRST = import_module("approvals.migrations.0039_carried_over")
BEFORE = import_module("approvals.migrations.0041_owed_at_once")
changed = FIRST.changed
OLD_OWED = changed(BEFORE.OLD, BEFORE.CHANGES)
OLD_READERS = changed(FIRST.OLD_READERS, FIRST.READERS)

# Of one that all have to read anew only itself; of a lesser one what was in force since then, too.
ENOUGH_FOR = """
CREATE FUNCTION enough_for(tenant uuid, texts uuid[])
RETURNS TABLE (text_id uuid, id uuid, n integer, label text) LANGUAGE sql STABLE AS $$
    WITH text AS MATERIALIZED (
        SELECT r.id, r.document_id, r.n, CASE WHEN r.must_acknowledge THEN r.n ELSE coalesce((
                   SELECT m.n FROM documents_revision m
                   WHERE m.tenant_id = tenant AND m.document_id = r.document_id AND m.n < r.n
                     AND m.must_acknowledge AND m.effective_at IS NOT NULL
                   ORDER BY m.n DESC LIMIT 1), 0) END AS since
        FROM documents_revision r WHERE r.tenant_id = tenant AND r.id = ANY(texts)
    )
    SELECT t.id, o.id, o.n, o.label::text
    FROM text t
    JOIN documents_revision o ON o.tenant_id = tenant AND o.document_id = t.document_id
     AND o.n BETWEEN t.since AND t.n AND (o.id = t.id OR o.effective_at IS NOT NULL)
$$
"""

OWED = (
    (
        "SELECT DISTINCT d.revision_id, r.document_id, r.n, r.must_acknowledge\n",
        "SELECT DISTINCT d.revision_id, r.document_id\n",
    ),
    (
        BEFORE.CHANGES[1][1][BEFORE.CHANGES[1][1].index("    carried AS") :].partition(
            "    asked AS"
        )[0],
        "    carried AS MATERIALIZED (\n"
        "        SELECT e.text_id AS revision_id\n"
        "        FROM enough_for(tenant, ARRAY(SELECT p.revision_id FROM put p)) e\n"
        "        JOIN approvals_acknowledgement a ON a.tenant_id = tenant\n"
        "         AND a.revision_id = e.id AND a.member_id = reader\n"
        "    ),\n",
    ),
)
READERS = (("enough_for(tenant, wanted) e", "enough_for(tenant, ARRAY[wanted]) e"),)


class Migration(migrations.Migration):
    dependencies = (("approvals", "0041_owed_at_once"),)

    operations = (
        migrations.RunSQL(
            [
                *("DROP FUNCTION readings_owed", "DROP FUNCTION readers_of"),
                *("DROP FUNCTION enough_for", ENOUGH_FOR),
                *(changed(OLD_OWED, OWED), changed(OLD_READERS, READERS)),
            ],
            [
                *("DROP FUNCTION readings_owed", "DROP FUNCTION readers_of"),
                *("DROP FUNCTION enough_for", FIRST.ENOUGH_FOR, OLD_OWED, OLD_READERS),
            ],
        ),
    )
