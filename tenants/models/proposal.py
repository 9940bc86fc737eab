"""The grant of an administrator's role: proposed by one, confirmed by another."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.models.base import TenantOwned
from tenants.models.member import Member
from tenants.people.roles import Role
from tenants.scope import TenantForeignKey, TenantQuerySet, UniqueInTenant

OPEN_FOR: Final = dt.timedelta(days=14)


def _expiry() -> dt.datetime:
    return timezone.now() + OPEN_FOR


class RoleProposalQuerySet(TenantQuerySet["RoleProposal"]):
    def open(self) -> RoleProposalQuerySet:
        """Proposals that somebody may still confirm."""
        return self.filter(outcome="", expires_at__gt=timezone.now())

    def named(self) -> RoleProposalQuerySet:
        """With who is to have the role and who proposed it, oldest first."""
        return self.select_related("member", "proposed_by").order_by("proposed_at", "id")


class RoleProposal(TenantOwned):
    """One administrator proposes that a member has a role; another one decides."""

    class Outcome(models.TextChoices):
        OPEN = "", _("Open")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Taken back")
        EXPIRED = "expired", _("Lapsed")

    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="role_proposals")
    role = models.CharField(max_length=20, choices=Role)
    proposed_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=_expiry)
    outcome = models.CharField(max_length=9, choices=Outcome, default=Outcome.OPEN, blank=True)
    decided_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = RoleProposalQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant(
                "member", "role", condition=Q(outcome=""), name="a_role_is_proposed_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="confirmed")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="nobody_confirms_their_own_proposal",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="confirmed") | ~Q(decided_by=F("member")),
                name="nobody_confirms_a_role_of_their_own",
            ),
        )
