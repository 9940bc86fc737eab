"""Keep what readers answered to questions of understanding."""

import django.db.models.deletion
from django.db import migrations, models

import tenants.scope.constraints
import tenants.scope.fields
import tenants.scope.ids


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0039_carried_over"),
        ("documents", "0025_reading_questions"),
        ("tenants", "0040_outlets"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadingAnswer",
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
                ("at", models.DateTimeField()),
                ("is_right", models.BooleanField()),
                ("key", models.UUIDField()),
                (
                    "member",
                    tenants.scope.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.member",
                    ),
                ),
                (
                    "question",
                    tenants.scope.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="documents.readingquestion",
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
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    tenants.scope.constraints.UniqueInTenant(
                        "question", "member", "key", name="a_form_is_one_try"
                    ),
                    tenants.scope.constraints.UniqueInTenant(
                        "question",
                        "member",
                        condition=models.Q(("is_right", True)),
                        name="a_question_is_understood_once",
                    ),
                    tenants.scope.constraints.AppendOnly(name="reading_answers_are_append_only"),
                ],
            },
        ),
    ]
