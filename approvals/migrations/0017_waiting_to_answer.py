"""Count the questions that wait for a person's answer, among what waits in the inbox."""

from importlib import import_module

from django.db import migrations

ASKED = import_module("approvals.migrations.0012_waiting_by_kind").ASKED

# ruff: noqa: S608 (nothing in this statement comes from outside)

# `MessageQuerySet.unanswered` says the same.
TO_ANSWER = f"""
CREATE FUNCTION waiting_to_answer{ASKED} RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT count(*) FROM approvals_message q
            JOIN approvals_round r ON (r.tenant_id, r.id) = (q.tenant_id, q.round_id)
            JOIN documents_revision v ON (v.tenant_id, v.id) = (r.tenant_id, r.revision_id)
            WHERE q.tenant_id = tenant AND q.to_id = person AND q.kind = 'question'
              AND (r.state = 'open'
                   OR r.purpose = 'issue' AND v.state IN ('draft', 'in_review'))
              AND NOT EXISTS (SELECT FROM approvals_message a WHERE a.tenant_id = tenant
                              AND a.answers_id = q.id AND a.kind = 'answer'));
END $$
"""


class Migration(migrations.Migration):
    dependencies = (("approvals", "0016_messages"),)

    operations = (
        migrations.RunSQL(
            [TO_ANSWER, "CALL gather_waiting()"],
            ["DROP FUNCTION waiting_to_answer", "CALL gather_waiting()"],
        ),
    )
