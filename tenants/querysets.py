"""QuerySets that name the tenant of the running scope in every statement."""

from typing import Any, Self

from django.db import models

from tenants.scope import current_tenant_id


class ScopedTenant(models.Expression):
    """The tenant of the running scope as a literal, looked up when the SQL is written.

    Looking it up when the queryset is built would break ModelForms, which build theirs at import.
    """

    output_field = models.UUIDField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s::uuid", [current_tenant_id()]


class TenantManager(models.Manager[Any]):
    """The default manager of every tenant-owned model."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(tenant_id=ScopedTenant())


class TenantQuerySet[M: models.Model](models.QuerySet[M]):
    """Base of all QuerySets on tenant-owned models; `as_manager()` keeps the tenant filter."""

    @classmethod
    def as_manager(cls) -> Any:
        manager = TenantManager.from_queryset(cls)()
        manager._built_with_as_manager = True  # type: ignore[attr-defined]
        return manager

    def one_or_none(self, **lookup: Any) -> M | None:
        """Return the row, or None when there is none."""
        return self.filter(**lookup).first()

    def locked(self) -> Self:
        """Lock these rows, and only these, until the transaction ends."""
        return self.select_for_update(of=("self",))
