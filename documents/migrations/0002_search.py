"""Let the definer find documents by their words, in the running tenant only."""

from django.db import migrations

from tenants.postgresql.roles import APP, DEFINER

SEARCH = """
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


class Migration(migrations.Migration):
    dependencies = (("documents", "0001_initial"), ("tenants", "0003_functions"))

    operations = (
        migrations.RunSQL(
            [
                f"GRANT SELECT (tenant_id, document_id, words, in_force)"
                f" ON documents_searchentry TO {DEFINER}",
                f"CREATE POLICY finds_documents ON documents_searchentry"
                f" FOR SELECT TO {DEFINER} USING (true)",
                SEARCH,
                f"ALTER FUNCTION definer.search OWNER TO {DEFINER}",
                "REVOKE ALL ON FUNCTION definer.search FROM PUBLIC",
                f"GRANT EXECUTE ON FUNCTION definer.search TO {APP}",
            ],
            [
                "DROP FUNCTION definer.search",
                "DROP POLICY finds_documents ON documents_searchentry",
                f"REVOKE SELECT ON documents_searchentry FROM {DEFINER}",  # noqa: S608
            ],
        ),
    )
