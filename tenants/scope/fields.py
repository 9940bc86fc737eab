"""Model fields that keep a row and what it points at in one tenant."""

from typing import Any, override

from django.db import models
from django.db.models import Func, UUIDField


class CurrentTenant(Func):
    """The tenant of the transaction, as PostgreSQL knows it; an error outside a scope."""

    template = "current_setting('app.tenant')::uuid"
    output_field = UUIDField()


class TenantField(models.ForeignKey[Any, Any]):
    """Says whose row it is. The schema editor reads the mark."""

    owns_row = True


class TenantForeignKey(models.ForeignKey[Any, Any]):
    """Points at a row of the same tenant: the database checks (tenant_id, x_id).

    Foreign-key checks ignore row security, so a key on the id alone would accept a neighbour's row.
    """

    same_tenant = True

    @override
    def get_joining_fields(self, reverse_join: bool = False) -> tuple[Any, ...]:
        """Join on the pair, so that the planner uses (tenant_id, id) and Citus can route."""
        mine = self.model._meta.get_field("tenant")
        theirs = self.remote_field.model._meta.get_field("tenant")
        pair = (theirs, mine) if reverse_join else (mine, theirs)
        return (pair, *super().get_joining_fields(reverse_join))
