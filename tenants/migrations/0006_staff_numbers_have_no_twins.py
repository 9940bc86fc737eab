from django.db import migrations, models

import tenants.scope.constraints


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0005_accounts_without_mail"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="member",
            constraint=tenants.scope.constraints.UniqueInTenant(
                "staff_number",
                condition=models.Q(("staff_number", ""), _negated=True),
                name="staff_number_has_no_twins",
                violation_error_message="Somebody here has this staff number already.",
            ),
        ),
    ]
