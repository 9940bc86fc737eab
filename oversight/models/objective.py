"""Quality objectives 质量目标 and what came of them, period by period."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from documents.models import Document, Revision, StoredFile
from tenants.models import Member, TenantOwned, TenantQuerySet, Unit
from tenants.scope import AppendOnly, TenantForeignKey, UniqueInTenant

MOST = 999_999_999  # of a value or target, either way


class QualityObjectiveQuerySet(TenantQuerySet["QualityObjective"]):
    def running(self, on: dt.date) -> QualityObjectiveQuerySet:
        """Objectives that hold on a day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)

    def listed(self) -> QualityObjectiveQuerySet:
        """Objectives with who answers for them: of the whole house first, then by unit."""
        order = F("unit__code").asc(nulls_first=True)
        people = self.select_related("owner", "unit").order_by(order, "starts_on", "id")
        return people.fetch_mode(models.FETCH_RAISE)


class QualityObjective(TenantOwned):
    """Something to reach, with a figure that says whether it was, each period anew.

    How it is judged stays as it is once a result stands: another target is another objective.
    """

    class Direction(models.TextChoices):
        AT_LEAST = "at_least", pgettext_lazy("target", "At least (≥)")
        AT_MOST = "at_most", pgettext_lazy("target", "At most (≤)")

    class Period(models.TextChoices):
        MONTH = "month", pgettext_lazy("period", "Month")
        QUARTER = "quarter", pgettext_lazy("period", "Quarter")
        HALF = "half", pgettext_lazy("period", "Half-year")
        YEAR = "year", pgettext_lazy("period", "Year")

    title = models.CharField(_("objective"), max_length=200)
    unit = TenantForeignKey(  # none: of the whole organ or zone
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="objectives",
        verbose_name=_("unit"),
    )
    measure = models.CharField(_("how it is measured"), max_length=500)
    direction = models.CharField(
        _("direction"), max_length=8, choices=Direction, default=Direction.AT_LEAST
    )
    target = models.DecimalField(
        _("target"),
        max_digits=12,
        decimal_places=3,
        validators=(MinValueValidator(-MOST), MaxValueValidator(MOST)),
    )
    measured_in = models.CharField(_("unit of measure"), max_length=20, blank=True)
    period = models.CharField(_("period"), max_length=7, choices=Period, default=Period.QUARTER)
    owner = TenantForeignKey(
        Member, on_delete=models.PROTECT, related_name="objectives", verbose_name=_("owner")
    )
    starts_on = models.DateField(pgettext_lazy("objective", "holds from"))
    ends_on = models.DateField(pgettext_lazy("objective", "holds until"), null=True, blank=True)
    set_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now, editable=False)
    key = models.UUIDField(null=True, editable=False)  # of the request that set it

    objects = QualityObjectiveQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("key", name="objective_key_is_unique"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on__lte=F("ends_on")),
                name="an_objective_ends_after_it_began",
            ),
        )
        indexes = (models.Index(fields=["tenant", "ends_on"], name="objectives_running"),)

    def __str__(self) -> str:
        return self.title

    def is_met_by(self, value: Decimal) -> bool:
        """Tell whether this figure reaches the target."""
        if self.direction == self.Direction.AT_LEAST:
            return value >= self.target
        return value <= self.target


class ObjectiveResultQuerySet(TenantQuerySet["ObjectiveResult"]):
    def standing(self) -> ObjectiveResultQuerySet:
        """The newest result of each period: a correction stands for what it corrects."""
        newest = self.order_by("objective", "period_from", "-n")
        return newest.distinct("objective", "period_from")

    def with_people(self) -> ObjectiveResultQuerySet:
        """Results with who entered them and what they rest on."""
        about = self.select_related("by", "evidence", "document", "revision")
        return about.defer("revision__markdown", "revision__manifest")


class ObjectiveResult(TenantOwned):
    """What came of an objective in a period; a correction is a row of its own."""

    objective = TenantForeignKey(QualityObjective, on_delete=models.PROTECT, related_name="results")
    period_from = models.DateField()  # the first day of the period, as the calendar has it
    n = models.PositiveSmallIntegerField()  # 1, then the corrections
    value = models.DecimalField(max_digits=12, decimal_places=3)
    words = models.TextField(max_length=1000, blank=True)
    evidence = TenantForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    evidence_name = models.CharField(max_length=200, blank=True)
    document = TenantForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+")
    by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(null=True)  # of the request that entered it

    objects = ObjectiveResultQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("period_from", "n")
        constraints = (
            UniqueInTenant("objective", "period_from", "n", name="results_of_a_period_count_up"),
            UniqueInTenant("key", name="objective_result_key_is_unique"),
            models.CheckConstraint(
                condition=Q(n=1) | ~Q(words=""), name="a_corrected_result_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(words="") | Q(evidence__isnull=False) | Q(document__isnull=False),
                name="a_result_rests_on_something",
            ),
            AppendOnly(name="objective_results_are_append_only"),
        )

    def __str__(self) -> str:
        return f"{self.period_from} {self.value}"
