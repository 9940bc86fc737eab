"""Let deputies decide: which steps a person may take, and what waits for them in others' place.

All functions run with the rights of the role that calls them: row security holds in each.
"""

from importlib import import_module

from django.db import migrations

PLACES_OF = import_module("approvals.migrations.0002_places").PLACES_OF

# Whoever prepared a revision does not decide on it, and nobody both reviews and approves it: in
# the own name or in another's, unless the type allows it. Where so many must sign, one counts once.
MAY_TAKE_STEP = """
CREATE FUNCTION may_take_step(tenant uuid, wanted uuid, person uuid)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    s record;
BEGIN
    SELECT st.round_id, st.stage, st.meaning, st.mode, r.started_by_id, r.revision_id,
           v.prepared_by_id, t.same_signer INTO s
    FROM approvals_step st
    JOIN approvals_round r ON (r.tenant_id, r.id) = (st.tenant_id, st.round_id)
    JOIN documents_revision v ON (v.tenant_id, v.id) = (r.tenant_id, r.revision_id)
    JOIN documents_document d ON (d.tenant_id, d.id) = (v.tenant_id, v.document_id)
    JOIN documents_documenttype t ON (t.tenant_id, t.id) = (d.tenant_id, d.document_type_id)
    WHERE st.tenant_id = tenant AND st.id = wanted;
    IF NOT FOUND THEN RETURN false; END IF;
    IF s.mode = 'at_least' AND EXISTS (
        SELECT FROM approvals_step o
        WHERE o.tenant_id = tenant AND o.round_id = s.round_id AND o.stage = s.stage
          AND o.id <> wanted AND o.state <> 'not_required'
          AND (o.member_id = person OR o.deputy_id = person))
    THEN RETURN false; END IF;
    RETURN s.same_signer OR (
        person NOT IN (s.started_by_id, s.prepared_by_id)
        AND NOT EXISTS (SELECT FROM documents_participant p
                        WHERE p.tenant_id = tenant AND p.revision_id = s.revision_id
                          AND p.member_id = person AND p.capacity = 'author')
        AND NOT EXISTS (SELECT FROM approvals_step o
                        WHERE o.tenant_id = tenant AND o.round_id = s.round_id
                          AND o.id <> wanted AND o.state <> 'not_required'
                          AND (o.member_id = person OR o.deputy_id = person)
                          AND (s.meaning, o.meaning) IN
                              (('reviewed', 'approved'), ('approved', 'reviewed'))));
END $$
"""

# The open steps of those for whom this person stands in today, directly or for their deputy.
# Each person on the way has to be free to take the step, and each delegator to be still here.
STOOD_IN_FOR = """
CREATE FUNCTION stood_in_for(tenant uuid, person uuid, today date)
RETURNS TABLE (step_id uuid, revision_id uuid, delegation_id uuid)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM approvals_delegation d
                   WHERE d.tenant_id = tenant AND d.deputy_id = person AND d.ended_at IS NULL
                     AND d.valid_from <= today AND d.valid_until >= today)
    THEN RETURN; END IF;
    RETURN QUERY
    WITH running AS (
        SELECT d.id, d.delegator_id, d.deputy_id
        FROM approvals_delegation d
        JOIN tenants_member m ON (m.tenant_id, m.id) = (d.tenant_id, d.delegator_id)
        WHERE d.tenant_id = tenant AND d.ended_at IS NULL
          AND d.valid_from <= today AND d.valid_until >= today
          AND m.valid_from <= today AND (m.valid_until IS NULL OR m.valid_until >= today)
    ), chains AS (
        SELECT one.delegator_id AS holder, NULL::uuid AS between, one.id AS delegation
        FROM running one WHERE one.deputy_id = person
        UNION ALL
        SELECT one.delegator_id, one.deputy_id, two.id
        FROM running one JOIN running two ON two.delegator_id = one.deputy_id
        WHERE two.deputy_id = person
    )
    SELECT s.id, r.revision_id, c.delegation
    FROM chains c
    JOIN approvals_step s
      ON s.tenant_id = tenant AND s.member_id = c.holder AND s.state = 'open'
    JOIN approvals_round r ON (r.tenant_id, r.id) = (s.tenant_id, s.round_id)
    WHERE may_take_step(tenant, s.id, person)
      AND (c.between IS NULL OR may_take_step(tenant, s.id, c.between));
END $$
"""

WITH_DEPUTIES = PLACES_OF.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
    "IF m.roles && readers::varchar[] THEN",
    "IF m.roles && readers::varchar[] THEN\n"
    "                waiting[1] := waiting[1] + (SELECT count(*)\n"
    "                    FROM stood_in_for(t.id, m.id, today));",
)


class Migration(migrations.Migration):
    dependencies = (("approvals", "0004_delegation"),)

    operations = (
        migrations.RunSQL(
            [MAY_TAKE_STEP, STOOD_IN_FOR, WITH_DEPUTIES],
            [
                PLACES_OF.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
                "DROP FUNCTION stood_in_for",
                "DROP FUNCTION may_take_step",
            ],
        ),
    )
