"""Read the foreign keys out of PostgreSQL's catalogue and judge each of them.

PostgreSQL checks foreign keys without regard to row security, so only a key that spans the tenant
keeps a row from pointing at a neighbour's.
"""

from typing import Any, Final, NamedTuple

from django.apps import apps
from django.db.models import Model

from tenants.postgresql.schema import is_tenant_owned
from tests.architecture.catalogue import OURS, Cursor, indexes, rows, tenant_tables

# The tenants' tables that point at accounts, and why each may.
POINT_AT_USERS: Final = {
    "tenants_member": "the membership joins an account to a tenant",
    "documents_documentusergrant": "guardian grants to accounts",
    "documents_folderusergrant": "guardian grants to accounts",
}


type Keys = set[tuple[str, str | None, str]]  # table, column, table


class ForeignKey(NamedTuple):
    name: str
    table: str
    columns: list[str]
    to_table: str
    to_columns: list[str]
    is_late: bool
    is_checked: bool
    on_delete: str

    def __str__(self) -> str:
        return f"{self.table}({', '.join(self.columns)}) → {self.to_table}"


def foreign_keys(cursor: Cursor) -> list[ForeignKey]:
    columns = (
        "ARRAY(SELECT a.attname FROM unnest({0}) WITH ORDINALITY k(number, place)"
        " JOIN pg_attribute a ON a.attrelid = {1} AND a.attnum = k.number ORDER BY k.place)::text[]"
    )
    sql = (
        f"SELECT o.conname, c.relname, {columns.format('o.conkey', 'o.conrelid')},"
        f" f.relname, {columns.format('o.confkey', 'o.confrelid')},"
        " o.condeferrable, o.convalidated AND o.conenforced,"
        " o.confdeltype::text || o.confupdtype::text"
        " FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid"
        " JOIN pg_class f ON f.oid = o.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
        f" WHERE o.contype = 'f' AND {OURS}"
    )
    return [ForeignKey(*row) for row in rows(cursor, sql)]


def foreign_key_faults(cursor: Cursor) -> list[str]:
    """Find keys that let a row point at another tenant, or that act on rows by themselves."""
    ours = tenant_tables(cursor)
    faults = []
    for key in foreign_keys(cursor):
        if key.is_late or not key.is_checked or not set(key.on_delete) <= {"a", "r"}:
            faults.append(f"{key} is late, unchecked or changes rows by itself")
        if key.to_table in ours and key.table not in ours:
            faults.append(f"{key} leads from a global table to a tenant's rows")
        elif key.to_table in ours and not spans_tenant(key):
            faults.append(f"{key} does not span the tenant")
        elif key.to_table == "tenants_user" and key.table in ours - POINT_AT_USERS.keys():
            faults.append(f"{key} points at an account, not at a member")
    return faults


def spans_tenant(key: ForeignKey) -> bool:
    is_pair = len(key.columns) == 2 and key.columns[0] == "tenant_id"
    return is_pair and key.to_columns == ["tenant_id", "id"]


def is_owner(field: Any) -> bool:
    return getattr(field, "owns_row", False)


def has_owned_row(model: type[Model], keys: Keys) -> bool:
    """Tell whether a row always points at another one of its tenant: then there is that tenant."""
    return any(
        getattr(field, "same_tenant", False)
        and not field.null
        and field.related_model is not None
        and (model._meta.db_table, field.column, field.related_model._meta.db_table) in keys
        for field in model._meta.local_fields
    )


def missing_faults(cursor: Cursor) -> list[str]:
    """Find relations of models that no foreign key or no index of the database stands for."""
    keys: Keys = {(key.table, key.columns[-1], key.to_table) for key in foreign_keys(cursor)}
    indexed = {
        (table, columns[1])
        for table, _, columns in indexes(cursor, "i.indpred IS NULL AND i.indisvalid")
        if len(columns) > 1 and columns[0] == "tenant_id"
    }
    faults = []
    for model in filter(is_tenant_owned, apps.get_models()):
        table = model._meta.db_table
        for field in model._meta.local_fields:
            target = field.related_model
            if target is None:
                continue
            is_there = (table, field.column, target._meta.db_table) in keys
            if not is_there and not (is_owner(field) and has_owned_row(model, keys)):
                faults.append(f"{table}.{field.column} has no foreign key")
            if getattr(field, "same_tenant", False) and (table, field.column) not in indexed:
                faults.append(f"{table}.{field.column} has no index that the tenant leads")
    return faults


def stale_allowances(cursor: Cursor) -> list[str]:
    """Find tables that are allowed to point at accounts and do not."""
    pointing = {key.table for key in foreign_keys(cursor) if key.to_table == "tenants_user"}
    return [f"{table} points at no account any more" for table in POINT_AT_USERS.keys() - pointing]
