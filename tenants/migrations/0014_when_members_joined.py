from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0013_heads_lead"),
    ]

    operations = [
        migrations.AddField(
            model_name="member",
            name="joined_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="member",
            name="mobile",
            field=models.CharField(blank=True, max_length=20, verbose_name="mobile"),
        ),
    ]
