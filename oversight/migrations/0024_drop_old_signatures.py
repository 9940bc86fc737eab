"""Signatures of reviews and reports are signatures of circulations now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0023_signatures_circulate"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="reportsignature",
            name="approvals_of_reports_are_append_only",
        ),
        migrations.RemoveConstraint(
            model_name="reviewsignature",
            name="a_management_review_is_signed_once",
        ),
        migrations.RemoveConstraint(
            model_name="reviewsignature",
            name="signatures_of_reviews_are_append_only",
        ),
        migrations.DeleteModel(
            name="ReportSignature",
        ),
        migrations.DeleteModel(
            name="ReviewSignature",
        ),
    ]
