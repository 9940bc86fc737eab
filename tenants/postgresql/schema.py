"""Turn plain Django migrations into tables that a tenant cannot look over.

A model is a tenant's when its field `tenant` is a `TenantField` (`tenants/scope`). The
editor is loaded before any model: it tells fields by their marks (`owns_row`, `same_tenant`).
"""

from __future__ import annotations

from typing import Any

from django.db.backends.ddl_references import Columns, ForeignKeyName, Statement, Table
from django.db.backends.postgresql import schema
from django.db.models import Index, Model

from tenants.postgresql.global_tables import GLOBAL_TABLES
from tenants.postgresql.roles import APP

TENANT_COLUMN = "tenant_id"
KEY = [TENANT_COLUMN, "id"]
POLICY = "tenant_isolation"


def is_tenant_owned(model: type[Model]) -> bool:
    """Tell whether the rows of this (possibly historical) model belong to a tenant."""
    return any(getattr(field, "owns_row", False) for field in model._meta.local_fields)


def same_tenant_key(model: type[Model], column: str) -> bool:
    return any(
        field.column == column and getattr(field, "same_tenant", False)
        for field in model._meta.local_fields
    )


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Add the tenant's key, row security, grants and same-tenant foreign keys to each table."""

    # Foreign keys come after every composite primary key is in place.
    sql_create_column_inline_fk = None  # type: ignore[assignment]

    def create_model(self, model: type[Model]) -> None:
        super().create_model(model)
        if is_tenant_owned(model):
            self._fence(model)
        elif model._meta.db_table in GLOBAL_TABLES:
            rights = GLOBAL_TABLES[model._meta.db_table].rights
            self.execute(f"GRANT {rights} ON {self.quote_name(model._meta.db_table)} TO {APP}")

    def _fence(self, model: type[Model]) -> None:
        table = self.quote_name(model._meta.db_table)
        key = self.quote_name(f"{model._meta.db_table}_pkey")
        self.execute(
            f"ALTER TABLE {table} DROP CONSTRAINT {key},"
            f" ADD CONSTRAINT {key} PRIMARY KEY (tenant_id, id)"
        )
        self.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        # No setting is an error, not an empty list; the same expression checks what is written.
        self.execute(
            f"CREATE POLICY {POLICY} ON {table} TO {APP}"
            f" USING (tenant_id = current_setting('app.tenant')::uuid)"
        )
        self.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO {APP}")

    def _create_fk_sql(self, model: type[Model], field: Any, suffix: str) -> Any:
        """Make the foreign key immediate, and for a same-tenant key span both columns."""
        if not getattr(field, "same_tenant", False):
            statement: Any = super()._create_fk_sql(model, field, suffix)  # type: ignore[misc]
            statement.parts["deferrable"] = ""
            return statement
        to_table: str = field.target_field.model._meta.db_table
        columns = [TENANT_COLUMN, field.column]
        return Statement(
            self.sql_create_fk,
            table=Table(model._meta.db_table, self.quote_name),
            name=ForeignKeyName(
                model._meta.db_table, columns, to_table, KEY, "_same_tenant", self._fk_name
            ),
            column=Columns(model._meta.db_table, columns, self.quote_name),
            to_table=Table(to_table, self.quote_name),
            to_column=Columns(to_table, KEY, self.quote_name),
            on_delete_db="",
            deferrable="",
        )

    def _fk_name(self, *args: Any, **kwargs: Any) -> str:
        return self.quote_name(self._create_index_name(*args, **kwargs))  # type: ignore[attr-defined]

    def _create_index_sql(self, model: type[Model], **kwargs: Any) -> Any:
        """Lead the index of a same-tenant key with the tenant, as every query does."""
        fields = kwargs.get("fields") or []
        if len(fields) == 1 and getattr(fields[0], "same_tenant", False):
            kwargs["fields"] = [model._meta.get_field("tenant"), *fields]
        return super()._create_index_sql(model, **kwargs)  # type: ignore[misc]

    def _constraint_names(
        self, model: type[Model], column_names: list[str] | None = None, **kwargs: Any
    ) -> list[str]:
        """Find the composite constraint where Django looks for one on the single column."""
        is_ours = kwargs.get("foreign_key") or (
            kwargs.get("index") and kwargs.get("type_") == Index.suffix
        )
        columns = column_names or []
        if is_ours and len(columns) == 1 and same_tenant_key(model, columns[0]):
            column_names = [TENANT_COLUMN, *columns]
        names: list[str] = super()._constraint_names(model, column_names, **kwargs)  # type: ignore[misc]
        return names
