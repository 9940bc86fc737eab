"""Keep the questions of understanding of a revision."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import tenants.scope.constraints
import tenants.scope.fields
import tenants.scope.ids


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0024_deviations"),
        ("tenants", "0040_outlets"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadingQuestion",
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
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=300)),
                (
                    "choices",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200)
                    ),
                ),
                (
                    "right",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField()
                    ),
                ),
                ("clause", models.CharField(blank=True, max_length=60)),
                ("passage", models.TextField()),
                (
                    "revision",
                    tenants.scope.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reading_questions",
                        to="documents.revision",
                    ),
                ),
                (
                    "tenant",
                    tenants.scope.fields.TenantField(
                        db_default=tenants.scope.fields.CurrentTenant(),
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    tenants.scope.constraints.UniqueInTenant(
                        "revision", "position", name="reading_questions_count_up"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("position__gte", 1), ("position__lte", 3)),
                        name="a_revision_asks_three_questions_at_most",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("choices__len__gte", 2), ("choices__len__lte", 5)),
                        name="a_reading_question_has_two_to_five_choices",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("right__len__gte", 1)),
                        name="a_reading_question_has_a_right_choice",
                    ),
                    tenants.scope.constraints.MayDelete(
                        name="questions_of_drafts_are_written_anew"
                    ),
                ],
            },
        ),
    ]
