"""Give the deliveries there are the lane of their recipient."""

from django.db import migrations

FILL = """
    UPDATE tenants_delivery d
    SET lane = d.channel || ':' || g.recipient_id, made_at = g.made_at,
        turn = g.day - DATE '0001-01-01' + 1
    FROM tenants_digest g WHERE g.tenant_id = d.tenant_id AND g.id = d.digest_id
"""


class Migration(migrations.Migration):
    dependencies = (("tenants", "0031_delivery_lanes"),)

    operations = (migrations.RunSQL(FILL, migrations.RunSQL.noop),)
