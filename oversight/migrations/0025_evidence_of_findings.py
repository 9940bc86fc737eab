"""Files stand beside what is said about a finding."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import tenants.scope.constraints
import tenants.scope.fields
import tenants.scope.ids


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0025_reading_questions"),
        ("oversight", "0024_drop_old_signatures"),
    ]

    operations = [
        migrations.AddField(
            model_name="findingentry",
            name="file",
            field=tenants.scope.fields.TenantForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="findingentry",
            name="file_name",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="findingentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("answered", "Answered"),
                    ("sent_back", "Sent back"),
                    ("verified", "Verified"),
                    ("closed", "Closed"),
                    ("evidence", "Evidence added"),
                    ("given", "Given to others"),
                    ("carried", "Carried over"),
                    ("revised", "Revision opened"),
                ],
                max_length=9,
            ),
        ),
    ]
