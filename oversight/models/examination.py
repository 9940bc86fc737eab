"""Examination rounds: what the city asks of all, what was counted when time was up, what came out.

Published data that crosses tenants, and nothing else: what examiners and tenants write is theirs.
"""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.errors import IllegalMove
from tenants.models import Tenant
from tenants.scope import new_id

WHOLE = [MinValueValidator(0), MaxValueValidator(100)]


class ExaminationQuerySet(models.QuerySet["Examination"]):
    def announced(self) -> Self:
        """Rounds that the tenants know of."""
        return self.exclude(state__in=(Examination.State.DRAFT, Examination.State.CANCELLED))

    def answerable(self) -> Self:
        """Rounds to which a report can still be handed in."""
        return self.filter(state=Examination.State.OPEN)

    def before(self, round: Examination) -> Self:
        """Published rounds of earlier periods, the latest first."""
        earlier = models.Q(year__lt=round.year) | models.Q(year=round.year, half__lt=round.half)
        published = self.filter(earlier, state=Examination.State.PUBLISHED)
        return published.order_by("-year", "-half", "-published_at")


class Examination(models.Model):
    """One round of 考核: a period, a due instant, rules, criteria; the same for all tenants."""

    class State(models.TextChoices):
        DRAFT = "draft", gettext_lazy("Being prepared")
        OPEN = "open", gettext_lazy("Reports are asked for")
        SCORING = "scoring", gettext_lazy("Being scored")
        SIGNED = "signed", gettext_lazy("Signed, not published")
        PUBLISHED = "published", gettext_lazy("Published")
        CANCELLED = "cancelled", gettext_lazy("Given up")

    class Half(models.IntegerChoices):
        FIRST = 1, gettext_lazy("first half-year")
        SECOND = 2, gettext_lazy("second half-year")

    class Missing(models.TextChoices):
        JUDGED = "judged", gettext_lazy("What is judged counts nothing")
        ALL = "all", gettext_lazy("Everything counts nothing")

    MOVES = {
        State.DRAFT: {State.OPEN, State.CANCELLED},
        State.OPEN: {State.SCORING, State.CANCELLED},
        State.SCORING: {State.SIGNED},
        State.SIGNED: {State.PUBLISHED},
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(gettext_lazy("name of the round"), max_length=100)
    year = models.PositiveSmallIntegerField(
        gettext_lazy("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    half = models.PositiveSmallIntegerField(gettext_lazy("half-year"), choices=Half)
    due_at = models.DateTimeField(gettext_lazy("reports are due at"))
    late_takes = models.DecimalField(
        gettext_lazy("points off for each day late"),
        max_digits=5, decimal_places=2, default=1, validators=WHOLE,
    )  # fmt: skip
    missing = models.CharField(
        gettext_lazy("without a report"), max_length=6, choices=Missing, default=Missing.JUDGED
    )
    takes_newcomers = models.BooleanField(
        gettext_lazy("who was opened within the period takes part"), default=False
    )
    takes_suspended = models.BooleanField(
        gettext_lazy("who is suspended at the due instant takes part"), default=False
    )
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    made_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True, editable=False)
    frozen_at = models.DateTimeField(null=True, editable=False)
    signed_at = models.DateTimeField(null=True, editable=False)
    signed_by = models.CharField(max_length=300, blank=True, editable=False)  # name and post
    manifest_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    objections_until = models.DateField(null=True, editable=False)

    objects = ExaminationQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "-half", "-made_at")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "cancelled"))
                | models.Q(opened_at__isnull=False),
                name="an_open_examination_has_been_opened",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def hold(cls, round: Examination) -> Examination:
        """Return the round as it is now, locked until the transaction ends."""
        return cls.objects.select_for_update(no_key=True).get(pk=round.pk)

    def move(self, to: State, **facts: dt.datetime | dt.date | str | None) -> None:
        """Change state in one UPDATE, so that of two clicks only one wins."""
        old = self.State(self.state)
        if to not in self.MOVES.get(old, set()):
            raise IllegalMove(f"{old.label} → {to.label}")
        rows = Examination.objects.filter(pk=self.pk, state=old)
        if not rows.update(state=to, **facts):
            raise IllegalMove(_("Someone else changed this round first. Look at it again."))
        self.refresh_from_db()

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, 1 if self.half == self.Half.FIRST else 7, 1)

    @property
    def last_day(self) -> dt.date:
        return dt.date(self.year, *((6, 30) if self.half == self.Half.FIRST else (12, 31)))

    def is_due(self) -> bool:
        return timezone.now() >= self.due_at

    def takes_objections(self, on: dt.date) -> bool:
        """Tell whether a tenant may still object to the result; the day is the tenant's own."""
        return self.objections_until is not None and on <= self.objections_until

    def is_announced(self) -> bool:
        return self.state not in (self.State.DRAFT, self.State.CANCELLED)


class Criterion(models.Model):
    """What a round looks at: counted from an indicator, or judged by examiners."""

    class Kind(models.TextChoices):
        AUTOMATIC = "automatic", gettext_lazy("Counted")
        JUDGED = "judged", gettext_lazy("Judged")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    round = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(gettext_lazy("what is looked at"), max_length=100)
    weight = models.PositiveSmallIntegerField(
        gettext_lazy("weight"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    kind = models.CharField(gettext_lazy("kind"), max_length=9, choices=Kind)
    indicator = models.CharField(gettext_lazy("indicator"), max_length=40, blank=True)
    thresholds = models.JSONField(
        default=list, blank=True
    )  # [[bound, percent of the weight], …], best first
    asks = models.CharField(gettext_lazy("evidence asked for"), max_length=300, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind="judged", indicator="")
                | (models.Q(kind="automatic") & ~models.Q(indicator="")),
                name="what_is_counted_has_an_indicator",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def is_judged(self) -> bool:
        return self.kind == self.Kind.JUDGED


class Entry(models.Model):
    """A tenant's part in a round as it stood at the due instant; written once."""

    class Why(models.TextChoices):
        NEWCOMER = "newcomer", gettext_lazy("opened within the period")
        SUSPENDED = "suspended", gettext_lazy("suspended when time was up")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    round = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="entries")
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    takes_part = models.BooleanField()
    why = models.CharField(max_length=9, choices=Why, blank=True)  # what is special about it
    figures = models.JSONField(default=dict)  # criterion → what its indicator said, or null
    day = models.DateField(null=True)  # of the scorecard
    measured_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["round", "tenant"], name="one_entry_per_tenant"),
        )

    def __str__(self) -> str:
        return f"{self.round_id} {self.tenant_id}"


class ResultQuerySet(models.QuerySet["Result"]):
    def standing(self) -> Self:
        """Of each tenant in each round what was said last; what it corrects stays beside it."""
        newest = self.order_by("round_id", "tenant_id", "-n").distinct("round_id", "tenant_id")
        return self.filter(pk__in=newest.values("pk"))


class Result(models.Model):
    """A published figure of a tenant. Never changed: a correction is another one, with a reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    round = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="results")
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    n = models.PositiveSmallIntegerField(default=0)  # 0 as signed first; then corrections
    points = models.JSONField(default=dict)  # criterion → points, or null: nothing to count
    off = models.DecimalField(max_digits=5, decimal_places=2, default=0)  # for being late
    total = models.DecimalField(max_digits=5, decimal_places=2)
    has_report = models.BooleanField()
    kept = models.JSONField(default=dict)  # how many promises of last time: kept, partly, not
    shared = models.JSONField(default=dict)  # criterion → names of documents, as they were shared
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ("n",)
        constraints = (
            models.UniqueConstraint(fields=["round", "tenant", "n"], name="one_result_at_a_time"),
            models.CheckConstraint(
                condition=models.Q(n=0) | ~models.Q(reason=""), name="a_correction_has_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.round_id} {self.tenant_id} {self.n}"
