"""Call what an audit is about its title: the ledger calls what it reminds of a subject."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0010_city_compares"),
    ]

    operations = [
        migrations.RenameField(model_name="audit", old_name="subject", new_name="title"),
        migrations.AlterField(
            model_name="audit",
            name="title",
            field=models.CharField(max_length=200, verbose_name="title"),
        ),
    ]
