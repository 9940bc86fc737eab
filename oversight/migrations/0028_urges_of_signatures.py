"""Who was asked for haste to sign stands in rows of its own."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import tenants.scope.constraints
import tenants.scope.fields
import tenants.scope.ids


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0027_leaving_is_a_reason"),
        ("tenants", "0043_why_it_did_not_arrive"),
    ]

    operations = [
        migrations.CreateModel(
            name="CirculationUrge",
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
                ("on", models.DateField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    tenants.scope.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.member",
                    ),
                ),
                (
                    "step",
                    tenants.scope.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="oversight.circulationstep",
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
                        "step", "on", name="a_signature_is_urged_once_a_day"
                    ),
                    tenants.scope.constraints.AppendOnly(
                        name="urges_of_signatures_are_append_only"
                    ),
                ],
            },
        ),
    ]
