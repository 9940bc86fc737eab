"""The clock visits nobody for mails that would wait for hours of the day or a working day."""

from importlib import import_module

from django.db import migrations

from tenants.postgresql.roles import APP, DEFINER

BEFORE = import_module("config.migrations.0005_the_clock_finds_uploads").SINCE
# What the function reads beside what it did: these columns and no others.
READ = {
    "tenants_localday": "tenant_id, day, is_worked",
    "tenants_member": "id",
}
OF_ALL = {  # tables of no tenant
    "tenants_tenant": "time_zone, quiet_from, quiet_until",
    "tenants_calendaryear": "year, holidays, workdays",
    "tenants_user": "id, digest_hour",
}

TENANTS_DUE = """
CREATE FUNCTION definer.tenants_due(at timestamptz) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT t.id FROM public.tenants_tenant t
    CROSS JOIN LATERAL (SELECT at AT TIME ZONE t.time_zone AS now_here) clock
    CROSS JOIN LATERAL (SELECT now_here::date AS today,
                               extract(hour FROM now_here)::int AS hour) day
    CROSS JOIN LATERAL (SELECT definer.is_quiet(day.hour, quiet_from, quiet_until) AS is_quiet) q
    WHERE suspended_at IS NULL AND live_at IS NOT NULL AND (
        swept_on IS DISTINCT FROM today
        OR EXISTS (SELECT FROM public.documents_revision r
                   WHERE r.tenant_id = t.id AND state = 'approved'
                     AND (effective_on IS NULL OR effective_on <= today))
        OR EXISTS (SELECT FROM public.documents_distribution d
                   WHERE d.tenant_id = t.id AND published_on = today AND closed_on IS NULL)
        OR EXISTS (SELECT FROM public.documents_conversion c
                   WHERE c.tenant_id = t.id AND state = 'waiting' AND not_before <= now())
        OR EXISTS (SELECT FROM public.documents_upload u
                   WHERE u.tenant_id = t.id AND state = 'waiting')
        OR NOT is_quiet AND (
            EXISTS (SELECT FROM public.tenants_delivery d
                    WHERE d.tenant_id = t.id AND state = 'waiting' AND try_at <= now())
            OR EXISTS (
                SELECT FROM public.tenants_notice n
                JOIN public.tenants_member m ON (m.tenant_id, m.id) = (n.tenant_id, n.recipient_id)
                JOIN public.tenants_user p ON p.id = m.user_id
                WHERE n.tenant_id = t.id AND n.state = 'pending' AND n.digest_id IS NULL
                  AND CASE WHEN definer.is_quiet(p.digest_hour, quiet_from, quiet_until)
                           THEN quiet_until ELSE p.digest_hour END <= day.hour
                  AND NOT EXISTS (SELECT FROM public.tenants_digest g
                                  WHERE g.tenant_id = t.id AND g.recipient_id = n.recipient_id
                                    AND g.day = today))
            AND coalesce(
                (SELECT is_worked FROM public.tenants_localday l
                 WHERE l.tenant_id = t.id AND l.day = today),
                (SELECT CASE WHEN today = ANY (workdays) THEN true
                             WHEN today = ANY (holidays) THEN false END
                 FROM public.tenants_calendaryear c WHERE c.year = extract(year FROM today)),
                extract(isodow FROM today) < 6)))
$$
"""
IS_QUIET = """
CREATE FUNCTION definer.is_quiet(hour int, starts int, ends int) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN starts <= ends THEN hour >= starts AND hour < ends
                ELSE hour >= starts OR hour < ends END
$$
"""


def owned(signature: str) -> list[str]:
    """Return what makes a function the definer's, for the serving role to call."""
    return [
        f"ALTER FUNCTION definer.{signature} OWNER TO {DEFINER}",
        f"REVOKE ALL ON FUNCTION definer.{signature} FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION definer.{signature} TO {APP}",
    ]


class Migration(migrations.Migration):
    dependencies = (
        ("config", "0005_the_clock_finds_uploads"),
        ("tenants", "0034_ladder"),
    )

    operations = (
        migrations.RunSQL(
            [
                *(f"GRANT SELECT ({c}) ON {t} TO {DEFINER}" for t, c in (READ | OF_ALL).items()),
                f"CREATE POLICY sees_what_is_due ON tenants_localday FOR SELECT TO {DEFINER}"
                " USING (true)",
                "DROP FUNCTION definer.tenants_due(date, boolean)",
                IS_QUIET,
                f"ALTER FUNCTION definer.is_quiet OWNER TO {DEFINER}",
                TENANTS_DUE,
                *owned("tenants_due(timestamptz)"),
            ],
            [
                "DROP FUNCTION definer.tenants_due(timestamptz)",
                "DROP FUNCTION definer.is_quiet",
                BEFORE.replace("CREATE OR REPLACE", "CREATE"),
                *owned("tenants_due(date, boolean)"),
                "DROP POLICY sees_what_is_due ON tenants_localday",
                *(f"REVOKE SELECT ({c}) ON {t} FROM {DEFINER}" for t, c in (READ | OF_ALL).items()),  # noqa: S608
            ],
        ),
    )
