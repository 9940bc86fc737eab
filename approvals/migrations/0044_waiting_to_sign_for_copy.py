"""Count the paper copies that wait to be signed for by their receiver."""

from importlib import import_module

from django.db import migrations

ASKED = import_module("approvals.migrations.0012_waiting_by_kind").ASKED

# ruff: noqa: S608 (nothing in this statement comes from outside)

# `PaperCopyQuerySet.to_sign` says the same.
TO_SIGN_FOR_COPY = f"""
CREATE FUNCTION waiting_to_sign_for_copy{ASKED} RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT count(*) FROM documents_papercopy c
            JOIN documents_revision v ON (v.tenant_id, v.id) = (c.tenant_id, c.revision_id)
            WHERE c.tenant_id = tenant AND c.member_id = person AND c.state = 'issued'
              AND c.recall_since IS NULL AND v.state = 'effective');
END $$
"""


class Migration(migrations.Migration):
    dependencies = (
        ("approvals", "0043_routes_of_affairs"),
        ("documents", "0026_paper_copies"),
    )

    operations = (
        migrations.RunSQL(
            [TO_SIGN_FOR_COPY, "CALL gather_waiting()"],
            ["DROP FUNCTION waiting_to_sign_for_copy", "CALL gather_waiting()"],
        ),
    )
