"""Count the other tabs of a person's inbox in one statement, one tenant after another.

It runs with the rights of the role that calls it: row security holds in each.
"""

from django.db import migrations

TABS_OF = """
CREATE FUNCTION inbox_tabs_of(account uuid, at timestamptz, outcomes text[])
RETURNS TABLE (tenant_id uuid, done bigint, started bigint, told bigint)
LANGUAGE plpgsql AS $$
DECLARE
    outer_tenant text := coalesce(current_setting('app.tenant', true), '');
    t record;
    today date;
    me uuid;
BEGIN
    FOR t IN SELECT o.id, o.time_zone FROM tenants_tenant o
             WHERE o.id IN (SELECT definer.tenants_of(account))
    LOOP
        EXECUTE format('SET LOCAL app.tenant = %L', t.id);
        today := (at AT TIME ZONE t.time_zone)::date;
        SELECT m.id INTO me FROM tenants_member m
        WHERE m.tenant_id = t.id AND m.user_id = account AND m.valid_from <= today
          AND (m.valid_until IS NULL OR m.valid_until >= today);
        CONTINUE WHEN NOT FOUND;
        tenant_id := t.id;
        done := (SELECT count(*) FROM approvals_step s
                 WHERE s.tenant_id = t.id AND s.decided_at IS NOT NULL
                   AND (s.member_id = me AND s.deputy_id IS NULL OR s.deputy_id = me))
              + (SELECT count(*) FROM approvals_acknowledgement a
                 WHERE a.tenant_id = t.id AND a.member_id = me AND a.how = 'read');
        started := (SELECT count(*) FROM approvals_round r
                    WHERE r.tenant_id = t.id AND r.started_by_id = me AND r.state = 'open');
        told := (SELECT count(*) FROM approvals_step s
                 WHERE s.tenant_id = t.id AND s.member_id = me AND s.state = 'open'
                   AND s.meaning = 'seen')
              + (SELECT count(*) FROM tenants_notice n
                 WHERE n.tenant_id = t.id AND n.recipient_id = me AND n.read_at IS NULL
                   AND n.state <> 'skipped' AND n.kind = ANY(outcomes));
        RETURN NEXT;
    END LOOP;
    EXECUTE format('SET LOCAL app.tenant = %L', outer_tenant);
END $$
"""


class Migration(migrations.Migration):
    dependencies = (("approvals", "0025_signatures_say_what_was_viewed"),)

    operations = (migrations.RunSQL(TABS_OF, "DROP FUNCTION inbox_tabs_of"),)
