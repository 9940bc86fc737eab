"""Urges 催办: who asked whom for haste; once a working day for each step."""

from django.db import models
from django.utils import timezone

from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import AppendOnly, TenantForeignKey, UniqueInTenant


class Urging(TenantOwned):
    """Somebody who waits has asked for haste; of which step each kind says."""

    by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()  # the working day it counts for
    at = models.DateTimeField(default=timezone.now)

    class Meta(TenantOwned.Meta):
        abstract = True


class Urge(Urging):
    """Somebody who waits has asked the holder of an open step to decide."""

    step = TenantForeignKey("approvals.Step", on_delete=models.PROTECT, related_name="+")

    objects = TenantQuerySet["Urge"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("step", "on", name="a_step_is_urged_once_a_day"),
            AppendOnly(name="urges_are_append_only"),
        )
