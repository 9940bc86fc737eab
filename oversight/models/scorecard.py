"""Scorecards: a tenant's indicators on a day, computed inside it and read by the city."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from tenants.models import Tenant
from tenants.scope import new_id


class Figures(models.Model):
    """What is counted: numbers only, no title, name or text. None: nothing there to count."""

    documents = models.PositiveIntegerField(default=0)  # in force
    reviews_overdue = models.PositiveIntegerField(default=0)
    expired = models.PositiveIntegerField(default=0)  # in force although their validity is over
    approvals_open = models.PositiveIntegerField(default=0)
    approvals_overdue = models.PositiveIntegerField(default=0)
    late_for_city = models.PositiveIntegerField(default=0)  # so late that the city hears of it
    acknowledgements_required = models.PositiveIntegerField(default=0)
    acknowledgements_done = models.PositiveIntegerField(default=0)
    days_to_force = models.DecimalField(max_digits=6, decimal_places=1, null=True)  # median
    clauses_applicable = models.PositiveIntegerField(null=True)
    clauses_covered = models.PositiveIntegerField(null=True)
    findings_major = models.PositiveIntegerField(null=True)  # open
    findings_minor = models.PositiveIntegerField(null=True)
    findings_observation = models.PositiveIntegerField(null=True)
    findings_overdue = models.PositiveIntegerField(null=True)  # of all grades
    findings_oldest_days = models.PositiveIntegerField(null=True)  # a nonconformity's age
    days_to_audit = models.IntegerField(null=True)  # negative: the latest day is over
    days_to_expiry = models.IntegerField(null=True)  # of the certificate that ends first
    readiness = models.PositiveSmallIntegerField(null=True)  # percent

    class Meta:
        abstract = True

    def acknowledged_percent(self) -> int | None:
        """Return the share of required acknowledgements that were given; None without any."""
        if not self.acknowledgements_required:
            return None
        return 100 * self.acknowledgements_done // self.acknowledgements_required

    def clauses_percent(self) -> int | None:
        """Return the share of applicable clauses that are covered, rounded down."""
        if not self.clauses_applicable:
            return None
        return 100 * (self.clauses_covered or 0) // self.clauses_applicable

    def findings_open(self) -> int | None:
        """Return the open nonconformities; observations are none."""
        if self.findings_major is None and self.findings_minor is None:
            return None
        return (self.findings_major or 0) + (self.findings_minor or 0)


FIGURES = tuple(field.attname for field in Figures._meta.local_fields)


class ScorecardQuerySet(models.QuerySet["Scorecard"]):
    def newest(self) -> ScorecardQuerySet:
        """The newest scorecard of each tenant, of those that are asked for."""
        return self.order_by("tenant_id", "-day").distinct("tenant_id")

    def newest_of(self, tenants: QuerySet[Tenant]) -> ScorecardQuerySet:
        """The newest scorecard of each of these there is: one look into the index for a tenant."""
        cards = Scorecard.objects.filter(tenant=OuterRef("pk")).order_by("-day")
        found = tenants.order_by().annotate(card=Subquery(cards.values("pk")[:1]))
        return self.filter(pk__in=found.values("card"))


class Scorecard(Figures):
    """How a tenant stands on a day, as it was measured there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="scorecards")
    day = models.DateField()
    measured_at = models.DateTimeField(auto_now=True)
    # Numbers of applicable clauses that nothing covers: words of the standard, not of the tenant.
    clause_gaps = ArrayField(models.CharField(max_length=20), null=True)

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["tenant", "day"], name="one_scorecard_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.tenant_id} {self.day}"


class MonthEnd(Figures):
    """How a tenant stood at the end of a month: written once, whatever is corrected later."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="month_ends")
    month = models.DateField()  # its first day
    day = models.DateField()  # of the scorecard this was
    frozen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["month", "tenant"], name="a_month_ends_once"),
            models.CheckConstraint(
                condition=models.Q(month__day=1), name="a_month_is_named_by_its_first_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.tenant_id} {self.month:%Y-%m}"
