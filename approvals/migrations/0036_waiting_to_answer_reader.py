"""Count the questions of readers that wait for the owner of a document."""

from importlib import import_module

from django.db import migrations

ASKED = import_module("approvals.migrations.0012_waiting_by_kind").ASKED

# ruff: noqa: S608 (nothing in this statement comes from outside)

# `InquiryQuerySet.unanswered` says the same.
TO_ANSWER_READER = f"""
CREATE FUNCTION waiting_to_answer_reader{ASKED} RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT count(*) FROM approvals_inquiry q
            JOIN documents_revision v ON (v.tenant_id, v.id) = (q.tenant_id, q.revision_id)
            JOIN documents_document d ON (d.tenant_id, d.id) = (v.tenant_id, v.document_id)
            WHERE q.tenant_id = tenant AND q.answered_at IS NULL AND d.owner_id = person
              AND d.state <> 'retired');
END $$
"""


class Migration(migrations.Migration):
    dependencies = (("approvals", "0035_inquiries"),)

    operations = (
        migrations.RunSQL(
            [TO_ANSWER_READER, "CALL gather_waiting()"],
            ["DROP FUNCTION waiting_to_answer_reader", "CALL gather_waiting()"],
        ),
    )
