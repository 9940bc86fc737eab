"""Groups of members, to whom folders and restricted documents are granted."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.models.base import Ending, EndingQuerySet, TenantOwned
from tenants.scope import TenantForeignKey, TenantQuerySet, UniqueInTenant


def valid_on(day: dt.date, prefix: str = "") -> models.Q:
    """Say that a dated row holds on this day; both ends belong to the range."""
    return models.Q(**{f"{prefix}valid_from__lte": day}) & (
        models.Q(**{f"{prefix}valid_until__isnull": True})
        | models.Q(**{f"{prefix}valid_until__gte": day})
    )


class GroupQuerySet(EndingQuerySet["Group"]):
    def of_user(self, user_id: UUID) -> GroupQuerySet:
        """Groups this account is in today."""
        current = GroupMember.objects.filter(
            valid_on(timezone.localdate()), member__user_id=user_id
        )
        return self.filter(pk__in=current.values("group"))


class Group(TenantOwned, Ending):
    """A named set of members: guardian's group model."""

    name = models.CharField(_("name"), max_length=100)

    objects = GroupQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (UniqueInTenant("name", name="group_name_is_unique"),)

    def __str__(self) -> str:
        return self.name


class GroupMemberQuerySet(TenantQuerySet["GroupMember"]):
    def lasting(self, day: dt.date) -> GroupMemberQuerySet:
        """Rows that hold after this day, or begin after it."""
        return self.filter(models.Q(valid_until=None) | models.Q(valid_until__gt=day))


class GroupMember(TenantOwned):
    """Who is in a group, from when until when."""

    group = TenantForeignKey(Group, on_delete=models.PROTECT, related_name="members")
    member = TenantForeignKey("tenants.Member", on_delete=models.PROTECT, related_name="groups")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = GroupMemberQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("group", "member", "valid_from", name="group_member_once_per_start"),
        )
