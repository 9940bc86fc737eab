"""Who sees across tenants, and the guard of the audit trail."""

from django.db import migrations

from tenants.postgresql.roles import APP, DEFINER

TENANTS_OF = """
CREATE FUNCTION definer.tenants_of(account uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT tenant_id FROM public.tenants_member
    WHERE user_id = account
      AND valid_from <= current_date + 1
      AND (valid_until IS NULL OR valid_until >= current_date - 1)
$$
"""

NEVER_CHANGE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'rows of % are written once', TG_TABLE_NAME; END $$
"""


class Migration(migrations.Migration):
    dependencies = (("tenants", "0002_people_audit_notices"),)

    operations = (
        migrations.RunSQL(
            [
                f"GRANT SELECT (tenant_id, user_id, valid_from, valid_until)"
                f" ON tenants_member TO {DEFINER}",
                f"CREATE POLICY sees_memberships ON tenants_member"
                f" FOR SELECT TO {DEFINER} USING (true)",
                TENANTS_OF,
                f"ALTER FUNCTION definer.tenants_of OWNER TO {DEFINER}",
                "REVOKE ALL ON FUNCTION definer.tenants_of FROM PUBLIC",
                f"GRANT EXECUTE ON FUNCTION definer.tenants_of TO {APP}",
            ],
            [
                "DROP FUNCTION definer.tenants_of",
                "DROP POLICY sees_memberships ON tenants_member",
                f"REVOKE SELECT ON tenants_member FROM {DEFINER}",  # noqa: S608
            ],
        ),
        migrations.RunSQL(
            [
                NEVER_CHANGE,
                "CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE"
                " ON tenants_auditentry FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            ],
            [
                "DROP TRIGGER audit_is_append_only ON tenants_auditentry",
                "DROP FUNCTION refuse_change",
            ],
        ),
    )
