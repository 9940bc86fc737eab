"""Let the time to read stand still while a person is away and somebody stands in.

All functions run with the rights of the role that calls them: row security holds in each.
"""

from importlib import import_module

from django.db import migrations

READINGS_OWED = import_module("approvals.migrations.0002_places").READINGS_OWED

# Each day away adds a day, as long as it falls into the time that is left. A delegation that was
# ended early ends the day before: on the day itself the person is back.
READING_DUE = """
CREATE FUNCTION reading_due(tenant uuid, reader uuid, published date, due date)
RETURNS date LANGUAGE plpgsql STABLE AS $$
DECLARE
    zone text := (SELECT t.time_zone FROM tenants_tenant t WHERE t.id = tenant);
    later date := due;
    away record;
BEGIN
    FOR away IN
        SELECT greatest(d.valid_from, published) AS first,
               least(d.valid_until, (d.ended_at AT TIME ZONE zone)::date - 1) AS last
        FROM approvals_delegation d
        WHERE d.tenant_id = tenant AND d.delegator_id = reader AND d.is_absent
          AND d.valid_until >= published
        ORDER BY d.valid_from
    LOOP
        EXIT WHEN away.first > later;
        IF away.last >= away.first THEN
            later := later + (away.last - away.first + 1);
        END IF;
    END LOOP;
    RETURN later;
END $$
"""

IN_PLACE = READINGS_OWED.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
WITH_ABSENCES = IN_PLACE.replace(
    "BEGIN\n",
    "    is_away_at_times boolean := EXISTS (\n"
    "        SELECT FROM approvals_delegation a\n"
    "        WHERE a.tenant_id = tenant AND a.delegator_id = reader AND a.is_absent);\n"
    "BEGIN\n",
).replace(
    "min(d.due_on)",
    "min(CASE WHEN is_away_at_times\n"
    "               THEN reading_due(tenant, reader, d.published_on, d.due_on)\n"
    "               ELSE d.due_on END)",
)


class Migration(migrations.Migration):
    dependencies = (("approvals", "0006_viewing_steps"),)

    operations = (
        migrations.RunSQL(
            [READING_DUE, WITH_ABSENCES],
            [IN_PLACE, "DROP FUNCTION reading_due"],
        ),
    )
