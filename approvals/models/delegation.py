"""Delegations: who decides in whose place, from when until when."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.models.group import valid_on
from tenants.scope import TenantForeignKey


class DelegationQuerySet(TenantQuerySet["Delegation"]):
    def running(self, on: dt.date | None = None) -> DelegationQuerySet:
        """Delegations whose window holds on this day (today by default), not ended early."""
        return self.filter(valid_on(on or timezone.localdate()), ended_at=None)

    def planned(self, on: dt.date | None = None) -> DelegationQuerySet:
        """Delegations that run, or will: nobody has ended them and their window is not over."""
        return self.filter(valid_until__gte=on or timezone.localdate(), ended_at=None)

    def of(self, member: Member) -> DelegationQuerySet:
        """Delegations in which this member is one of the two."""
        return self.filter(Q(delegator=member) | Q(deputy=member))

    def named(self) -> DelegationQuerySet:
        """Delegations as lists show them, the newest first."""
        people = self.select_related("delegator", "deputy", "set_by", "ended_by")
        return people.order_by("-valid_from", "-id").fetch_mode(models.FETCH_RAISE)


class Delegation(TenantOwned):
    """A deputy decides in the delegator's place while the window runs; ended early, never gone."""

    delegator = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="delegations")
    deputy = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="deputyships")
    valid_from = models.DateField()
    valid_until = models.DateField()  # both ends belong to the window
    reason = models.CharField(max_length=200)
    is_absent = models.BooleanField(default=False)  # the delegator's time to read stands still
    set_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    objects = DelegationQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_from__lte=F("valid_until")),
                name="a_delegation_begins_before_it_ends",
            ),
            models.CheckConstraint(
                condition=~Q(delegator=F("deputy")), name="nobody_stands_in_for_themselves"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_delegation_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_by__isnull=False),
                name="somebody_ends_a_delegation",
            ),
        )
        indexes = (
            models.Index(
                fields=["tenant", "deputy", "valid_until"],
                condition=Q(ended_at=None),
                name="delegation_of_deputy",
            ),
            models.Index(
                fields=["tenant", "delegator", "valid_until"], name="delegation_of_delegator"
            ),
        )

    def names(self) -> str:
        return in_place_of(self.deputy.name, self.delegator.name)

    def is_running(self, on: dt.date | None = None) -> bool:
        day = on or timezone.localdate()
        return self.ended_at is None and self.valid_from <= day <= self.valid_until

    def is_over(self, on: dt.date | None = None) -> bool:
        return self.ended_at is not None or self.valid_until < (on or timezone.localdate())


def in_place_of(deputy: str, delegator: str) -> str:
    """Return both names, as every page, paper and notice shows them: 李四 代 张三."""
    return _("%(deputy)s for %(delegator)s") % {"deputy": deputy, "delegator": delegator}
