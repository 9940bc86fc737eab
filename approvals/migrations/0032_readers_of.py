"""Say who has to read a revision on a day, since when, until when, and why not: one truth.

`readers_of` tells it of one revision and everybody, `readings_owed` of one member and everything,
`audience_on` of people an audience would have; all ask the same days (0029_reading_days).

All functions run with the rights of the role that calls them: row security holds in each.
"""

from importlib import import_module

from django.db import migrations

OLD_DUE = import_module("approvals.migrations.0007_reading_clocks").READING_DUE
OLD_OWED = import_module("approvals.migrations.0007_reading_clocks").WITH_ABSENCES

# Each day away adds a day, as long as it falls into the time that is left. A delegation that was
# ended early ends the day before: on the day itself the person is back. With `known` it is told as
# it was known on that day.
READING_DUE = """
CREATE FUNCTION reading_due(tenant uuid, reader uuid, published date, due date,
                            known date DEFAULT 'infinity')
RETURNS date LANGUAGE plpgsql STABLE AS $$
DECLARE
    zone text := (SELECT t.time_zone FROM tenants_tenant t WHERE t.id = tenant);
    later date := due;
    away record;
BEGIN
    FOR away IN
        SELECT greatest(d.valid_from, published) AS first,
               CASE WHEN (d.ended_at AT TIME ZONE zone)::date <= known
                    THEN least(d.valid_until, (d.ended_at AT TIME ZONE zone)::date - 1)
                    ELSE d.valid_until END AS last
        FROM approvals_delegation d
        WHERE d.tenant_id = tenant AND d.delegator_id = reader AND d.is_absent
          AND d.valid_until >= published AND (d.set_at AT TIME ZONE zone)::date <= known
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

# Of whoever was there when it was published the day is the same; who comes in later has own time.
DUE_SINCE = """
CREATE FUNCTION due_since(since date, published date, due date, later_days integer)
RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN since <= published THEN due ELSE greatest(due, since + later_days) END
$$
"""

READINGS_OWED = """
CREATE FUNCTION readings_owed(tenant uuid, reader uuid, account uuid, today date)
RETURNS TABLE (revision_id uuid, due_on date) LANGUAGE plpgsql STABLE AS $$
DECLARE
    mine datemultirange := member_days(tenant, reader, reading_roles());
    is_away_at_times boolean := EXISTS (
        SELECT FROM approvals_delegation a
        WHERE a.tenant_id = tenant AND a.delegator_id = reader AND a.is_absent);
    is_exempt_at_times boolean := EXISTS (
        SELECT FROM documents_exemption e WHERE e.tenant_id = tenant AND e.member_id = reader);
    joined date := start_of(mine, today);
BEGIN
    IF joined IS NULL THEN RETURN; END IF;
    RETURN QUERY
    WITH place (scope, id, days) AS MATERIALIZED (
        SELECT s.scope, NULL::uuid, mine FROM (VALUES ('everybody'), ('newcomers')) s (scope)
        UNION ALL
        SELECT 'person', reader, mine
        UNION ALL
        SELECT s.scope, l.unit_id,
               mine * range_agg(l.during * span(greatest(a.valid_from, a.recorded_on),
                                                a.valid_until))
        FROM tenants_appointment a
        CROSS JOIN LATERAL unit_line(tenant, a.unit_id) l
        CROSS JOIN (VALUES ('unit'), ('newcomers')) s (scope)
        WHERE a.tenant_id = tenant AND a.member_id = reader GROUP BY s.scope, l.unit_id
        UNION ALL
        SELECT 'post', a.post_id,
               mine * range_agg(span(greatest(a.valid_from, a.recorded_on), a.valid_until))
        FROM tenants_appointment a
        WHERE a.tenant_id = tenant AND a.member_id = reader GROUP BY a.post_id
        UNION ALL
        SELECT 'group', g.group_id, mine * range_agg(span(g.valid_from, g.valid_until))
        FROM tenants_groupmember g
        WHERE g.tenant_id = tenant AND g.member_id = reader GROUP BY g.group_id
    ),
    asked AS MATERIALIZED (
        SELECT DISTINCT d.revision_id, r.document_id, f.restricted OR doc.restricted AS is_closed
        FROM documents_distribution d
        JOIN place p ON p.scope = d.scope AND p.id IS NOT DISTINCT FROM
                        coalesce(d.unit_id, d.post_id, d.group_id, d.member_id)
        JOIN documents_revision r ON (r.tenant_id, r.id) = (d.tenant_id, d.revision_id)
        JOIN documents_document doc ON (doc.tenant_id, doc.id) = (r.tenant_id, r.document_id)
        JOIN documents_folder f ON (f.tenant_id, f.id) = (doc.tenant_id, doc.folder_id)
        WHERE d.tenant_id = tenant AND d.closed_on IS NULL AND d.published_on <= today
          AND p.days @> today AND (d.joined_from IS NULL OR joined >= d.joined_from)
          AND doc.state = 'active'
          AND NOT EXISTS (SELECT FROM approvals_acknowledgement a WHERE a.tenant_id = tenant
                          AND a.revision_id = d.revision_id AND a.member_id = reader)
          AND (r.must_acknowledge OR NOT has_read_before(tenant, reader, d.revision_id, today))
    ),
    stay AS MATERIALIZED (
        SELECT a.revision_id, a.document_id, start_of(
                   range_agg(of_newcomers(p.days, d.joined_from)
                             * datemultirange(daterange(d.published_on, d.closed_on)))
                   * CASE WHEN was_closed(tenant, a.document_id)
                          THEN sight_days(tenant, reader, account, a.document_id)
                          ELSE '{(,)}' END
                   - CASE WHEN is_exempt_at_times THEN exempt_days(tenant, reader, a.document_id)
                          ELSE '{}' END,
                   today) AS since
        FROM asked a
        JOIN documents_distribution d ON d.tenant_id = tenant AND d.revision_id = a.revision_id
        JOIN place p ON p.scope = d.scope AND p.id IS NOT DISTINCT FROM
                        coalesce(d.unit_id, d.post_id, d.group_id, d.member_id)
        WHERE d.published_on <= today
        GROUP BY a.revision_id, a.document_id
    )
    SELECT s.revision_id, min(CASE
        WHEN is_away_at_times
        THEN reading_due(tenant, reader, greatest(d.published_on, s.since), due.day)
        ELSE due.day END)
    FROM stay s
    JOIN documents_distribution d ON d.tenant_id = tenant AND d.revision_id = s.revision_id
    JOIN place p ON p.scope = d.scope AND p.id IS NOT DISTINCT FROM
                    coalesce(d.unit_id, d.post_id, d.group_id, d.member_id)
    CROSS JOIN LATERAL due_since(s.since, d.published_on, d.due_on, d.later_days) due (day)
    WHERE s.since IS NOT NULL AND d.closed_on IS NULL AND d.published_on <= today
      AND p.days @> today AND (d.joined_from IS NULL OR joined >= d.joined_from)
    GROUP BY s.revision_id;
END $$
"""

# Whoever has read an earlier text need not read one that changes little.
HAS_READ_BEFORE = """
CREATE FUNCTION has_read_before(tenant uuid, reader uuid, wanted uuid, day date)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM documents_revision r
        JOIN documents_revision o ON (o.tenant_id, o.document_id) = (r.tenant_id, r.document_id)
        JOIN approvals_acknowledgement a ON (a.tenant_id, a.revision_id) = (o.tenant_id, o.id)
        JOIN tenants_tenant t ON t.id = tenant
        WHERE r.tenant_id = tenant AND r.id = wanted AND o.n < r.n AND a.member_id = reader
          AND (a.at AT TIME ZONE t.time_zone)::date <= day)
$$
"""

# A revision that nobody reads any more is answered as of the last day on which somebody did: then
# all are "not required", and those who were until then say "closed".
READERS_OF = """
CREATE FUNCTION readers_of(tenant uuid, wanted uuid, on_day date)
RETURNS TABLE (member_id uuid, since date, due_on date, state text, why text, until date,
               note text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    zone text := (SELECT t.time_zone FROM tenants_tenant t WHERE t.id = tenant);
    is_shut boolean;
    at date;
    of_document uuid;
    is_closed boolean;
    is_anew boolean;
BEGIN
    SELECT bool_and(d.closed_on <= on_day) IS TRUE, max(d.closed_on) INTO is_shut, at
    FROM documents_distribution d
    WHERE d.tenant_id = tenant AND d.revision_id = wanted AND d.published_on <= on_day;
    IF NOT is_shut THEN at := on_day; END IF;
    SELECT r.document_id, r.must_acknowledge INTO of_document, is_anew FROM documents_revision r
    WHERE r.tenant_id = tenant AND r.id = wanted;
    is_closed := was_closed(tenant, of_document);
    RETURN QUERY
    WITH put AS MATERIALIZED (
        SELECT row_number() OVER (ORDER BY d.scope = 'newcomers', d.published_on, d.id) AS n,
               d.scope, coalesce(d.unit_id, d.post_id, d.group_id, d.member_id) AS place,
               d.joined_from, d.published_on, d.due_on, d.later_days,
               datemultirange(daterange(d.published_on, CASE
                   WHEN is_shut AND d.closed_on = at THEN at + 1 ELSE d.closed_on END)) AS days
        FROM documents_distribution d
        WHERE d.tenant_id = tenant AND d.revision_id = wanted AND d.published_on <= on_day
    ),
    asked AS MATERIALIZED (
        SELECT p.n, m.id, a.days * of_newcomers(m.days, p.joined_from) * p.days
               * CASE WHEN is_closed THEN sight_days(tenant, m.id, m.user_id, of_document)
                      ELSE '{(,)}' END AS days
        FROM put p
        CROSS JOIN LATERAL asked_days(tenant, p.scope, p.place) a
        JOIN members_days(tenant) m ON m.id = a.member_id
    ),
    freed AS MATERIALIZED (
        SELECT e.member_id, range_agg(span(e.valid_from, least(e.valid_until, e.ended_on - 1)))
               AS days
        FROM documents_exemption e
        WHERE e.tenant_id = tenant AND (e.document_id IS NULL OR e.document_id = of_document)
        GROUP BY e.member_id
    ),
    away AS MATERIALIZED (
        SELECT g.delegator_id AS member_id, max(g.valid_until) FILTER (
                   WHERE at BETWEEN g.valid_from AND g.valid_until
                   AND ((g.ended_at AT TIME ZONE zone)::date <= at) IS NOT TRUE) AS until
        FROM approvals_delegation g
        WHERE g.tenant_id = tenant AND g.is_absent AND (g.set_at AT TIME ZONE zone)::date <= at
        GROUP BY g.delegator_id
    ),
    whole AS MATERIALIZED (
        SELECT a.id, range_agg(a.days) AS days FROM asked a GROUP BY a.id
    ),
    stay AS MATERIALIZED (
        SELECT w.id, w.days, f.days AS freed, CASE WHEN f.days IS NULL THEN start_of(w.days, at)
                                      ELSE start_of(w.days - f.days, at) END AS since
        FROM whole w LEFT JOIN freed f ON f.member_id = w.id
        WHERE w.days && daterange(NULL, at, '[]')
    ),
    due AS MATERIALIZED (
        SELECT s.id, s.since,
               min(due_since(s.since, p.published_on, p.due_on, p.later_days)) AS day,
               min(greatest(p.published_on, s.since)) AS first, min(p.n) AS n
        FROM stay s JOIN asked a ON a.id = s.id JOIN put p ON p.n = a.n
        WHERE s.since IS NOT NULL AND a.days @> at
        GROUP BY s.id, s.since
    )
    SELECT s.id, d.since,
           CASE WHEN w.member_id IS NULL THEN d.day
                ELSE reading_due(tenant, s.id, d.first, d.day, at) END,
           CASE WHEN is_shut OR c.is_done THEN 'not required'
                WHEN w.until IS NOT NULL THEN 'paused' ELSE 'required' END,
           CASE WHEN is_shut THEN 'closed' WHEN c.is_done THEN 'read before'
                WHEN w.until IS NOT NULL THEN 'away' ELSE p.scope::text END,
           CASE WHEN is_shut THEN at WHEN NOT c.is_done THEN w.until END, ''
    FROM stay s
    JOIN due d ON d.id = s.id
    JOIN put p ON p.n = d.n
    LEFT JOIN away w ON w.member_id = s.id
    CROSS JOIN LATERAL (SELECT NOT is_anew AND has_read_before(tenant, s.id, wanted, at)
                        AS is_done) c
    UNION ALL
    SELECT s.id, last.since, NULL,
           CASE WHEN s.freed @> at AND s.days @> at THEN 'exempt' ELSE 'not required' END,
           gone.why,
           CASE WHEN gone.why = 'exempt' THEN e.valid_until ELSE last.day END,
           CASE WHEN gone.why = 'exempt' THEN e.reason::text ELSE '' END
    FROM stay s
    CROSS JOIN LATERAL (
        SELECT lower(r) AS since, least(upper(r) - 1, at) AS day
        FROM unnest(s.days) r WHERE lower(r) <= at ORDER BY lower(r) DESC LIMIT 1) last
    LEFT JOIN LATERAL (
        SELECT x.reason, least(x.valid_until, x.ended_on - 1) AS valid_until
        FROM documents_exemption x
        WHERE x.tenant_id = tenant AND x.member_id = s.id
          AND (x.document_id IS NULL OR x.document_id = of_document)
          AND span(x.valid_from, least(x.valid_until, x.ended_on - 1)) @> at
        ORDER BY x.valid_until DESC, x.id LIMIT 1) e ON s.freed @> at AND s.days @> at
    CROSS JOIN LATERAL (SELECT CASE
        WHEN s.freed @> at AND s.days @> at THEN 'exempt'
        WHEN NOT member_days(tenant, s.id, NULL) @> at THEN 'left'
        WHEN NOT member_days(tenant, s.id, reading_roles()) @> at THEN 'role'
        WHEN is_closed AND NOT sight_days(tenant, s.id, (
            SELECT m.user_id FROM tenants_member m WHERE m.tenant_id = tenant AND m.id = s.id),
            of_document) @> at THEN 'hidden'
        WHEN EXISTS (SELECT FROM put p CROSS JOIN LATERAL asked_days(tenant, p.scope, p.place) a
                     WHERE a.member_id = s.id AND a.days @> at AND NOT p.days @> at)
        THEN 'taken out'
        ELSE 'moved' END AS why) gone
    WHERE s.since IS NULL;
END $$
"""

# Whom an audience has on a day, with rules that stand or are only being thought of.
AUDIENCE_ON = """
CREATE FUNCTION audience_on(tenant uuid, wanted uuid, scopes text[], places uuid[], day date)
RETURNS SETOF uuid LANGUAGE plpgsql STABLE AS $$
DECLARE
    is_closed boolean := was_closed(tenant, wanted);
BEGIN
    RETURN QUERY
    SELECT m.id FROM members_days(tenant) m
    WHERE m.days @> day
      AND m.id IN (SELECT a.member_id FROM unnest(scopes, places) p (scope, place)
                   CROSS JOIN LATERAL asked_days(tenant, p.scope, p.place) a
                   WHERE a.days @> day)
      AND NOT EXISTS (
          SELECT FROM documents_exemption e WHERE e.tenant_id = tenant AND e.member_id = m.id
          AND (e.document_id IS NULL OR e.document_id = wanted)
          AND span(e.valid_from, least(e.valid_until, e.ended_on - 1)) @> day)
      AND (NOT is_closed OR sight_days(tenant, m.id, m.user_id, wanted) @> day);
END $$
"""


class Migration(migrations.Migration):
    dependencies = (("approvals", "0031_reading_days"),)

    operations = (
        migrations.RunSQL(
            ["DROP FUNCTION reading_due", READING_DUE], ["DROP FUNCTION reading_due", OLD_DUE]
        ),
        migrations.RunSQL(
            [DUE_SINCE, HAS_READ_BEFORE, READERS_OF, AUDIENCE_ON],
            [
                *("DROP FUNCTION audience_on", "DROP FUNCTION readers_of"),
                *("DROP FUNCTION has_read_before", "DROP FUNCTION due_since"),
            ],
        ),
        migrations.RunSQL(
            ["DROP FUNCTION readings_owed", READINGS_OWED],
            ["DROP FUNCTION readings_owed", OLD_OWED.replace("CREATE OR REPLACE", "CREATE")],
        ),
    )
