"""Scorecards: a tenant's indicators on a day, computed inside it and read by the city."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, Expression, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from tenants.models import Tenant
from tenants.scope import new_id


def counted(expression: Expression) -> Any:
    """Return a column that the database works out of others: one formula for a row and for all."""
    number = models.IntegerField(null=True)
    return models.GeneratedField(expression=expression, output_field=number, db_persist=True)


def numbers_of_clauses() -> Any:
    return ArrayField(models.CharField(max_length=20), null=True)


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

    # The clauses by how they stand, each by its worst requirement; those in none are well covered.
    # Numbers are words of the standard, not of the tenant; of which edition is said beside them.
    clause_edition = models.CharField(max_length=40, blank=True, default="")
    clause_gaps = numbers_of_clauses()
    clause_ailing = numbers_of_clauses()
    clause_excluded = numbers_of_clauses()
    # Rounded down; None where there is nothing to divide by.
    acknowledged_percent = counted(
        100 * F("acknowledgements_done") / NullIf(F("acknowledgements_required"), Value(0))
    )
    clauses_percent = counted(
        100 * Coalesce(F("clauses_covered"), Value(0)) / NullIf(F("clauses_applicable"), Value(0))
    )
    findings_open = counted(  # observations are no nonconformities
        Coalesce(F("findings_major") + F("findings_minor"), "findings_major", "findings_minor")
    )

    class Meta:
        abstract = True


FIGURES = tuple(f.attname for f in Figures._meta.local_concrete_fields if not f.generated)


class ScorecardQuerySet(models.QuerySet["Scorecard"]):
    def newest(self, tenants: QuerySet[Tenant] | None = None) -> ScorecardQuerySet:
        """Of those asked for so far the newest of each of these tenants, or of all.

        One look into the index for a tenant, however many scorecards it has. What narrows the
        scorecards comes before it.
        """
        cards = self.filter(tenant=OuterRef("pk")).order_by("-day")
        of = Tenant.objects.all() if tenants is None else tenants
        found = of.order_by().annotate(card=Subquery(cards.values("pk")[:1]))
        newest: ScorecardQuerySet = Scorecard.objects.filter(pk__in=found.values("card"))
        return newest

    def compared(self, since: dt.date) -> ScorecardQuerySet:
        """The newest scorecard of each tenant at work, where it is not older than this day.

        Only the rows of these days are touched, however many there are of the years before.
        """
        later = Scorecard.objects.filter(day__gt=since)
        newer = later.filter(tenant=OuterRef("tenant"), day__gt=OuterRef("day"))
        at_work = self.filter(tenant__live_at__isnull=False, tenant__suspended_at=None)
        below = at_work.exclude(tenant__kind=Tenant.Kind.CITY)
        return below.filter(~Exists(newer), day__gte=since)


class Scorecard(Figures):
    """How a tenant stands on a day, as it was measured there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="scorecards")
    day = models.DateField()
    measured_at = models.DateTimeField(auto_now=True)

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["tenant", "day"], name="one_scorecard_a_day"),
        )
        indexes = (models.Index(fields=["day", "tenant"], name="scorecards_of_a_day"),)

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
