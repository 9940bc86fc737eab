"""QuerySets that name the tenant of the running scope in every statement."""

from functools import cache
from typing import Any, Self, override

from django.db import models
from django.db.models.sql import Query

from tenants.scope.current import current_tenant_id


class ScopedTenant(models.Expression):
    """The tenant of the running scope as a literal, looked up when the SQL is written.

    Looking it up when the queryset is built would break ModelForms, which build theirs at import.
    """

    output_field = models.UUIDField()

    @override
    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s::uuid", (current_tenant_id(),)


@cache
def _all_of_tenant(model: type[models.Model]) -> Query:
    """Return the query for the tenant's rows of a model: written once, and begun with each time."""
    query = Query(model)
    query.add_q(models.Q(tenant_id=ScopedTenant()))
    return query


class TenantQuerySet[M: models.Model](models.QuerySet[M]):
    """Base of all QuerySets on tenant-owned models: each begins with the tenant's rows only."""

    def __init__(
        self, model: type[M] | None = None, query: Query | None = None, **kwargs: Any
    ) -> None:
        if query is None and model is not None:  # a new one; a copy carries the condition already
            query = _all_of_tenant(model).clone()
        super().__init__(model, query, **kwargs)

    def one_or_none(self, **lookup: Any) -> M | None:
        """Return the row, or None when there is none."""
        return self.filter(**lookup).first()

    def locked(self) -> Self:
        """Lock these rows, and only these, until the transaction ends."""
        return self.select_for_update(of=("self",))
