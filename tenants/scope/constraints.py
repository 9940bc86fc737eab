"""Constraints of tenant-owned tables, declared in `Meta.constraints`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BaseConstraint, Model, Q, UniqueConstraint

from tenants.postgresql.roles import APP


class UniqueInTenant(UniqueConstraint):
    """Unique within the tenant: tenant first in SQL, and forms check it without a tenant field.

    A plain UniqueConstraint that names the tenant passes the form and becomes a 500 on save,
    because `full_clean` skips constraints on fields that the form leaves out.
    """

    def __init__(
        self,
        *fields: str,
        name: str,
        condition: Q | None = None,
        violation_error_message: Any = None,
    ) -> None:
        self.own_fields = fields
        super().__init__(
            fields=("tenant", *fields),
            name=name,
            condition=condition,
            violation_error_message=violation_error_message,
        )

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, _, kwargs = super().deconstruct()
        kwargs.pop("fields")
        return path, self.own_fields, kwargs

    def validate(
        self,
        model: type[Model],
        instance: Model,
        exclude: set[str] | None = None,
        using: str = "default",
    ) -> None:
        """Check within the running scope; what is wrong with a single field is said there."""
        without_tenant = UniqueConstraint(
            fields=self.own_fields,
            name=self.name,
            condition=self.condition,
            violation_error_message=self.violation_error_message,
        )
        try:
            without_tenant.validate(model, instance, exclude, using)
        except ValidationError as error:
            if len(self.own_fields) > 1:
                raise
            raise ValidationError({self.own_fields[0]: error.error_list}) from error


class _Rights(BaseConstraint):
    """A change of what the serving role may do with a table, told where the table is declared."""

    grant_sql = ""
    revoke_sql = ""

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name)

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""  # nothing inside CREATE TABLE

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        return self.grant_sql.format(table=schema_editor.quote_name(model._meta.db_table), app=APP)

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return self.revoke_sql.format(table=schema_editor.quote_name(model._meta.db_table), app=APP)

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Rights say nothing about a single row."""

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.name == other.name

    def __hash__(self) -> int:
        return hash((type(self), self.name))


class AppendOnly(_Rights):
    """Rows are written once: the serving role may read and insert, never update."""

    grant_sql = "REVOKE UPDATE ON {table} FROM {app}"
    revoke_sql = "GRANT UPDATE ON {table} TO {app}"


class MayDelete(_Rights):
    """Rows that hold no evidence (locks, grants, derived text) may be deleted."""

    grant_sql = "GRANT DELETE ON {table} TO {app}"
    revoke_sql = "REVOKE DELETE ON {table} FROM {app}"
