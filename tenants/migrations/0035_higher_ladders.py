"""Where controllers heard later than heads would, the ladder begins there."""

from django.db import migrations

HIGHER = """
    UPDATE tenants_tenant
    SET head_after = greatest(head_after, escalate_after),
        city_after = greatest(city_after, head_after, escalate_after)
    WHERE escalate_after > 7
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0034_ladder"),
    ]

    operations = [
        migrations.RunSQL(HIGHER, migrations.RunSQL.noop),
    ]
