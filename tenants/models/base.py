"""What every tenant-owned model inherits."""

from django.db import models

from tenants.scope import CurrentTenant, TenantField, new_id


class TenantOwned(models.Model):
    """A row of one tenant.

    The schema editor gives its table the key (tenant_id, id), forced row security, the serving
    role's rights and same-tenant foreign keys. Each model names its `objects`, made from a
    `TenantQuerySet`; a model that forgets does not start up (`tenants/checks.py`).
    """

    tenant = TenantField(
        "tenants.Tenant",
        models.PROTECT,
        db_default=CurrentTenant(),
        related_name="+",
        editable=False,
        db_index=False,  # the primary key starts with it
    )
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True
        base_manager_name = "objects"  # following a foreign key stays in the tenant, too
