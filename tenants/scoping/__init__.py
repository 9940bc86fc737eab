"""One tenant at a time: the scope, and models, querysets and tasks that cannot leave it."""

from tenants.scoping.constraints import AppendOnly, MayDelete, UniqueInTenant
from tenants.scoping.fields import CurrentTenant, TenantField, TenantForeignKey
from tenants.scoping.ids import new_id
from tenants.scoping.querysets import ScopedTenant, TenantQuerySet
from tenants.scoping.scope import NoTenant, current_tenant_id, tenant_scope

__all__ = [
    "AppendOnly",
    "CurrentTenant",
    "MayDelete",
    "NoTenant",
    "ScopedTenant",
    "TenantField",
    "TenantForeignKey",
    "TenantQuerySet",
    "UniqueInTenant",
    "current_tenant_id",
    "new_id",
    "tenant_scope",
]
