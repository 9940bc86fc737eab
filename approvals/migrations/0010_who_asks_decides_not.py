"""Let nobody decide on an act they asked for, as a deputy either, whatever the type allows."""

from importlib import import_module

from django.db import migrations

MAY_TAKE_STEP = import_module("approvals.migrations.0005_standing_in").MAY_TAKE_STEP
BEFORE = MAY_TAKE_STEP.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
WITH_ACTS = BEFORE.replace("r.revision_id,\n", "r.revision_id, r.purpose,\n").replace(
    "IF s.mode =",
    "IF s.purpose <> 'issue' AND person = s.started_by_id THEN RETURN false; END IF;\n"
    "    IF s.mode =",
)


class Migration(migrations.Migration):
    dependencies = (("approvals", "0009_acts"),)

    operations = (migrations.RunSQL([WITH_ACTS], [BEFORE]),)
