"""Count only steps that weigh, and let nobody stand both behind a step and one added beside it."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("approvals.migrations.0010_who_asks_decides_not").WITH_ACTS
WITH_ADDITIONS = (
    BEFORE.replace("st.mode,", "st.mode, st.added_to_id,")
    .replace("IF s.mode = 'at_least' AND EXISTS (", "IF EXISTS (")
    .replace(
        "AND o.stage = s.stage\n",
        "AND o.stage = s.stage\n"
        "          AND (s.mode = 'at_least' OR s.added_to_id IS NOT NULL\n"
        "               OR o.added_to_id IS NOT NULL)\n",
    )
    .replace(
        "o.state <> 'not_required'", "o.state NOT IN ('not_required','handed_on','taken_back')"
    )
)


class Migration(migrations.Migration):
    dependencies = (("approvals", "0018_steps_given_on"),)

    operations = (migrations.RunSQL([WITH_ADDITIONS], [BEFORE]),)
