"""Count a change package as one task, however many documents it holds."""

from importlib import import_module

from django.db import migrations

KINDS = import_module("approvals.migrations.0012_waiting_by_kind")

# ruff: noqa: S608 (nothing in these statements comes from outside)


def _again(statement: str) -> str:
    return statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


ALONE = "AND EXISTS (SELECT FROM approvals_round r WHERE r.tenant_id = tenant"
DECIDE_ALONE = (
    _again(KINDS.TO_DECIDE)
    .replace(
        "s.state = 'open')",
        f"s.state = 'open' {ALONE} AND r.id = s.round_id\n"
        "                     AND r.package_id IS NULL))",
    )
    .replace(
        "FROM stood_in_for(tenant, person, today))",
        "FROM stood_in_for(tenant, person, today) i\n"
        "                  JOIN approvals_step s ON s.tenant_id = tenant AND s.id = i.step_id\n"
        "                  JOIN approvals_round r\n"
        "                    ON (r.tenant_id, r.id) = (s.tenant_id, s.round_id)\n"
        "                  WHERE r.package_id IS NULL)",
    )
)
SUBMIT_ALONE = _again(KINDS.TO_SUBMIT_AGAIN).replace(
    "AND v.state = 'draft'", "AND v.state = 'draft'\n              AND v.package_number IS NULL"
)
DECIDE_PACKAGE = f"""
CREATE FUNCTION waiting_to_decide_package{KINDS.ASKED} RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT count(DISTINCT r.package_id)
            FROM approvals_step s
            JOIN approvals_round r ON (r.tenant_id, r.id) = (s.tenant_id, s.round_id)
            WHERE s.tenant_id = tenant AND s.state = 'open' AND r.package_id IS NOT NULL
              AND (s.member_id = person
                   OR acts AND s.id IN (SELECT step_id FROM stood_in_for(tenant, person, today))));
END $$
"""
SUBMIT_PACKAGE_AGAIN = f"""
CREATE FUNCTION waiting_to_submit_package_again{KINDS.ASKED}
RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT count(*) FROM approvals_package p
            WHERE p.tenant_id = tenant AND p.lead_id = person AND p.state = 'draft'
              AND p.returned_at IS NOT NULL
              AND EXISTS (SELECT FROM approvals_packageitem i
                          WHERE i.tenant_id = tenant AND i.package_id = p.id
                            AND i.removed_at IS NULL));
END $$
"""


class Migration(migrations.Migration):
    dependencies = (("approvals", "0026_inbox_tabs"),)

    operations = (
        migrations.RunSQL(
            [
                *(DECIDE_ALONE, SUBMIT_ALONE, DECIDE_PACKAGE, SUBMIT_PACKAGE_AGAIN),
                "CALL gather_waiting()",
            ],
            [
                _again(KINDS.TO_DECIDE),
                _again(KINDS.TO_SUBMIT_AGAIN),
                "DROP FUNCTION waiting_to_decide_package",
                "DROP FUNCTION waiting_to_submit_package_again",
                "CALL gather_waiting()",
            ],
        ),
    )
