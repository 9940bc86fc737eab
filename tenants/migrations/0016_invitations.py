import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import tenants.scope.constraints
import tenants.scope.fields
import tenants.scope.ids


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0015_who_has_joined"),
    ]

    operations = [
        migrations.AddField(
            model_name="tenant",
            name="invitation_days",
            field=models.PositiveSmallIntegerField(default=14),
        ),
        migrations.CreateModel(
            name="Invitation",
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
                (
                    "purpose",
                    models.CharField(
                        choices=[("invite", "Invitation"), ("reset", "New password")],
                        default="invite",
                        max_length=8,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("sheet", models.UUIDField(null=True)),
                ("mail_wanted", models.BooleanField(default=False)),
                ("sent_count", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
                ("used_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    tenants.scope.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.member",
                    ),
                ),
                (
                    "member",
                    tenants.scope.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="tenants.member",
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
                "ordering": ("-made_at", "-id"),
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["tenant", "sheet"], name="invitation_sheet"),
                    models.Index(
                        condition=models.Q(("mail_wanted", True)),
                        fields=["tenant", "made_at"],
                        name="invitation_to_mail",
                    ),
                ],
                "constraints": [
                    tenants.scope.constraints.UniqueInTenant(
                        "member",
                        condition=models.Q(("used_at", None), ("withdrawn_at", None)),
                        name="one_open_invitation_per_member",
                    )
                ],
            },
        ),
    ]
