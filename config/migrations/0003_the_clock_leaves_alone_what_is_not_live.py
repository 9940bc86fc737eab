"""The clock visits no tenant that is still being set up."""

from importlib import import_module

from django.db import migrations

from tenants.postgresql.roles import DEFINER

BEFORE = import_module("config.migrations.0002_tenants_due").TENANTS_DUE.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
SINCE = BEFORE.replace(
    "WHERE suspended_at IS NULL AND (", "WHERE suspended_at IS NULL AND live_at IS NOT NULL AND ("
)


class Migration(migrations.Migration):
    dependencies = (
        ("config", "0002_tenants_due"),
        ("tenants", "0008_being_set_up"),
    )

    operations = (
        migrations.RunSQL(
            [f"GRANT SELECT (live_at) ON tenants_tenant TO {DEFINER}", SINCE],
            [BEFORE, f"REVOKE SELECT (live_at) ON tenants_tenant FROM {DEFINER}"],  # noqa: S608
        ),
    )
