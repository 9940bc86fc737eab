"""Let the definer find the entries: of numbers and titles, text in force, and earlier text."""

import django.contrib.postgres.indexes
from django.db import migrations, models

from tenants.postgresql.roles import APP, DEFINER

# Each part has its index, and asks for what those before left of the most; NULL is all.
SEARCH = """
CREATE FUNCTION definer.search(wanted text, most integer, earlier boolean)
RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    running uuid := current_setting('app.tenant')::uuid;
    entries text := 'SELECT id FROM public.documents_searchentry
        WHERE tenant_id = $1 AND words @@ $2::tsquery AND ';
    found integer;
    asked integer := most;  -- NULL stays NULL
BEGIN
    RETURN QUERY EXECUTE entries || 'position = -1 LIMIT $3' USING running, wanted, most;
    GET DIAGNOSTICS found = ROW_COUNT;
    asked := asked - found;
    RETURN QUERY EXECUTE entries || 'in_force AND position >= 0 LIMIT $3'
    USING running, wanted, asked;
    GET DIAGNOSTICS found = ROW_COUNT;
    asked := asked - found;
    IF earlier THEN
        RETURN QUERY EXECUTE entries || 'NOT in_force AND position >= 0 LIMIT $3'
        USING running, wanted, asked;
    END IF;
END $$
"""
BEFORE = """
CREATE FUNCTION definer.search(wanted text, most integer) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    running uuid := current_setting('app.tenant')::uuid;
BEGIN
    RETURN QUERY EXECUTE
        'SELECT DISTINCT document_id FROM (SELECT document_id FROM public.documents_searchentry
         WHERE tenant_id = $1 AND in_force AND words @@ $2::tsquery LIMIT $3) AS hits'
    USING running, wanted, most;
END $$
"""
OURS = [
    f"ALTER FUNCTION definer.search OWNER TO {DEFINER}",
    "REVOKE ALL ON FUNCTION definer.search FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION definer.search TO {APP}",
]
COLUMNS = "SELECT (id, position) ON documents_searchentry"


def words_where(name: str, **condition: object) -> migrations.AddIndex:
    """Return an index of the words of these entries."""
    return migrations.AddIndex(
        model_name="searchentry",
        index=django.contrib.postgres.indexes.GinIndex(
            condition=models.Q(**condition), fields=["tenant", "words"], name=name
        ),
    )


class Migration(migrations.Migration):
    dependencies = (("documents", "0006_rendition_as_it_looks"),)

    operations = (
        migrations.RemoveIndex(model_name="searchentry", name="search_in_force"),
        words_where("search_labels", position=-1),
        words_where("search_text_in_force", in_force=True, position__gte=0),
        words_where("search_earlier_text", in_force=False, position__gte=0),
        migrations.RunSQL(
            [
                f"GRANT {COLUMNS} TO {DEFINER}",
                "DROP FUNCTION definer.search",
                SEARCH,
                *OURS,
            ],
            [
                "DROP FUNCTION definer.search",
                BEFORE,
                *OURS,
                f"REVOKE {COLUMNS} FROM {DEFINER}",
            ],
        ),
    )
