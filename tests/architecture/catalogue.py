"""Read PostgreSQL's catalogue and say, in sentences, where a tenant could look over the fence.

Nothing here lists our tables: whatever stands in the database is judged, so that a table made
tomorrow is, too. A table is the tenants' unless `GLOBAL_TABLES` gives a reason why it is not.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.apps import apps

from tenants.management.commands.bootstrap_database import ATTRIBUTES
from tenants.postgresql.global_tables import GLOBAL_TABLES, UNUSED_TABLES
from tenants.postgresql.roles import APP, DEFINER, OWNER
from tenants.postgresql.schema import POLICY
from tenants.scope import AppendOnly, MayDelete

type Cursor = Any  # psycopg's or Django's: what has execute() and fetchall()

DEFINER_FUNCTIONS: Final = {"definer.tenants_of", "definer.tenants_due", "definer.search"}
SEES_OWN_ROWS: Final = "(tenant_id = (current_setting('app.tenant'::text))::uuid)"

OURS: Final = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'"


def rows(cursor: Cursor, sql: str) -> list[tuple[Any, ...]]:
    cursor.execute(sql)
    return list(cursor.fetchall())


def tables(cursor: Cursor) -> set[str]:
    """Return every table that holds rows, wherever it stands."""
    return {
        name if schema == "public" else f"{schema}.{name}"
        for schema, name in rows(
            cursor,
            "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n"
            f" ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'f') AND {OURS}",
        )
    }


def tenant_tables(cursor: Cursor) -> set[str]:
    return tables(cursor) - GLOBAL_TABLES.keys() - UNUSED_TABLES.keys()


def key_faults(cursor: Cursor) -> list[str]:
    """Find the tenants' tables whose key is not (tenant_id, id)."""
    keys = {table: columns for table, _, columns in indexes(cursor, "i.indisprimary")}
    return [
        f"{table} has the key {keys.get(table)}, not (tenant_id, id)"
        for table in sorted(tenant_tables(cursor))
        if keys.get(table) != ["tenant_id", "id"]
    ]


def indexes(cursor: Cursor, condition: str) -> Iterator[tuple[Any, ...]]:
    """Yield table, name and columns of each index; an expression counts as a column "?"."""
    yield from rows(
        cursor,
        "SELECT c.relname, x.relname, ARRAY(SELECT coalesce(a.attname, '?')"
        "  FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(number, place)"
        "  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number AND k.number > 0"
        "  ORDER BY k.place)::text[]"
        " FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
        " JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
        f" WHERE {OURS} AND {condition}",
    )


def unique_faults(cursor: Cursor) -> list[str]:
    """Find unique keys that tell a tenant what its neighbour has: those not led by the tenant."""
    ours = tenant_tables(cursor)
    return [
        f"the unique {name} of {table} is led by {columns[0]}, not by the tenant"
        for table, name, columns in indexes(cursor, "(i.indisunique OR i.indisexclusion)")
        if table in ours and columns[0] != "tenant_id"
    ]


def row_security_faults(cursor: Cursor) -> list[str]:
    ours = tenant_tables(cursor)
    return [
        f"{table} has no forced row security"
        for table, is_safe in rows(
            cursor, "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class"
        )
        if table in ours and not is_safe
    ]


def policy_faults(cursor: Cursor) -> list[str]:
    """Find tables without exactly our policy; the definers' role may read besides."""
    ours = tenant_tables(cursor)
    right = (POLICY, [APP], "ALL", "PERMISSIVE", SEES_OWN_ROWS)
    found: dict[str, list[tuple[Any, ...]]] = {table: [] for table in ours}
    for table, *policy, check in rows(
        cursor,
        "SELECT tablename, policyname, roles::text[], cmd, permissive, qual, with_check"
        " FROM pg_policies",
    ):
        if policy[1:3] != [[DEFINER], "SELECT"]:
            found.setdefault(table, []).append((*policy, *([check] if check else [])))
    return [
        f"{table} has the policies {policies}, not {POLICY} alone"
        for table, policies in sorted(found.items())
        if policies != ([right] if table in ours else [])
    ]


def grant_faults(cursor: Cursor) -> list[str]:
    """Find rights on tables that nobody declared, and declared ones that are missing."""
    expected = {(table, APP): expected_rights(table) for table in tables(cursor)}
    granted: dict[tuple[str, str], set[str]] = {}
    for schema, name, grantee, right in rows(cursor, GRANTS_SQL):
        table = name if schema == "public" else f"{schema}.{name}"
        granted.setdefault((table, grantee), set()).add(right)
    return [
        f"{role} has {sorted(granted.get((table, role), set()))} on {table},"
        f" not {sorted(expected.get((table, role), set()))}"
        for table, role in sorted(expected.keys() | granted.keys())
        if granted.get((table, role), set()) != expected.get((table, role), set())
    ]


# Columns count as well. The definers' role may read columns, which its policies bound.
GRANTS_SQL = f"""
    SELECT n.nspname, c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
    LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE {OURS} AND c.relkind IN ('r', 'p', 'f') AND a.grantee <> c.relowner
    UNION
    SELECT n.nspname, c.relname, coalesce(r.rolname, 'PUBLIC'), x.privilege_type || ' of a column'
    FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(t.attacl) x
    LEFT JOIN pg_roles r ON r.oid = x.grantee
    WHERE {OURS} AND (r.rolname, x.privilege_type) IS DISTINCT FROM ('{DEFINER}', 'SELECT')
"""


def expected_rights(table: str) -> set[str]:
    """Return what the serving role may do with a table, as its model says."""
    if table in UNUSED_TABLES:
        return set()
    if table in GLOBAL_TABLES:
        return set(GLOBAL_TABLES[table].rights.split(", "))
    rights = {"SELECT", "INSERT", "UPDATE"}
    for model in apps.get_models():
        if model._meta.db_table == table:
            kinds = {type(constraint) for constraint in model._meta.constraints}
            rights -= {"UPDATE"} if AppendOnly in kinds else set()
            rights |= {"DELETE"} if MayDelete in kinds else set()
    return rights


def function_faults(cursor: Cursor) -> list[str]:
    """Find functions that see more than their caller, or that row security trusts blindly."""
    faults = []
    for name, sees_all, owner, has_path, is_public, is_leakproof, result in rows(
        cursor, FUNCTIONS_SQL
    ):
        found = {
            "is leakproof: it would run on rows of other tenants": is_leakproof,
            "is one definer function too many": sees_all and name not in DEFINER_FUNCTIONS,
            f"runs as {owner}, not as {DEFINER}": sees_all and owner != DEFINER,
            "has no fixed search_path": sees_all and not has_path,
            "may be called by everybody": sees_all and is_public,
            f"returns {result}, not ids alone": sees_all and result != "SETOF uuid",
        }
        faults += [f"{name} {fault}" for fault, is_so in found.items() if is_so]
    return faults


FUNCTIONS_SQL = f"""
    SELECT n.nspname || '.' || p.proname, p.prosecdef, pg_get_userbyid(p.proowner),
           EXISTS (SELECT FROM unnest(p.proconfig) s WHERE s LIKE 'search_path=%'),
           p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0),
           p.proleakproof, pg_get_function_result(p.oid)
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE {OURS} AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


def view_faults(cursor: Cursor) -> list[str]:
    """Find views that read with their owner's eyes."""
    return [
        f"{name} is a materialised view: it shows every tenant's rows to all"
        if kind == "m"
        else f"the view {name} is not security_invoker"
        for name, kind, options in rows(
            cursor,
            "SELECT c.relname, c.relkind, c.reloptions FROM pg_class c JOIN pg_namespace n"
            f" ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND {OURS}",
        )
        if kind == "m" or "security_invoker=true" not in (options or [])
    ]


def role_faults(cursor: Cursor) -> list[str]:
    """Find attributes and memberships that give a role more than bootstrap_database gave it."""
    faults = []
    for name, *flags in rows(
        cursor,
        "SELECT rolname, rolcanlogin, rolbypassrls, rolsuper, rolcreatedb, rolcreaterole"
        " FROM pg_roles WHERE rolname LIKE 'wenkong%'",
    ):
        words = ("LOGIN", "BYPASSRLS", "SUPERUSER", "CREATEDB", "CREATEROLE")
        is_so = " ".join(w if f else f"NO{w}" for w, f in zip(words, flags, strict=True))
        if is_so != ATTRIBUTES.get(name):
            faults.append(f"{name} is {is_so}, not {ATTRIBUTES.get(name)}")
    allowed = {(OWNER, DEFINER), ("wenkong_backup", "pg_read_all_data")}
    members = rows(
        cursor,
        "SELECT pg_get_userbyid(member), pg_get_userbyid(roleid) FROM pg_auth_members"
        " WHERE pg_get_userbyid(member) LIKE 'wenkong%'",
    )
    faults += [f"{one} is also {other}" for one, other in set(members) - allowed]
    faults += [
        f"{role} may create in the schema {schema}" for role, schema in rows(cursor, CREATORS_SQL)
    ]
    faults += [
        f"default privileges of {n}" for (n,) in rows(cursor, "SELECT oid FROM pg_default_acl")
    ]
    return faults


CREATORS_SQL = f"""
    SELECT r.rolname, n.nspname FROM pg_namespace n, pg_roles r
    WHERE {OURS} AND r.rolname IN ('{APP}', 'wenkong_backup')
      AND has_schema_privilege(r.oid, n.oid, 'CREATE')
"""
