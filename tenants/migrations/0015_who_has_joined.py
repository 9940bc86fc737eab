"""Whoever has a password has come in before there was a note of it."""

from django.apps.registry import Apps
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.functions import Now


def note(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    members = apps.get_model("tenants", "Member")._base_manager
    members.exclude(user__password__startswith=UNUSABLE_PASSWORD_PREFIX).update(joined_at=Now())


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0014_when_members_joined"),
    ]

    operations = [
        migrations.RunPython(note, migrations.RunPython.noop),
    ]
