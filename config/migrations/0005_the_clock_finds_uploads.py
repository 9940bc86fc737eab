"""The clock visits a tenant where an upload waits for the virus scanner."""

from importlib import import_module

from django.db import migrations

from tenants.postgresql.roles import DEFINER

TABLE = "documents_upload"
COLUMNS = "tenant_id, state"
BEFORE = import_module("config.migrations.0004_the_clock_finds_conversions").SINCE
BEGINS = "OR EXISTS (SELECT FROM public.tenants_delivery d"
SINCE = BEFORE.replace(
    BEGINS,
    "OR EXISTS (SELECT FROM public.documents_upload u"
    " WHERE u.tenant_id = t.id AND state = 'waiting')\n        " + BEGINS,
)


class Migration(migrations.Migration):
    dependencies = (
        ("config", "0004_the_clock_finds_conversions"),
        ("documents", "0016_uploads"),
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
