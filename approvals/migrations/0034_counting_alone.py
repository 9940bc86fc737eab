"""Count what a person decides alone without reading the round of each step: pages ask it always.

The steps of change packages, which count as one task each, are taken off: their rounds are few, and
found by the package. Tenants are entered by a call that is planned once.
"""

from importlib import import_module

from django.db import migrations

DECIDE_ALONE = import_module("approvals.migrations.0027_waiting_packages").DECIDE_ALONE
PLACES_OF = import_module("approvals.migrations.0029_heads_in_places").WITH_HEADS.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)

ONE_BY_ONE = """s.state = 'open' AND EXISTS (SELECT FROM approvals_round r WHERE r.tenant_id = tenant AND r.id = s.round_id
                     AND r.package_id IS NULL))"""
TAKEN_OFF = """s.state = 'open')
                  - (SELECT count(*) FROM approvals_round r
                     JOIN approvals_step s ON (s.tenant_id, s.round_id) = (r.tenant_id, r.id)
                     WHERE r.tenant_id = tenant AND r.package_id IS NOT NULL AND r.state = 'open'
                       AND s.member_id = person AND s.state = 'open')"""
COUNTED = DECIDE_ALONE.replace(ONE_BY_ONE, TAKEN_OFF)
assert COUNTED != DECIDE_ALONE  # noqa: S101 - else nothing would be gained, and nobody told

ENTERED = PLACES_OF.replace(
    "EXECUTE format('SET LOCAL app.tenant = %L', t.id);",
    "PERFORM set_config('app.tenant', t.id::text, true);",
).replace(
    "EXECUTE format('SET LOCAL app.tenant = %L', outer_tenant);",
    "PERFORM set_config('app.tenant', outer_tenant, true);",
)


class Migration(migrations.Migration):
    dependencies = (("approvals", "0033_whether_staff_read_anew"),)

    operations = (migrations.RunSQL([COUNTED, ENTERED], [DECIDE_ALONE, PLACES_OF]),)
