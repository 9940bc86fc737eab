"""What every tenant-owned model inherits."""

from typing import Self

from django.db import models
from django.utils.translation import gettext as _

from tenants.errors import Refused
from tenants.scope import CurrentTenant, TenantField, TenantQuerySet, new_id


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


class EndingQuerySet[M: models.Model](TenantQuerySet[M]):
    def active(self) -> Self:
        """Rows that have not ended: only these are offered anywhere."""
        return self.filter(ended_on=None)

    def hold(self, row: M) -> M:
        """Keep a row from ending until the transaction ends; refused once it has ended."""
        held = self.active().locked().one_or_none(pk=row.pk)
        if held is None:
            raise Refused(_("“%(name)s” has ended. Choose another one."), params={"name": str(row)})
        return held


class Ending(models.Model):
    """Mix this into what is ended on a day and never deleted, so that old rows keep its name."""

    ended_on = models.DateField(null=True, editable=False)  # the first day it is no more

    class Meta:
        abstract = True

    def is_ended(self) -> bool:
        return self.ended_on is not None
