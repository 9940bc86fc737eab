"""The ladder of a tenant is climbed upwards."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0035_higher_ladders"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="tenant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("escalate_after__lte", models.F("head_after")),
                    ("head_after__lte", models.F("city_after")),
                ),
                name="the_ladder_is_climbed_upwards",
                violation_error_message=(
                    "The numbers of the ladder go up: document controllers, head of unit, city."
                ),
            ),
        ),
    ]
