"""Whoever audits without a last day has as long as a new auditor may have."""

import datetime as dt

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

MOST_DAYS = 365


def end(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    members = apps.get_model("tenants", "Member")._base_manager
    auditors = members.filter(roles__contains=["auditor"], valid_until=None)
    auditors.update(valid_until=timezone.localdate() + dt.timedelta(days=MOST_DAYS))


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0025_reminders"),
    ]

    operations = [
        migrations.RunPython(end, migrations.RunPython.noop),
    ]
