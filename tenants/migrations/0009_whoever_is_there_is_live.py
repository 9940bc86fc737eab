from django.db import migrations

# Who worked here before there was a way of being set up goes on working.
MAKE_LIVE = "UPDATE tenants_tenant SET live_at = created_at WHERE live_at IS NULL"


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0008_being_set_up"),
    ]

    operations = [migrations.RunSQL(MAKE_LIVE, migrations.RunSQL.noop)]
