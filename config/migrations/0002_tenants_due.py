"""Tell the clock which tenants it has to visit: ids only, seen across tenants."""

from django.db import migrations

from tenants.postgresql.roles import APP, DEFINER

# What the function reads: these columns and no others.
READ = {
    "tenants_notice": "tenant_id, recipient_id, state, digest_id",
    "tenants_digest": "tenant_id, recipient_id, day",
    "tenants_delivery": "tenant_id, state, try_at",
    "documents_revision": "tenant_id, state, effective_on",
    "documents_distribution": "tenant_id, published_on, closed_on",
}

TENANTS_DUE = """
CREATE FUNCTION definer.tenants_due(today date, digests boolean) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT id FROM public.tenants_tenant t
    WHERE suspended_at IS NULL AND (
        swept_on IS DISTINCT FROM today
        OR EXISTS (SELECT FROM public.documents_revision r
                   WHERE r.tenant_id = t.id AND state = 'approved'
                     AND (effective_on IS NULL OR effective_on <= today))
        OR EXISTS (SELECT FROM public.documents_distribution d
                   WHERE d.tenant_id = t.id AND published_on = today AND closed_on IS NULL)
        OR EXISTS (SELECT FROM public.tenants_delivery d
                   WHERE d.tenant_id = t.id AND state = 'waiting' AND try_at <= now())
        OR digests AND EXISTS (
            SELECT FROM public.tenants_notice n
            WHERE n.tenant_id = t.id AND state = 'pending' AND digest_id IS NULL
              AND NOT EXISTS (SELECT FROM public.tenants_digest g
                              WHERE g.tenant_id = t.id AND g.recipient_id = n.recipient_id
                                AND day = today)))
$$
"""


class Migration(migrations.Migration):
    dependencies = (
        ("config", "0001_heartbeat"),
        ("tenants", "0003_functions"),
        ("documents", "0001_initial"),
    )

    operations = (
        migrations.RunSQL(
            [
                f"GRANT SELECT (id, suspended_at, swept_on) ON tenants_tenant TO {DEFINER}",
                *(
                    statement
                    for table, columns in READ.items()
                    for statement in (
                        f"GRANT SELECT ({columns}) ON {table} TO {DEFINER}",
                        f"CREATE POLICY sees_what_is_due ON {table}"
                        f" FOR SELECT TO {DEFINER} USING (true)",
                    )
                ),
                TENANTS_DUE,
                f"ALTER FUNCTION definer.tenants_due OWNER TO {DEFINER}",
                "REVOKE ALL ON FUNCTION definer.tenants_due FROM PUBLIC",
                f"GRANT EXECUTE ON FUNCTION definer.tenants_due TO {APP}",
            ],
            [
                "DROP FUNCTION definer.tenants_due",
                *(
                    statement
                    for table, columns in READ.items()
                    for statement in (
                        f"DROP POLICY sees_what_is_due ON {table}",
                        f"REVOKE SELECT ({columns}) ON {table} FROM {DEFINER}",  # noqa: S608
                    )
                ),
                f"REVOKE SELECT (id, suspended_at, swept_on) ON tenants_tenant FROM {DEFINER}",  # noqa: S608
            ],
        ),
    )
