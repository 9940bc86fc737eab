"""Why something did not arrive is one of a few reasons, with words in both languages."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0042_notices_come_by_thousands"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("down", "the other side does not answer as it should"),
                    ("later", "the other side does not take it now"),
                    ("busy", "too many at once, the other side asks to wait"),
                    ("refused", "the other side refuses it"),
                    ("nobody", "nobody is known there by this address"),
                    ("off", "it was switched off"),
                    ("fault", "it could not be written or sent"),
                ],
                default="",
                max_length=7,
            ),
            preserve_default=False,
        ),
    ]
