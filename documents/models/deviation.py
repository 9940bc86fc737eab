"""Temporary deviations: for a while something is done otherwise than a document says."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models.document import Document
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import TenantForeignKey


class DeviationQuerySet(TenantQuerySet["Deviation"]):
    def open(self) -> DeviationQuerySet:
        """Deviations that nobody has closed, over or not."""
        return self.filter(closed_on=None)

    def begun(self, on: dt.date) -> DeviationQuerySet:
        """Open deviations that readers of the document have to know of on a day."""
        return self.open().filter(valid_from__lte=on)

    def ending(self, until: dt.date) -> DeviationQuerySet:
        """Those that end by a day, of documents that are neither withdrawn nor retired."""
        return self.filter(valid_until__lte=until, document__state=Document.State.ACTIVE)

    def named(self) -> DeviationQuerySet:
        """Deviations as lists show them, the newest first."""
        people = self.select_related("approved_by", "recorded_by", "closed_by")
        return people.order_by("-valid_from", "-id").fetch_mode(models.FETCH_RAISE)


class Deviation(TenantOwned):
    """What is done otherwise, why, from when until when, and who has approved it."""

    document = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="deviations")
    what = models.CharField(_("what is done otherwise"), max_length=300)
    reason = models.CharField(_("reason"), max_length=300)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("last day"))  # both ends belong to it
    approved_by = TenantForeignKey(
        Member, on_delete=models.PROTECT, related_name="+", verbose_name=_("approved by")
    )
    recorded_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    closed_on = models.DateField(null=True)
    closed_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    objects = DeviationQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_from__lte=F("valid_until")),
                name="a_deviation_begins_before_it_ends",
            ),
            models.CheckConstraint(
                condition=~Q(what="") & ~Q(reason=""), name="a_deviation_says_what_and_why"
            ),
            models.CheckConstraint(
                condition=~Q(approved_by=F("recorded_by")),
                name="nobody_approves_the_own_deviation",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_by__isnull=False),
                name="somebody_closes_a_deviation",
            ),
        )
        indexes = (
            models.Index(
                fields=["tenant", "document"], condition=Q(closed_on=None), name="deviation_open"
            ),
        )

    def is_over(self, on: dt.date | None = None) -> bool:
        return self.valid_until < (on or timezone.localdate())
