"""Let nobody change what a round looks at once it is open, whoever writes."""

from django.db import migrations

CRITERIA_STAY = """
CREATE FUNCTION criteria_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM oversight_examination
               WHERE id IN (OLD.round_id, NEW.round_id) AND state <> 'draft') THEN
        RAISE EXCEPTION 'the criteria of a round stay as they are once it is open';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$
"""


class Migration(migrations.Migration):
    dependencies = (("oversight", "0012_planned_until"),)

    operations = (
        migrations.RunSQL(
            [
                CRITERIA_STAY,
                "CREATE TRIGGER criteria_of_an_open_round_stay BEFORE INSERT OR UPDATE OR DELETE"
                " ON oversight_criterion FOR EACH ROW EXECUTE FUNCTION criteria_stay()",
            ],
            [
                "DROP TRIGGER criteria_of_an_open_round_stay ON oversight_criterion",
                "DROP FUNCTION criteria_stay",
            ],
        ),
    )
