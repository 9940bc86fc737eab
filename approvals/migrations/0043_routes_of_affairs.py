"""Affairs that are no documents go routes as well."""

import django.db.models.deletion
from django.db import migrations, models

import tenants.scope.constraints
import tenants.scope.fields


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0042_enough_for_many"),
        ("documents", "0025_reading_questions"),
        ("tenants", "0041_acknowledged_enough"),
    ]

    operations = [
        migrations.AlterField(
            model_name="route",
            name="change_class",
            field=models.CharField(
                choices=[
                    ("major", "Major change"),
                    ("minor", "Minor change"),
                    ("editorial", "Editorial change"),
                    ("act", "Withdrawal, restoration, retirement"),
                    ("review", "Periodic review"),
                    ("management_review", "Record of a management review"),
                    ("major_finding", "Closing of a major nonconformity"),
                    ("minor_finding", "Closing of a minor nonconformity"),
                    ("self_report", "Self-report to the city"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="route",
            name="document_type",
            field=tenants.scope.fields.TenantForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="routes",
                to="documents.documenttype",
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=tenants.scope.constraints.UniqueInTenant(
                "change_class",
                condition=models.Q(("document_type", None), ("is_current", True)),
                name="one_current_route_per_affair",
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=tenants.scope.constraints.UniqueInTenant(
                "change_class",
                "number",
                condition=models.Q(("document_type", None)),
                name="versions_of_the_route_of_an_affair_are_numbered",
            ),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "change_class__in",
                            ["management_review", "major_finding", "minor_finding", "self_report"],
                        ),
                        ("document_type", None),
                    ),
                    models.Q(
                        ("change_class__in", ["major", "minor", "editorial", "act", "review"]),
                        ("document_type__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_route_is_of_a_type_or_an_affair",
            ),
        ),
    ]
