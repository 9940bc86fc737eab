"""Keep what memberships and units said before they changed: past days are answered from it.

What has changed before this migration is not known any more: until then a row counts as having said
what it says now.
"""

from django.db import migrations

from tenants.postgresql.former import keep

# A day that a proof simulates; else the day in the tenant's own time zone.
TODAY_IN = """
CREATE FUNCTION today_in(tenant uuid) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('app.day', true), '')::date,
                    (now() AT TIME ZONE t.time_zone)::date)
    FROM tenants_tenant t WHERE t.id = tenant
$$
"""

# Ids tell when a row was made (UUIDv7).
MADE_ON = """
CREATE FUNCTION made_on(tenant uuid, row_id uuid) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT coalesce((uuid_extract_timestamp(row_id) AT TIME ZONE t.time_zone)::date, '-infinity')
    FROM tenants_tenant t WHERE t.id = tenant
$$
"""

KEEP_FORMER = """
CREATE FUNCTION keep_former() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    today date := today_in(OLD.tenant_id);
    said jsonb := (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(OLD))
                   WHERE key = ANY(TG_ARGV));
BEGIN
    IF made_on(OLD.tenant_id, OLD.id) < today THEN
        INSERT INTO tenants_former (tenant_id, id, kind, subject, place, facts, until)
        VALUES (OLD.tenant_id, uuidv7(), TG_TABLE_NAME, OLD.id,
                (said->>'content_object_id')::uuid, said, today - 1)
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = (("tenants", "0037_former_states"),)

    operations = (
        migrations.RunSQL(
            [TODAY_IN, MADE_ON, KEEP_FORMER],
            ["DROP FUNCTION keep_former", "DROP FUNCTION made_on", "DROP FUNCTION today_in"],
        ),
        migrations.RunSQL(
            *keep("tenants_member", "roles", "valid_from", "valid_until", "recorded_on")
        ),
        migrations.RunSQL(*keep("tenants_unit", "parent_id")),
    )
