"""The tables that migrations made keep tenants apart; and each guard notices when one does not."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from tenants.postgresql.global_tables import GLOBAL_TABLES, UNUSED_TABLES
from tests.architecture import catalogue, foreign_keys
from tests.architecture.catalogue import (
    Cursor,
    function_faults,
    grant_faults,
    key_faults,
    policy_faults,
    role_faults,
    row_security_faults,
    unique_faults,
    view_faults,
)
from tests.architecture.foreign_keys import foreign_key_faults, missing_faults

type Owner = psycopg.Cursor[Any]
type Guard = Callable[[Cursor], list[str]]

GUARDS: tuple[Guard, ...] = (
    key_faults,
    unique_faults,
    row_security_faults,
    policy_faults,
    grant_faults,
    function_faults,
    view_faults,
    role_faults,
    foreign_key_faults,
    missing_faults,
    foreign_keys.stale_allowances,
)


@pytest.mark.parametrize("guard", GUARDS)
def test_the_database_keeps_tenants_apart(owner: Owner, guard: Guard) -> None:
    assert guard(owner) == []


def test_global_tables_are_all_there(owner: Owner) -> None:
    assert GLOBAL_TABLES.keys() | UNUSED_TABLES.keys() <= catalogue.tables(owner)


def fenced(name: str, columns: str = "") -> str:
    """Write the statements that fence a table by hand, for a wrong one to leave something out."""
    return f"""
        CREATE TABLE {name} (
            tenant_id uuid NOT NULL REFERENCES tenants_tenant (id),
            id uuid NOT NULL {columns},
            PRIMARY KEY (tenant_id, id));
        ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant_isolation ON {name} TO wenkong_app
            USING (tenant_id = current_setting('app.tenant')::uuid);
        GRANT SELECT, INSERT, UPDATE ON {name} TO wenkong_app;
    """


def test_a_fenced_table_passes_every_guard(owner: Owner) -> None:
    owner.execute(fenced("memo"))
    assert [fault for guard in GUARDS for fault in guard(owner)] == []


TO_MEMBER = "FOREIGN KEY (tenant_id, member_id) REFERENCES tenants_member (tenant_id, id)"
WITH_MEMBER = ", member_id uuid NOT NULL"

WRONG: list[tuple[str, Guard, str]] = [
    (
        "a table nobody declared",
        key_faults,
        "CREATE TABLE memo (id uuid PRIMARY KEY)",
    ),
    (
        "a key on the id alone",
        key_faults,
        fenced("memo").replace("PRIMARY KEY (tenant_id, id)", "PRIMARY KEY (id)"),
    ),
    (
        "no row security",
        row_security_faults,
        "ALTER TABLE tenants_member DISABLE ROW LEVEL SECURITY",
    ),
    (
        "row security that is not forced",
        row_security_faults,
        "ALTER TABLE tenants_member NO FORCE ROW LEVEL SECURITY",
    ),
    ("no policy", policy_faults, "DROP POLICY tenant_isolation ON tenants_unit"),
    (
        "a second policy that widens the first",
        policy_faults,
        "CREATE POLICY also ON tenants_unit FOR SELECT TO wenkong_app USING (true)",
    ),
    (
        "a policy that shows all rows when there is no tenant",
        policy_faults,
        "ALTER POLICY tenant_isolation ON tenants_unit USING (tenant_id ="
        " coalesce(nullif(current_setting('app.tenant', true), '')::uuid, tenant_id))",
    ),
    (
        "a policy that checks nothing on writing",
        policy_faults,
        "ALTER POLICY tenant_isolation ON tenants_unit WITH CHECK (true)",
    ),
    (
        "a policy for the definers that lets them write",
        policy_faults,
        "CREATE POLICY also ON tenants_unit TO wenkong_definer USING (true)",
    ),
    (
        "a right to delete evidence",
        grant_faults,
        "GRANT DELETE ON tenants_member TO wenkong_app",
    ),
    (
        "a right to rewrite the audit trail",
        grant_faults,
        "GRANT UPDATE ON tenants_auditentry TO wenkong_app",
    ),
    (
        "a right to rewrite one column of the audit trail",
        grant_faults,
        "GRANT UPDATE (event) ON tenants_auditentry TO wenkong_app",
    ),
    ("a right to empty a table", grant_faults, "GRANT TRUNCATE ON tenants_unit TO wenkong_app"),
    ("a right for everybody", grant_faults, "GRANT SELECT ON tenants_unit TO PUBLIC"),
    ("a right on an unused table", grant_faults, "GRANT SELECT ON auth_group TO wenkong_app"),
    (
        "a right that is missing",
        grant_faults,
        "REVOKE INSERT ON tenants_unit FROM wenkong_app",
    ),
    (
        "a unique key that tells what neighbours have",
        unique_faults,
        "CREATE UNIQUE INDEX staff ON tenants_member (staff_number)",
    ),
    (
        "a unique key whose tenant comes second",
        unique_faults,
        "CREATE UNIQUE INDEX staff ON tenants_member (staff_number, tenant_id)",
    ),
    (
        "a unique expression",
        unique_faults,
        "CREATE UNIQUE INDEX staff ON tenants_member (lower(staff_number))",
    ),
    (
        "a foreign key on the id alone",
        foreign_key_faults,
        "CREATE UNIQUE INDEX member_id ON tenants_member (id);"
        + fenced("memo", f"{WITH_MEMBER} REFERENCES tenants_member (id)"),
    ),
    (
        "a foreign key checked at the end",
        foreign_key_faults,
        fenced("memo", f"{WITH_MEMBER}, {TO_MEMBER} DEFERRABLE INITIALLY DEFERRED"),
    ),
    (
        "a foreign key that deletes rows by itself",
        foreign_key_faults,
        fenced("memo", f"{WITH_MEMBER}, {TO_MEMBER} ON DELETE CASCADE"),
    ),
    (
        "a foreign key that old rows need not keep",
        foreign_key_faults,
        fenced("memo", WITH_MEMBER) + f"; ALTER TABLE memo ADD {TO_MEMBER} NOT VALID",
    ),
    (
        "a foreign key from a global table to a tenant's rows",
        foreign_key_faults,
        f"ALTER TABLE tenants_user ADD tenant_id uuid, ADD member_id uuid, ADD {TO_MEMBER}",
    ),
    (
        "a tenant's table that points at accounts",
        foreign_key_faults,
        fenced("memo", ", user_id uuid REFERENCES tenants_user (id)"),
    ),
    (
        "a relation without foreign key",
        missing_faults,
        "DO $$ DECLARE k text; BEGIN SELECT conname INTO k FROM pg_constraint WHERE conrelid ="
        " 'tenants_unit'::regclass AND contype = 'f' AND cardinality(conkey) = 2;"
        " EXECUTE format('ALTER TABLE tenants_unit DROP CONSTRAINT %I', k); END $$",
    ),
    (
        "a row whose tenant no key vouches for",
        missing_faults,
        "DO $$ DECLARE k text; BEGIN SELECT conname INTO k FROM pg_constraint WHERE conrelid ="
        " 'tenants_delivery'::regclass AND contype = 'f' AND cardinality(conkey) = 1;"
        " EXECUTE format('ALTER TABLE tenants_delivery DROP CONSTRAINT %I', k); END $$",
    ),
    (
        "a relation without index",
        missing_faults,
        "DO $$ DECLARE k text; BEGIN SELECT indexrelid::regclass INTO k FROM pg_index WHERE"
        " indrelid = 'tenants_unit'::regclass AND NOT indisunique;"
        " EXECUTE format('DROP INDEX %s', k); END $$",
    ),
    (
        "a fourth definer function",
        function_faults,
        "CREATE FUNCTION definer.members() RETURNS SETOF uuid LANGUAGE sql SECURITY DEFINER"
        " SET search_path = pg_catalog, public AS 'SELECT id FROM public.tenants_member'",
    ),
    (
        "a definer function that its owner's rights come with",
        function_faults,
        "ALTER FUNCTION definer.tenants_of OWNER TO wenkong_owner",
    ),
    (
        "a definer function that trusts the caller's search_path",
        function_faults,
        "ALTER FUNCTION definer.tenants_of RESET search_path",
    ),
    (
        "a definer function that everybody may call",
        function_faults,
        "GRANT EXECUTE ON FUNCTION definer.tenants_of TO PUBLIC",
    ),
    (
        "a view with its owner's eyes",
        view_faults,
        "CREATE VIEW all_members AS TABLE tenants_member",
    ),
    (
        "a materialised view",
        view_faults,
        "CREATE MATERIALIZED VIEW all_members AS TABLE tenants_member",
    ),
    (
        "rights that every new table would have",
        role_faults,
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO wenkong_app",
    ),
    (
        "a serving role that may make tables",
        role_faults,
        "GRANT CREATE ON SCHEMA public TO wenkong_app",
    ),
]


@pytest.mark.parametrize(("guard", "ddl"), [pytest.param(*w, id=name) for name, *w in WRONG])
def test_a_guard_notices(owner: Owner, guard: Guard, ddl: str) -> None:
    before = set(guard(owner))
    owner.execute(ddl)
    assert set(guard(owner)) - before
