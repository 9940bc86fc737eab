"""A person is in a team of auditors once; two people may have one name."""

from django.db import migrations, models

import tenants.scope.constraints


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0025_evidence_of_findings"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="auditor",
            name="an_auditor_is_in_a_team_once",
        ),
        migrations.AddConstraint(
            model_name="auditor",
            constraint=tenants.scope.constraints.UniqueInTenant(
                "audit", "member", name="an_auditor_is_in_a_team_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="auditor",
            constraint=tenants.scope.constraints.UniqueInTenant(
                "audit",
                "name",
                condition=models.Q(("member", None)),
                name="an_auditor_from_outside_is_in_a_team_once",
            ),
        ),
    ]
