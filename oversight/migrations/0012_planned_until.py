"""Let a card name the last day of the planned audit: that has to be within the latest day."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0011_audit_title"),
    ]

    operations = [
        migrations.RenameField("certificatecard", "planned_on", "planned_until"),
    ]
