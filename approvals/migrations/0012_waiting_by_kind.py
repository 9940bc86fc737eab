"""Count what waits for a person by kind of task, each in a function of its own.

A kind is a function `waiting_to_<name>`; `gather_waiting` finds them in the catalogue and writes
`waiting_of`, which calls each and is what `places_of` asks. So a kind is added by a migration that
creates its function and calls `gather_waiting`, and taken away by the reverse.

All functions run with the rights of the role that calls them: row security holds in each.
"""

from importlib import import_module

from django.db import migrations

PLACES_OF = import_module("approvals.migrations.0002_places").PLACES_OF
WITH_DEPUTIES = import_module("approvals.migrations.0005_standing_in").WITH_DEPUTIES

# ruff: noqa: S608 (nothing in these statements comes from outside)

# `acts`: whether the person's roles here decide and acknowledge at all.
ASKED = "(tenant uuid, person uuid, account uuid, acts boolean, today date)"

TO_DECIDE = f"""
CREATE FUNCTION waiting_to_decide{ASKED} RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    found bigint := (SELECT count(*) FROM approvals_step s WHERE s.tenant_id = tenant
                     AND s.member_id = person AND s.state = 'open');
BEGIN
    IF acts THEN
        found := found + (SELECT count(*) FROM stood_in_for(tenant, person, today));
    END IF;
    RETURN found;
END $$
"""

TO_ACKNOWLEDGE = f"""
CREATE FUNCTION waiting_to_acknowledge{ASKED} RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT acts THEN RETURN 0; END IF;
    RETURN (SELECT count(*) FROM readings_owed(tenant, person, account, today));
END $$
"""

TO_SUBMIT_AGAIN = f"""
CREATE FUNCTION waiting_to_submit_again{ASKED} RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT count(*) FROM documents_revision v
            JOIN approvals_round r ON (r.tenant_id, r.revision_id) = (v.tenant_id, v.id)
            WHERE v.tenant_id = tenant AND v.prepared_by_id = person AND v.state = 'draft'
              AND r.state = 'returned' AND NOT EXISTS (
                 SELECT FROM approvals_round l WHERE l.tenant_id = tenant
                 AND l.revision_id = v.id AND l.number > r.number));
END $$
"""

GATHER = rf"""
CREATE PROCEDURE gather_waiting() LANGUAGE plpgsql AS $$
DECLARE
    counts text := (
        SELECT string_agg(format('%L, %I(tenant, person, account, acts, today)',
                                 substr(proname, length('waiting_to_') + 1), proname),
                          ', ' ORDER BY proname)
        FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'waiting\_to\_%');
BEGIN
    EXECUTE format('CREATE OR REPLACE FUNCTION waiting_of{ASKED} '
                   'RETURNS jsonb LANGUAGE plpgsql STABLE AS %L',
                   'BEGIN RETURN jsonb_build_object(' || counts || '); END');
END $$
"""

BY_KIND = (
    PLACES_OF[: PLACES_OF.index("            waiting := ARRAY[")]
    + (
        "            waiting := waiting_of(t.id, m.id, account, m.roles && readers::varchar[], today);\n"
    )
    + PLACES_OF[PLACES_OF.index("            unread :=") :]
)
BY_KIND = BY_KIND.replace("waiting bigint[]", "waiting jsonb")


class Migration(migrations.Migration):
    dependencies = (("approvals", "0011_rounds_keep_what_is_signed"),)

    operations = (
        migrations.RunSQL(
            [
                *(TO_DECIDE, TO_ACKNOWLEDGE, TO_SUBMIT_AGAIN),
                *(GATHER, "CALL gather_waiting()"),
                *("DROP FUNCTION places_of", BY_KIND),
            ],
            [
                *("DROP FUNCTION places_of", PLACES_OF, WITH_DEPUTIES),
                *("DROP FUNCTION waiting_of", "DROP PROCEDURE gather_waiting"),
                "DROP FUNCTION waiting_to_decide",
                "DROP FUNCTION waiting_to_acknowledge",
                "DROP FUNCTION waiting_to_submit_again",
            ],
        ),
    )
