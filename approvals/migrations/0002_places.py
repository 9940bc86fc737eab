"""Tell a person in one statement where they belong and what waits for them there.

All functions run with the rights of the role that calls them: row security holds in each. Who
belongs to several tenants is shown one tenant after another, as nested scopes would do it.
"""

from django.db import migrations

# The exceptions to "everybody reads what is in force"; `documents/models/sight.py` says the same
# of one member and many documents.
MAY_READ = """
CREATE FUNCTION may_read(tenant uuid, reader uuid, account uuid, wanted uuid, today date)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    d record;
    groups uuid[];
BEGIN
    SELECT doc.owner_id, doc.restricted, f.restricted AS is_closed, f.id AS folder_id INTO d
    FROM documents_document doc
    JOIN documents_folder f ON (f.tenant_id, f.id) = (doc.tenant_id, doc.folder_id)
    WHERE doc.tenant_id = tenant AND doc.id = wanted;
    IF NOT FOUND THEN RETURN false; END IF;
    IF NOT (d.restricted OR d.is_closed) THEN RETURN true; END IF;
    IF EXISTS (SELECT FROM tenants_member m WHERE m.tenant_id = tenant AND m.id = reader
               AND 'controller' = ANY(m.roles))
       OR EXISTS (SELECT FROM documents_participant p
                  JOIN documents_revision r ON (r.tenant_id, r.id) = (p.tenant_id, p.revision_id)
                  WHERE p.tenant_id = tenant AND p.member_id = reader AND r.document_id = wanted)
    THEN RETURN true; END IF;
    groups := ARRAY(SELECT g.group_id FROM tenants_groupmember g
                    WHERE g.tenant_id = tenant AND g.member_id = reader AND g.valid_from <= today
                      AND (g.valid_until IS NULL OR g.valid_until >= today));
    RETURN (NOT d.restricted OR d.owner_id = reader
            OR EXISTS (SELECT FROM documents_documentusergrant g WHERE g.tenant_id = tenant
                       AND g.content_object_id = wanted AND g.user_id = account)
            OR EXISTS (SELECT FROM documents_documentgroupgrant g WHERE g.tenant_id = tenant
                       AND g.content_object_id = wanted AND g.group_id = ANY(groups)))
       AND (NOT d.is_closed
            OR EXISTS (SELECT FROM documents_folderusergrant g WHERE g.tenant_id = tenant
                       AND g.content_object_id = d.folder_id AND g.user_id = account)
            OR EXISTS (SELECT FROM documents_foldergroupgrant g WHERE g.tenant_id = tenant
                       AND g.content_object_id = d.folder_id AND g.group_id = ANY(groups)));
END $$
"""

# What one member has yet to acknowledge. `documents/audience.py` says the same of one revision
# and many members.
READINGS_OWED = """
CREATE FUNCTION readings_owed(tenant uuid, reader uuid, account uuid, today date)
RETURNS TABLE (revision_id uuid, due_on date) LANGUAGE plpgsql STABLE AS $$
DECLARE
    units uuid[] := ARRAY(
        SELECT a.unit_id FROM tenants_appointment a
        WHERE a.tenant_id = tenant AND a.member_id = reader AND a.valid_from <= today
          AND (a.valid_until IS NULL OR a.valid_until >= today));
BEGIN
    RETURN QUERY
    SELECT d.revision_id, min(d.due_on)
    FROM documents_distribution d
    JOIN documents_revision r ON (r.tenant_id, r.id) = (d.tenant_id, d.revision_id)
    JOIN documents_document doc ON (doc.tenant_id, doc.id) = (r.tenant_id, r.document_id)
    JOIN documents_folder f ON (f.tenant_id, f.id) = (doc.tenant_id, doc.folder_id)
    WHERE d.tenant_id = tenant AND d.closed_on IS NULL AND d.published_on <= today
      AND (d.scope = 'everybody' OR d.unit_id = ANY(units))
      AND doc.state = 'active'
      AND NOT EXISTS (SELECT FROM approvals_acknowledgement a WHERE a.tenant_id = tenant
                      AND a.revision_id = d.revision_id AND a.member_id = reader)
      AND (NOT (doc.restricted OR f.restricted)
           OR may_read(tenant, reader, account, doc.id, today))
    GROUP BY d.revision_id;
END $$
"""

PLACES_OF = """
CREATE FUNCTION places_of(account uuid, at timestamptz, readers text[], counting boolean)
RETURNS TABLE (tenant_id uuid, member_id uuid, name text, staff_number text, roles text[],
               valid_from date, valid_until date, waiting bigint[], unread bigint)
LANGUAGE plpgsql AS $$
DECLARE
    outer_tenant text := coalesce(current_setting('app.tenant', true), '');
    t record;
    today date;
    m record;
BEGIN
    FOR t IN SELECT o.id, o.time_zone FROM tenants_tenant o
             WHERE o.id IN (SELECT definer.tenants_of(account)) ORDER BY o.code
    LOOP
        EXECUTE format('SET LOCAL app.tenant = %L', t.id);
        today := (at AT TIME ZONE t.time_zone)::date;
        SELECT * INTO m FROM tenants_member mine
        WHERE mine.tenant_id = t.id AND mine.user_id = account AND mine.valid_from <= today
          AND (mine.valid_until IS NULL OR mine.valid_until >= today);
        CONTINUE WHEN NOT FOUND;
        tenant_id := t.id; member_id := m.id; name := m.name; staff_number := m.staff_number;
        roles := m.roles; valid_from := m.valid_from; valid_until := m.valid_until;
        IF counting THEN
            waiting := ARRAY[
                (SELECT count(*) FROM approvals_step s WHERE s.tenant_id = t.id
                 AND s.member_id = m.id AND s.state = 'open'),
                0,
                (SELECT count(*) FROM documents_revision v
                 JOIN approvals_round r ON (r.tenant_id, r.revision_id) = (v.tenant_id, v.id)
                 WHERE v.tenant_id = t.id AND v.prepared_by_id = m.id AND v.state = 'draft'
                   AND r.state = 'returned' AND NOT EXISTS (
                      SELECT FROM approvals_round l WHERE l.tenant_id = t.id
                      AND l.revision_id = v.id AND l.number > r.number))];
            IF m.roles && readers::varchar[] THEN
                waiting[2] := (SELECT count(*)
                               FROM readings_owed(t.id, m.id, account, today));
            END IF;
            unread := (SELECT count(DISTINCT (n.kind, n.subject)) FROM tenants_notice n
                       WHERE n.tenant_id = t.id AND n.recipient_id = m.id
                         AND n.read_at IS NULL AND n.state <> 'skipped');
        END IF;
        RETURN NEXT;
    END LOOP;
    EXECUTE format('SET LOCAL app.tenant = %L', outer_tenant);
END $$
"""


class Migration(migrations.Migration):
    dependencies = (("approvals", "0001_initial"), ("documents", "0002_search"))

    operations = (
        migrations.RunSQL(
            [MAY_READ, READINGS_OWED, PLACES_OF],
            ["DROP FUNCTION places_of", "DROP FUNCTION readings_owed", "DROP FUNCTION may_read"],
        ),
    )
