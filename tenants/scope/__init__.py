"""One tenant at a time: the scope, and models, querysets and tasks that cannot leave it."""

from tenants.scope.constraints import AppendOnly, MayDelete, UniqueInTenant
from tenants.scope.current import NoTenant, current_tenant_id, tenant_scope
from tenants.scope.fields import CurrentTenant, TenantField, TenantForeignKey
from tenants.scope.ids import new_id
from tenants.scope.querysets import ScopedTenant, TenantQuerySet
from tenants.scope.rows import change, insert
from tenants.scope.written import written_once

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
    "change",
    "current_tenant_id",
    "insert",
    "new_id",
    "tenant_scope",
    "written_once",
]
