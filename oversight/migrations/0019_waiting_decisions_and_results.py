"""Count what waits for a person: decisions to carry out, and objectives that lack a result."""

from importlib import import_module

from django.db import migrations

ASKED = import_module("approvals.migrations.0012_waiting_by_kind").ASKED

# ruff: noqa: S608 (nothing in these statements comes from outside)

TO_CARRY_OUT = f"""
CREATE FUNCTION waiting_to_carry_out_decision{ASKED} RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT count(*) FROM oversight_reviewaction a
            WHERE a.tenant_id = tenant AND a.owner_id = person AND a.done_on IS NULL);
END $$
"""
# oversight/improvement/periods.py says the same: a period of the calendar that is over, cut off
# where the objective ends, and nothing was entered of it.
TO_ENTER = f"""
CREATE FUNCTION waiting_to_enter_result{ASKED} RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT count(*) FROM oversight_qualityobjective o
            CROSS JOIN LATERAL (SELECT CASE o.period WHEN 'month' THEN 1 WHEN 'quarter' THEN 3
                                       WHEN 'half' THEN 6 ELSE 12 END AS months) l
            CROSS JOIN LATERAL (SELECT make_date(
                extract(year FROM o.starts_on)::int,
                (extract(month FROM o.starts_on)::int - 1) / l.months * l.months + 1, 1) AS day) f
            WHERE o.tenant_id = tenant AND o.owner_id = person AND EXISTS (
                SELECT FROM generate_series(f.day::timestamp, today::timestamp,
                                            make_interval(months => l.months)) AS p(begins)
                WHERE p.begins::date <= coalesce(o.ends_on, today)
                  AND least((p.begins + make_interval(months => l.months))::date - 1,
                            o.ends_on) < today
                  AND NOT EXISTS (SELECT FROM oversight_objectiveresult r
                                  WHERE r.tenant_id = tenant AND r.objective_id = o.id
                                    AND r.period_from = p.begins::date)));
END $$
"""


class Migration(migrations.Migration):
    dependencies = (
        ("approvals", "0041_owed_at_once"),
        ("oversight", "0018_participants_by_name"),
    )

    operations = (
        migrations.RunSQL(
            [TO_CARRY_OUT, TO_ENTER, "CALL gather_waiting()"],
            [
                "DROP FUNCTION waiting_to_carry_out_decision",
                "DROP FUNCTION waiting_to_enter_result",
                "CALL gather_waiting()",
            ],
        ),
    )
