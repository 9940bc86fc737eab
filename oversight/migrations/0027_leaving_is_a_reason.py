"""That somebody leaves is kept as a fact, and said in the language of who reads it."""

import django.db.models.deletion
from django.db import migrations, models

import tenants.scope.fields


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0026_auditors_are_people"),
        ("tenants", "0042_notices_come_by_thousands"),
    ]

    operations = [
        migrations.AddField(
            model_name="findingentry",
            name="leaver",
            field=tenants.scope.fields.TenantForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenants.member",
            ),
        ),
        migrations.AlterField(
            model_name="findingentry",
            name="words",
            field=models.TextField(blank=True, max_length=4000),
        ),
        migrations.RemoveConstraint(
            model_name="findingentry",
            name="a_finding_entry_says_something",
        ),
        migrations.AddConstraint(
            model_name="findingentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("words", ""), _negated=True),
                    ("leaver__isnull", False),
                    _connector="OR",
                ),
                name="a_finding_entry_says_something",
            ),
        ),
    ]
