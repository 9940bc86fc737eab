"""Texts go from hand to hand until all whom their route asks have signed."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import tenants.scope.constraints
import tenants.scope.fields
import tenants.scope.ids


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0043_routes_of_affairs"),
        ("documents", "0025_reading_questions"),
        ("oversight", "0020_link_starter_procedures"),
        ("tenants", "0041_acknowledged_enough"),
    ]

    operations = [
        migrations.CreateModel(
            name="Circulation",
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
                    "affair",
                    models.CharField(
                        choices=[
                            ("management_review", "Record of a management review"),
                            ("major_finding", "Closing of a major nonconformity"),
                            ("minor_finding", "Closing of a minor nonconformity"),
                            ("self_report", "Self-report to the city"),
                        ],
                        max_length=20,
                    ),
                ),
                ("subject", models.UUIDField()),
                ("title", models.CharField(max_length=300)),
                ("n", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "On its way"),
                            ("passed", "Signed by all"),
                            ("returned", "Returned"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("text", models.TextField()),
                ("text_sha256", models.CharField(max_length=64)),
                ("words", models.TextField(blank=True, max_length=4000)),
                (
                    "barred",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("why_returned", models.TextField(blank=True, max_length=1000)),
                (
                    "ended_by",
                    tenants.scope.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.member",
                    ),
                ),
                (
                    "route",
                    tenants.scope.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="approvals.route",
                    ),
                ),
                (
                    "started_by",
                    tenants.scope.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="CirculationStep",
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
                ("stage", models.PositiveSmallIntegerField()),
                ("name_zh", models.CharField(max_length=60)),
                ("name_en", models.CharField(max_length=60)),
                (
                    "meaning",
                    models.CharField(
                        choices=[
                            ("prepared", "Prepared"),
                            ("reviewed", "Reviewed"),
                            ("countersigned", "Countersigned"),
                            ("approved", "Approved"),
                            ("seen", "Seen"),
                        ],
                        max_length=13,
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("all", "All must sign"),
                            ("any", "Any one signs"),
                            ("at_least", "At least so many sign"),
                        ],
                        max_length=8,
                    ),
                ),
                ("minimum", models.PositiveSmallIntegerField(default=1)),
                ("due_days", models.PositiveSmallIntegerField(default=3)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Not yet"),
                            ("open", "To sign"),
                            ("signed", "Signed"),
                            ("returned", "Returned"),
                            ("not_required", "No longer required"),
                            ("handed_on", "Handed on"),
                        ],
                        default="waiting",
                        max_length=12,
                    ),
                ),
                ("due_on", models.DateField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "circulation",
                    tenants.scope.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="oversight.circulation",
                    ),
                ),
                (
                    "deputy",
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
                        related_name="circulation_steps",
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
                "ordering": ("stage", "id"),
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="CirculationSignature",
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
                ("name", models.CharField(max_length=100)),
                ("post", models.CharField(blank=True, max_length=200)),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("password", "Password, entered for this signature"),
                            ("code", "Code of the app, entered for this signature"),
                            ("password+code", "Password and code, entered for this signature"),
                            ("passkey", "Passkey, asked for this signature"),
                            ("provider", "Identity provider, asked for this signature"),
                            ("session", "Signed-in session"),
                        ],
                        max_length=13,
                    ),
                ),
                ("manifest", models.TextField()),
                ("manifest_sha256", models.CharField(max_length=64)),
                ("signed_at", models.DateTimeField()),
                (
                    "meaning",
                    models.CharField(
                        choices=[
                            ("prepared", "Prepared"),
                            ("reviewed", "Reviewed"),
                            ("countersigned", "Countersigned"),
                            ("approved", "Approved"),
                            ("seen", "Seen"),
                        ],
                        max_length=13,
                    ),
                ),
                ("for_name", models.CharField(blank=True, max_length=100)),
                (
                    "circulation",
                    tenants.scope.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="oversight.circulation",
                    ),
                ),
                (
                    "delegation",
                    tenants.scope.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="approvals.delegation",
                    ),
                ),
                (
                    "signer",
                    tenants.scope.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                (
                    "step",
                    tenants.scope.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="oversight.circulationstep",
                    ),
                ),
            ],
            options={
                "ordering": ("signed_at", "id"),
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.RemoveConstraint(
            model_name="finding",
            name="a_verified_finding_was_verified_by_somebody",
        ),
        migrations.RemoveConstraint(
            model_name="managementreview",
            name="a_management_review_was_held_on_a_day",
        ),
        migrations.AlterField(
            model_name="finding",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "To be answered"),
                    ("answered", "To be verified"),
                    ("verified", "Verified"),
                    ("closing", "Closing is being signed"),
                    ("closed", "Closed"),
                ],
                default="open",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="managementreview",
            name="state",
            field=models.CharField(
                choices=[
                    ("planned", "Planned"),
                    ("held", "Held"),
                    ("signing", "Being signed"),
                    ("signed", "Signed"),
                    ("cancelled", "Cancelled"),
                ],
                default="planned",
                editable=False,
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="selfreport",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Being written"),
                    ("signing", "Being signed"),
                    ("signed", "Approved, not handed in"),
                    ("handed_in", "Handed in"),
                ],
                default="draft",
                max_length=9,
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("open", "answered")), ("verified_by", None)),
                    models.Q(
                        ("state__in", ("verified", "closing")), ("verified_by__isnull", False)
                    ),
                    ("state", "closed"),
                    _connector="OR",
                ),
                name="a_verified_finding_was_verified_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="managementreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("held_on", None), ("state__in", ("planned", "cancelled"))),
                    models.Q(
                        ("held_on__isnull", False), ("state__in", ("held", "signing", "signed"))
                    ),
                    _connector="OR",
                ),
                name="a_management_review_was_held_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="circulation",
            constraint=tenants.scope.constraints.UniqueInTenant(
                "subject", "n", name="circulations_count_up"
            ),
        ),
        migrations.AddConstraint(
            model_name="circulation",
            constraint=tenants.scope.constraints.UniqueInTenant(
                "subject",
                condition=models.Q(("state", "open")),
                name="one_open_circulation_of_a_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="circulation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "returned"), _negated=True),
                    models.Q(("why_returned", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_text_is_returned_for_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="circulationstep",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["tenant", "member"],
                name="circulation_steps_to_sign",
            ),
        ),
        migrations.AddConstraint(
            model_name="circulationstep",
            constraint=tenants.scope.constraints.UniqueInTenant(
                "circulation",
                "stage",
                "member",
                condition=models.Q(("state", "handed_on"), _negated=True),
                name="a_person_signs_a_stage_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="circulationsignature",
            constraint=tenants.scope.constraints.UniqueInTenant(
                "step", name="a_step_of_a_circulation_is_signed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="circulationsignature",
            constraint=tenants.scope.constraints.AppendOnly(
                name="signatures_of_circulations_are_append_only"
            ),
        ),
    ]
