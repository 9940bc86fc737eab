"""Deliveries go out in lanes, one recipient on one channel each, and keep what they told."""

import django.contrib.postgres.fields
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("tenants", "0030_comments"),)

    operations = (
        migrations.AlterField(
            model_name="delivery",
            name="channel",
            field=models.CharField(choices=[("mail", "E-mail")], max_length=20),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("delivered", "Delivered"),
                    ("failed", "Failed"),
                    ("not_needed", "Not needed"),
                    ("nowhere", "No address that works"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="lane",
            field=models.CharField(default="", max_length=60),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="delivery", name="turn", field=models.BigIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="delivery",
            name="made_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name="delivery",
            name="told",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), default=list, size=None
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["tenant", "lane", "turn"],
                name="delivery_lane",
            ),
        ),
    )
