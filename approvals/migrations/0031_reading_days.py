"""Say on which days somebody was where, read documents at all, and could read this one.

Everything is dated: rows carry the days on which they hold, and `tenants_former` keeps what the
others said before they changed. So a past day is answered the same for ever.

All functions run with the rights of the role that calls them: row security holds in each.
"""

from django.db import migrations

# Roles whose holders acknowledge; tenants/people/roles.py says the same, and a test compares.
READING_ROLES = """
CREATE FUNCTION reading_roles() RETURNS text[] LANGUAGE sql IMMUTABLE AS
$$ SELECT ARRAY['author', 'controller', 'reader'] $$
"""

# Some rows end before they begin: they never held.
SPAN = """
CREATE FUNCTION span(first date, last date) RETURNS daterange LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN last < first THEN 'empty'::daterange ELSE daterange(first, last, '[]') END
$$
"""

START_OF = """
CREATE FUNCTION start_of(days datemultirange, day date) RETURNS date LANGUAGE sql IMMUTABLE AS
$$ SELECT coalesce(lower(r), '-infinity') FROM unnest(days) r WHERE r @> day $$
"""

SAID = """
CREATE FUNCTION said(tenant uuid, wanted text, row_id uuid, now jsonb)
RETURNS TABLE (facts jsonb, during daterange) LANGUAGE sql STABLE AS $$
    SELECT f.facts, daterange(lag(f.until) OVER (ORDER BY f.until) + 1, f.until + 1)
    FROM tenants_former f
    WHERE f.tenant_id = tenant AND f.kind = wanted AND f.subject = row_id
    UNION ALL
    SELECT now, daterange((SELECT max(f.until) + 1 FROM tenants_former f
                           WHERE f.tenant_id = tenant AND f.kind = wanted AND f.subject = row_id),
                          NULL)
$$
"""

# The days on which a membership held, as it was known, with one of these roles (or any).
MEMBER_DAYS = """
CREATE FUNCTION member_days(tenant uuid, reader uuid, wanted text[])
RETURNS datemultirange LANGUAGE sql STABLE AS $$
    SELECT coalesce(range_agg(s.during * span(
               greatest((s.facts->>'valid_from')::date, (s.facts->>'recorded_on')::date),
               (s.facts->>'valid_until')::date)), '{}')
    FROM tenants_member m, said(tenant, 'tenants_member', m.id, jsonb_build_object(
             'roles', to_jsonb(m.roles), 'valid_from', m.valid_from,
             'valid_until', m.valid_until, 'recorded_on', m.recorded_on)) s
    WHERE m.tenant_id = tenant AND m.id = reader
      AND (wanted IS NULL OR s.facts->'roles' ?| wanted)
$$
"""

# The same of everybody who reads; few of them were ever something else.
MEMBERS_DAYS = """
CREATE FUNCTION members_days(tenant uuid)
RETURNS TABLE (id uuid, user_id uuid, days datemultirange) LANGUAGE sql STABLE AS $$
    SELECT m.id, m.user_id,
           CASE WHEN f.subject IS NOT NULL THEN member_days(tenant, m.id, reading_roles())
                ELSE datemultirange(span(greatest(m.valid_from, m.recorded_on), m.valid_until))
           END
    FROM tenants_member m
    LEFT JOIN (SELECT DISTINCT o.subject FROM tenants_former o
               WHERE o.tenant_id = tenant AND o.kind = 'tenants_member') f ON f.subject = m.id
    WHERE m.tenant_id = tenant
      AND (f.subject IS NOT NULL OR m.roles && reading_roles()::varchar[])
$$
"""

UNIT_LINE = """
CREATE FUNCTION unit_line(tenant uuid, below uuid)
RETURNS TABLE (unit_id uuid, during daterange) LANGUAGE sql STABLE AS $$
    WITH RECURSIVE line (unit_id, during) AS (
        SELECT below, '(,)'::daterange
        UNION ALL
        SELECT (s.facts->>'parent_id')::uuid, l.during * s.during
        FROM line l
        JOIN tenants_unit u ON u.tenant_id = tenant AND u.id = l.unit_id
        CROSS JOIN LATERAL said(tenant, 'tenants_unit', u.id,
                                jsonb_build_object('parent_id', u.parent_id)) s
        WHERE s.facts->>'parent_id' IS NOT NULL AND l.during && s.during
    )
    SELECT * FROM line
$$
"""

UNIT_BRANCH = """
CREATE FUNCTION unit_branch(tenant uuid, top uuid)
RETURNS TABLE (unit_id uuid, during daterange) LANGUAGE sql STABLE AS $$
    WITH RECURSIVE edge AS MATERIALIZED (
        SELECT u.id, (s.facts->>'parent_id')::uuid AS parent_id, s.during
        FROM tenants_unit u
        CROSS JOIN LATERAL said(tenant, 'tenants_unit', u.id,
                                jsonb_build_object('parent_id', u.parent_id)) s
        WHERE u.tenant_id = tenant
    ),
    branch (unit_id, during) AS (
        SELECT top, '(,)'::daterange
        UNION ALL
        SELECT e.id, b.during * e.during
        FROM branch b JOIN edge e ON e.parent_id = b.unit_id AND b.during && e.during
    )
    SELECT * FROM branch
$$
"""

# Whom one part of an audience names, and on which days.
ASKED_DAYS = """
CREATE FUNCTION asked_days(tenant uuid, scope text, place uuid)
RETURNS TABLE (member_id uuid, days datemultirange) LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF scope = 'everybody' OR scope = 'newcomers' AND place IS NULL THEN
        RETURN QUERY SELECT m.id, '{(,)}'::datemultirange FROM tenants_member m
                     WHERE m.tenant_id = tenant;
    ELSIF scope IN ('unit', 'newcomers') THEN
        RETURN QUERY
        SELECT a.member_id,
               range_agg(b.during * span(greatest(a.valid_from, a.recorded_on), a.valid_until))
        FROM unit_branch(tenant, place) b
        JOIN tenants_appointment a ON a.tenant_id = tenant AND a.unit_id = b.unit_id
        GROUP BY a.member_id;
    ELSIF scope = 'post' THEN
        RETURN QUERY
        SELECT a.member_id, range_agg(span(greatest(a.valid_from, a.recorded_on), a.valid_until))
        FROM tenants_appointment a WHERE a.tenant_id = tenant AND a.post_id = place
        GROUP BY a.member_id;
    ELSIF scope = 'group' THEN
        RETURN QUERY
        SELECT g.member_id, range_agg(span(g.valid_from, g.valid_until))
        FROM tenants_groupmember g WHERE g.tenant_id = tenant AND g.group_id = place
        GROUP BY g.member_id;
    ELSE
        RETURN QUERY SELECT place, '{(,)}'::datemultirange;
    END IF;
END $$
"""

# Whose membership began before newcomers were asked is none.
OF_NEWCOMERS = """
CREATE FUNCTION of_newcomers(days datemultirange, joined_from date)
RETURNS datemultirange LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN joined_from IS NULL THEN days ELSE coalesce((
        SELECT range_agg(r) FROM unnest(days) r WHERE lower(r) >= joined_from), '{}') END
$$
"""

EXEMPT_DAYS = """
CREATE FUNCTION exempt_days(tenant uuid, reader uuid, wanted uuid)
RETURNS datemultirange LANGUAGE sql STABLE AS $$
    SELECT coalesce(range_agg(span(e.valid_from, least(e.valid_until, e.ended_on - 1))), '{}')
    FROM documents_exemption e
    WHERE e.tenant_id = tenant AND e.member_id = reader
      AND (e.document_id IS NULL OR e.document_id = wanted)
$$
"""

GRANT_DAYS = """
CREATE FUNCTION grant_days(tenant uuid, reader uuid, account uuid, opened uuid)
RETURNS datemultirange LANGUAGE sql STABLE AS $$
    WITH given (group_id, during) AS (
        SELECT NULL::uuid, span(made_on(tenant, g.id), NULL) FROM documents_documentusergrant g
        WHERE g.tenant_id = tenant AND g.content_object_id = opened AND g.user_id = account
        UNION ALL
        SELECT NULL, span(made_on(tenant, g.id), NULL) FROM documents_folderusergrant g
        WHERE g.tenant_id = tenant AND g.content_object_id = opened AND g.user_id = account
        UNION ALL
        SELECT g.group_id, span(made_on(tenant, g.id), NULL) FROM documents_documentgroupgrant g
        WHERE g.tenant_id = tenant AND g.content_object_id = opened
        UNION ALL
        SELECT g.group_id, span(made_on(tenant, g.id), NULL) FROM documents_foldergroupgrant g
        WHERE g.tenant_id = tenant AND g.content_object_id = opened
        UNION ALL
        SELECT (f.facts->>'group_id')::uuid, span(made_on(tenant, f.subject), f.until)
        FROM tenants_former f
        WHERE f.tenant_id = tenant AND f.place = opened
          AND (f.facts ? 'group_id' OR f.facts->>'user_id' = account::text)
    )
    SELECT coalesce(range_agg(given.during * coalesce(span(m.valid_from, m.valid_until), '(,)')),
                    '{}')
    FROM given
    LEFT JOIN tenants_groupmember m ON m.tenant_id = tenant AND m.group_id = given.group_id
                                   AND m.member_id = reader
    WHERE given.group_id IS NULL OR m.id IS NOT NULL
$$
"""

# Whether a document is or ever was open to some only: of all others nothing need be asked.
WAS_CLOSED = """
CREATE FUNCTION was_closed(tenant uuid, wanted uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH doc AS (
        SELECT d.restricted, d.folder_id FROM documents_document d
        WHERE d.tenant_id = tenant AND d.id = wanted
        UNION ALL
        SELECT (o.facts->>'restricted')::boolean, (o.facts->>'folder_id')::uuid
        FROM tenants_former o
        WHERE o.tenant_id = tenant AND o.kind = 'documents_document' AND o.subject = wanted
    )
    SELECT EXISTS (
        SELECT FROM doc JOIN documents_folder f ON f.tenant_id = tenant AND f.id = doc.folder_id
        WHERE doc.restricted OR f.restricted OR EXISTS (
            SELECT FROM tenants_former o WHERE o.tenant_id = tenant
            AND o.kind = 'documents_folder' AND o.subject = f.id
            AND (o.facts->>'restricted')::boolean))
$$
"""

# The exceptions to "everybody reads what is in force", over time; `may_read` says the same of today.
SIGHT_DAYS = """
CREATE FUNCTION sight_days(tenant uuid, reader uuid, account uuid, wanted uuid)
RETURNS datemultirange LANGUAGE plpgsql STABLE AS $$
DECLARE
    found datemultirange := member_days(tenant, reader, ARRAY['controller']);
    granted datemultirange := grant_days(tenant, reader, account, wanted);
    shelf record;
    one record;
BEGIN
    found := found + coalesce((
        SELECT range_agg(span(made_on(tenant, p.id), NULL)) FROM documents_participant p
        JOIN documents_revision r ON (r.tenant_id, r.id) = (p.tenant_id, p.revision_id)
        WHERE p.tenant_id = tenant AND p.member_id = reader AND r.document_id = wanted), '{}');
    FOR one IN
        SELECT s.during, (s.facts->>'restricted')::boolean AS is_restricted,
               (s.facts->>'owner_id')::uuid AS owner_id, (s.facts->>'folder_id')::uuid AS folder_id
        FROM documents_document d, said(tenant, 'documents_document', d.id, jsonb_build_object(
            'restricted', d.restricted, 'owner_id', d.owner_id, 'folder_id', d.folder_id)) s
        WHERE d.tenant_id = tenant AND d.id = wanted
    LOOP
        FOR shelf IN
            SELECT s.during, (s.facts->>'restricted')::boolean AS is_restricted
            FROM documents_folder f, said(tenant, 'documents_folder', f.id,
                                          jsonb_build_object('restricted', f.restricted)) s
            WHERE f.tenant_id = tenant AND f.id = one.folder_id
        LOOP
            found := found + (
                datemultirange(one.during * shelf.during)
                * CASE WHEN one.is_restricted AND one.owner_id <> reader THEN granted
                       ELSE '{(,)}' END
                * CASE WHEN shelf.is_restricted
                       THEN grant_days(tenant, reader, account, one.folder_id)
                       ELSE '{(,)}' END);
        END LOOP;
    END LOOP;
    RETURN found;
END $$
"""

FUNCTIONS = {
    "reading_roles": READING_ROLES,
    "span": SPAN,
    "start_of": START_OF,
    "said": SAID,
    "member_days": MEMBER_DAYS,
    "members_days": MEMBERS_DAYS,
    "unit_line": UNIT_LINE,
    "unit_branch": UNIT_BRANCH,
    "asked_days": ASKED_DAYS,
    "of_newcomers": OF_NEWCOMERS,
    "exempt_days": EXEMPT_DAYS,
    "grant_days": GRANT_DAYS,
    "was_closed": WAS_CLOSED,
    "sight_days": SIGHT_DAYS,
}


class Migration(migrations.Migration):
    dependencies = (
        ("approvals", "0030_urges_of_readers"),
        ("documents", "0022_keep_former_states"),
    )

    operations = (
        migrations.RunSQL(
            list(FUNCTIONS.values()), [f"DROP FUNCTION {name}" for name in reversed(FUNCTIONS)]
        ),
    )
