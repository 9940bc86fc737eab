"""Emergency access: an administrator reads what the role hides, for hours, before witnesses."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from tenants.models.base import TenantOwned
from tenants.models.member import Member
from tenants.scope import TenantForeignKey, TenantQuerySet, UniqueInTenant

MOST_HOURS: Final = 4


class BreakGlassQuerySet(TenantQuerySet["BreakGlass"]):
    def running(self) -> BreakGlassQuerySet:
        """Accesses that nobody has ended and whose time is not over."""
        return self.filter(ended_at=None, until__gt=timezone.now())


class BreakGlass(TenantOwned):
    """A member may read every document of the tenant, from one moment until another."""

    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # early, or when the next one was opened

    objects = BreakGlassQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant(
                "member", condition=Q(ended_at=None), name="one_emergency_at_a_time_per_member"
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("opened_at"))
                & Q(until__lte=F("opened_at") + dt.timedelta(hours=MOST_HOURS)),
                name="an_emergency_lasts_four_hours_at_most",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_emergency_has_a_reason"),
        )

    def is_running(self) -> bool:
        return self.ended_at is None and self.until > timezone.now()

    def over_at(self) -> dt.datetime:
        """Return when it was or will be over."""
        return self.ended_at or self.until
