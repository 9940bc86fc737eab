"""The clock visits a tenant where an outlet has something to be told of: a day, an event."""

from importlib import import_module

from django.db import migrations

from tenants.postgresql.roles import DEFINER

READ = {
    "tenants_outlet": "tenant_id, id, channel, is_on, position",
    "tenants_audithead": "tenant_id, sequence",
}
BEFORE = import_module(
    "config.migrations.0006_the_clock_knows_each_tenants_hours"
).TENANTS_DUE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
WEBHOOKS = """OR EXISTS (
            SELECT FROM public.tenants_outlet o
            JOIN public.tenants_audithead h ON h.tenant_id = o.tenant_id
            WHERE o.tenant_id = t.id AND o.is_on AND o.channel = 'webhook'
              AND h.sequence > o.position)
        """
ROBOTS = """EXISTS (
                SELECT FROM public.tenants_outlet o
                WHERE o.tenant_id = t.id AND o.is_on AND o.channel LIKE '%robot'
                  AND NOT EXISTS (
                      SELECT FROM public.tenants_delivery d
                      WHERE d.tenant_id = t.id AND d.outlet_id = o.id
                        AND d.key = 'day:' || to_char(today, 'YYYY-MM-DD')))
            OR """
BEGINS, WAITS = "OR NOT is_quiet AND (", "EXISTS (SELECT FROM public.tenants_delivery d"
SINCE = BEFORE.replace(BEGINS, WEBHOOKS + BEGINS).replace(WAITS, ROBOTS + WAITS)


class Migration(migrations.Migration):
    dependencies = (
        ("config", "0006_the_clock_knows_each_tenants_hours"),
        ("tenants", "0040_outlets"),
    )

    operations = (
        migrations.RunSQL(
            [
                *(
                    statement
                    for table, columns in READ.items()
                    for statement in (
                        f"GRANT SELECT ({columns}) ON {table} TO {DEFINER}",
                        f"CREATE POLICY sees_what_is_due ON {table}"
                        f" FOR SELECT TO {DEFINER} USING (true)",
                    )
                ),
                f"GRANT SELECT (outlet_id, key) ON tenants_delivery TO {DEFINER}",
                SINCE,
            ],
            [
                BEFORE,
                f"REVOKE SELECT (outlet_id, key) ON tenants_delivery FROM {DEFINER}",  # noqa: S608
                *(
                    statement
                    for table, columns in READ.items()
                    for statement in (
                        f"DROP POLICY sees_what_is_due ON {table}",
                        f"REVOKE SELECT ({columns}) ON {table} FROM {DEFINER}",  # noqa: S608
                    )
                ),
            ],
        ),
    )
