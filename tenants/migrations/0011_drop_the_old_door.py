"""Drop what sessions and attempts of our own replace: open sessions end with it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0010_sessions_and_attempts"),
    ]

    operations = [
        migrations.RemoveField(model_name="user", name="locked_until"),
        migrations.RemoveField(model_name="user", name="sign_in_failures"),
        migrations.RunSQL("DROP TABLE IF EXISTS django_session", migrations.RunSQL.noop),
    ]
