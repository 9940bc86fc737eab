"""Scorecards, one a day for each tenant."""

import django.db.models.deletion
from django.db import migrations, models

import tenants.scope.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenants", "0003_functions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Scorecard",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenants.scope.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("day", models.DateField()),
                ("measured_at", models.DateTimeField(auto_now=True)),
                ("documents", models.PositiveIntegerField(default=0)),
                ("reviews_overdue", models.PositiveIntegerField(default=0)),
                ("expired", models.PositiveIntegerField(default=0)),
                ("approvals_open", models.PositiveIntegerField(default=0)),
                ("approvals_overdue", models.PositiveIntegerField(default=0)),
                ("acknowledgements_required", models.PositiveIntegerField(default=0)),
                ("acknowledgements_done", models.PositiveIntegerField(default=0)),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scorecards",
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "day"), name="one_scorecard_a_day")
                ],
            },
        ),
    ]
