import django.db.models.deletion
from django.db import migrations, models

import tenants.scope.fields
import tenants.scope.ids


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0001_initial"),
        ("tenants", "0009_whoever_is_there_is_live"),
    ]

    operations = [
        migrations.CreateModel(
            name="Adoption",
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
                ("source", models.CharField(max_length=40)),
                ("version", models.PositiveIntegerField(default=0)),
                ("taken", models.JSONField(default=dict)),
                ("kept", models.JSONField(default=dict)),
                ("adopted_at", models.DateTimeField(auto_now_add=True)),
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
                    models.UniqueConstraint(fields=("tenant",), name="one_adoption_per_tenant")
                ],
            },
        ),
    ]
