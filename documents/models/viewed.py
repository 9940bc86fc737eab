"""Which changes of a redline a member has ticked off as viewed."""

from django.db import models

from documents.models.revision import Revision
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import MayDelete, TenantForeignKey, UniqueInTenant


class ViewedChange(TenantOwned):
    """A member has viewed one change between two revisions.

    The fingerprint is of what the change says, so that the tick stays while other parts of a
    draft are written anew, and goes when this one is.
    """

    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    old = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    new = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=32)

    objects = TenantQuerySet["ViewedChange"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("member", "new", "old", "fingerprint", name="a_change_is_ticked_once"),
            MayDelete(name="ticks_are_taken_back"),
        )
