"""Count the findings that wait for a person: to answer, and to verify."""

from importlib import import_module

from django.db import migrations

ASKED = import_module("approvals.migrations.0012_waiting_by_kind").ASKED

# ruff: noqa: S608 (nothing in these statements comes from outside)

TO_ANSWER = f"""
CREATE FUNCTION waiting_to_answer_finding{ASKED} RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT count(*) FROM oversight_finding f
            WHERE f.tenant_id = tenant AND f.owner_id = person AND f.state = 'open');
END $$
"""
TO_VERIFY = f"""
CREATE FUNCTION waiting_to_verify_finding{ASKED} RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT count(*) FROM oversight_finding f
            WHERE f.tenant_id = tenant AND f.verifier_id = person AND f.state = 'answered');
END $$
"""


class Migration(migrations.Migration):
    dependencies = (("approvals", "0041_owed_at_once"), ("oversight", "0015_findings"))

    operations = (
        migrations.RunSQL(
            [TO_ANSWER, TO_VERIFY, "CALL gather_waiting()"],
            [
                "DROP FUNCTION waiting_to_answer_finding",
                "DROP FUNCTION waiting_to_verify_finding",
                "CALL gather_waiting()",
            ],
        ),
    )
