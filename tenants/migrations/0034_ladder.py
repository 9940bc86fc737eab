"""Reminders climb a ladder, and mail has quiet hours."""

import django.core.validators
from django.db import migrations, models

import tenants.models.tenant


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0033_calendar_feeds"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="rung",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (0, "Whose it is"),
                    (1, "Document controllers"),
                    (2, "Head of unit"),
                    (3, "City quality office"),
                ],
                default=0,
            ),
        ),
        migrations.AddField(
            model_name="tenant",
            name="city_after",
            field=models.PositiveSmallIntegerField(
                default=15,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(120),
                ],
                verbose_name="working days late until the city counts it",
            ),
        ),
        migrations.AddField(
            model_name="tenant",
            name="head_after",
            field=models.PositiveSmallIntegerField(
                default=7,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(90),
                ],
                verbose_name="working days late until the head of the unit is told",
            ),
        ),
        migrations.AddField(
            model_name="tenant",
            name="quiet_from",
            field=models.PositiveSmallIntegerField(
                choices=tenants.models.tenant.hours_of_day, default=20, verbose_name="no mail from"
            ),
        ),
        migrations.AddField(
            model_name="tenant",
            name="quiet_until",
            field=models.PositiveSmallIntegerField(
                choices=tenants.models.tenant.hours_of_day, default=8, verbose_name="no mail until"
            ),
        ),
        migrations.AddField(
            model_name="tenant",
            name="sweep_mark",
            field=models.JSONField(editable=False, null=True),
        ),
    ]
