"""The clock visits a tenant where a file waits to be converted."""

from importlib import import_module

from django.db import migrations

from tenants.postgresql.roles import DEFINER

TABLE = "documents_conversion"
COLUMNS = "tenant_id, state, not_before"
BEFORE = import_module("config.migrations.0003_the_clock_leaves_alone_what_is_not_live").SINCE
BEGINS = "OR EXISTS (SELECT FROM public.tenants_delivery d"
SINCE = BEFORE.replace(
    BEGINS,
    "OR EXISTS (SELECT FROM public.documents_conversion c"
    " WHERE c.tenant_id = t.id AND state = 'waiting' AND not_before <= now())\n        " + BEGINS,
)


class Migration(migrations.Migration):
    dependencies = (
        ("config", "0003_the_clock_leaves_alone_what_is_not_live"),
        ("documents", "0009_conversions"),
    )

    operations = (
        migrations.RunSQL(
            [
                f"GRANT SELECT ({COLUMNS}) ON {TABLE} TO {DEFINER}",
                f"CREATE POLICY sees_what_is_due ON {TABLE} FOR SELECT TO {DEFINER} USING (true)",
                SINCE,
            ],
            [
                BEFORE,
                f"DROP POLICY sees_what_is_due ON {TABLE}",
                f"REVOKE SELECT ({COLUMNS}) ON {TABLE} FROM {DEFINER}",  # noqa: S608
            ],
        ),
    )
