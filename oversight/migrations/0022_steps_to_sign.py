"""Say which texts wait to be signed by a person: the own ones, and those of whom they stand in for.

The function runs with the rights of the role that calls it: row security holds in it.
"""

from importlib import import_module

from django.db import migrations

ASKED = import_module("approvals.migrations.0012_waiting_by_kind").ASKED

# ruff: noqa: S608 (nothing in these statements comes from outside)

# Delegations as in stood_in_for (approvals/migrations/0005_standing_in.py). In another's place
# nobody signs who is barred from the text, nor who signs it already.
STEPS_TO_SIGN = """
CREATE FUNCTION steps_to_sign(tenant uuid, person uuid, today date)
RETURNS TABLE (step_id uuid, delegation_id uuid) LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM oversight_circulationstep s
                   WHERE s.tenant_id = tenant AND s.state = 'open')
    THEN RETURN; END IF;
    RETURN QUERY
    WITH running AS (
        SELECT d.id, d.delegator_id, d.deputy_id
        FROM approvals_delegation d
        JOIN tenants_member m ON (m.tenant_id, m.id) = (d.tenant_id, d.delegator_id)
        WHERE d.tenant_id = tenant AND d.ended_at IS NULL
          AND d.valid_from <= today AND d.valid_until >= today
          AND m.valid_from <= today AND (m.valid_until IS NULL OR m.valid_until >= today)
    ), places AS (
        SELECT person AS holder, NULL::uuid AS between, NULL::uuid AS delegation
        UNION ALL
        SELECT one.delegator_id, NULL, one.id FROM running one WHERE one.deputy_id = person
        UNION ALL
        SELECT one.delegator_id, one.deputy_id, two.id
        FROM running one JOIN running two ON two.delegator_id = one.deputy_id
        WHERE two.deputy_id = person
    )
    SELECT s.id, p.delegation
    FROM places p
    JOIN oversight_circulationstep s
      ON s.tenant_id = tenant AND s.member_id = p.holder AND s.state = 'open'
    JOIN oversight_circulation c ON (c.tenant_id, c.id) = (s.tenant_id, s.circulation_id)
    WHERE p.delegation IS NULL OR (
        NOT person = ANY (c.barred)
        AND (p.between IS NULL OR NOT p.between = ANY (c.barred))
        AND NOT EXISTS (
            SELECT FROM oversight_circulationstep o
            WHERE o.tenant_id = tenant AND o.circulation_id = c.id AND o.id <> s.id
              AND o.state NOT IN ('not_required', 'handed_on')
              AND (o.member_id = person OR o.deputy_id = person)));
END $$
"""
WAITING = f"""
CREATE FUNCTION waiting_to_sign_act{ASKED} RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT acts THEN RETURN 0; END IF;
    RETURN (SELECT count(*) FROM steps_to_sign(tenant, person, today));
END $$
"""


class Migration(migrations.Migration):
    dependencies = (("approvals", "0041_owed_at_once"), ("oversight", "0021_circulations"))

    operations = (
        migrations.RunSQL(
            [STEPS_TO_SIGN, WAITING, "CALL gather_waiting()"],
            [
                "DROP FUNCTION waiting_to_sign_act",
                "CALL gather_waiting()",
                "DROP FUNCTION steps_to_sign",
            ],
        ),
    )
