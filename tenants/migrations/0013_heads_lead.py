"""The post HEAD of the blueprints has always led a unit: say so."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("tenants", "0012_ending_and_acting"),)

    operations = (
        migrations.RunSQL(
            "UPDATE tenants_post SET is_head = true WHERE code = 'HEAD'", migrations.RunSQL.noop
        ),
    )
