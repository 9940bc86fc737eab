"""Exemptions: a person need not read a document, or any, for a while; never gone."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from documents.models.document import Document
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.models.group import valid_on
from tenants.scope import TenantForeignKey


class ExemptionQuerySet(TenantQuerySet["Exemption"]):
    def running(self, on: dt.date | None = None) -> ExemptionQuerySet:
        """Exemptions that hold on this day (today by default)."""
        day = on or timezone.localdate()
        return self.filter(valid_on(day), Q(ended_on=None) | Q(ended_on__gt=day))

    def lasting(self, on: dt.date | None = None) -> ExemptionQuerySet:
        """Exemptions that hold, or will."""
        day = on or timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), valid_until__gte=day)

    def of(self, member: Member) -> ExemptionQuerySet:
        return self.filter(member=member)

    def named(self) -> ExemptionQuerySet:
        """Exemptions as lists show them, the newest first."""
        people = self.select_related("member", "document", "granted_by", "ended_by")
        return people.order_by("-valid_from", "-id").fetch_mode(models.FETCH_RAISE)


class Exemption(TenantOwned):
    """Who need not acknowledge what, from when until when, why, and who said so."""

    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="exemptions")
    document = TenantForeignKey(  # None: all of them
        Document, on_delete=models.PROTECT, null=True, related_name="exemptions"
    )
    reason = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField()  # both ends belong to it
    granted_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    ended_on = models.DateField(null=True)  # ended early: the first day it held no more
    ended_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ExemptionQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_from__lte=F("valid_until")),
                name="an_exemption_begins_before_it_ends",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_exemption_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_by__isnull=False),
                name="somebody_ends_an_exemption",
            ),
        )

    def is_over(self, on: dt.date | None = None) -> bool:
        day = on or timezone.localdate()
        return self.valid_until < day or (self.ended_on is not None and self.ended_on <= day)
