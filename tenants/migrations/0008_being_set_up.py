from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0007_organisation"),
    ]

    operations = [
        migrations.AddField(
            model_name="tenant",
            name="is_template",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="tenant",
            name="live_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="tenant",
            name="suspension_reason",
            field=models.CharField(blank=True, max_length=500),
        ),
    ]
