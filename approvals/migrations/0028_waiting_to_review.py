"""Count the reviews that fall to a person, among what waits in the inbox."""

from importlib import import_module

from django.db import migrations

ASKED = import_module("approvals.migrations.0012_waiting_by_kind").ASKED

# ruff: noqa: S608 (nothing in this statement comes from outside)

# `with_plans` says the same: as planned, else the owner by the due date. Level 5 comes from outside.
TO_REVIEW = f"""
CREATE FUNCTION waiting_to_review{ASKED} RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT acts THEN RETURN 0; END IF;
    RETURN (SELECT count(*) FROM documents_document d
            JOIN documents_documenttype k
              ON (k.tenant_id, k.id) = (d.tenant_id, d.document_type_id)
            WHERE d.tenant_id = tenant AND d.owner_id = person
              AND d.state = 'active' AND d.in_force_id IS NOT NULL AND d.act = ''
              AND d.review_due <= today + 30 AND k.level <> 5
              AND NOT EXISTS (SELECT FROM approvals_review p WHERE p.tenant_id = tenant
                              AND p.revision_id = d.in_force_id
                              AND p.state IN ('planned', 'deciding')))
         + (SELECT count(*) FROM approvals_review p
            JOIN documents_document d ON (d.tenant_id, d.in_force_id) = (p.tenant_id, p.revision_id)
            JOIN documents_documenttype k
              ON (k.tenant_id, k.id) = (d.tenant_id, d.document_type_id)
            WHERE p.tenant_id = tenant AND p.reviewer_id = person
              AND p.state IN ('planned', 'deciding') AND d.state = 'active' AND d.act = ''
              AND d.review_due IS NOT NULL AND k.level <> 5
              AND coalesce(p.planned_on, d.review_due) <= today + 30);
END $$
"""


class Migration(migrations.Migration):
    dependencies = (("approvals", "0027_waiting_packages"),)

    operations = (
        migrations.RunSQL(
            [TO_REVIEW, "CALL gather_waiting()"],
            ["DROP FUNCTION waiting_to_review", "CALL gather_waiting()"],
        ),
    )
