"""Management reviews 管理评审: planned, held on figures that then stay, signed by the leader."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from documents.models import StoredFile
from tenants.errors import IllegalMove
from tenants.models import Member, TenantOwned, TenantQuerySet, Unit
from tenants.scope import AppendOnly, MayDelete, TenantForeignKey, UniqueInTenant


class ManagementReviewQuerySet(TenantQuerySet["ManagementReview"]):
    def planned(self) -> ManagementReviewQuerySet:
        return self.filter(state=ManagementReview.State.PLANNED)

    def held(self) -> ManagementReviewQuerySet:
        """Reviews that took place, signed or not."""
        return self.filter(held_on__isnull=False)

    def signed(self) -> ManagementReviewQuerySet:
        return self.filter(state=ManagementReview.State.SIGNED)

    def listed(self) -> ManagementReviewQuerySet:
        """Reviews with their decisions counted, the newest first."""
        counted = self.select_related("owner").annotate(
            decided=models.Count("actions"),
            left=models.Count("actions", filter=Q(actions__done_on=None)),
        )
        return counted.order_by("-planned_on", "-id").fetch_mode(models.FETCH_RAISE)


class ManagementReview(TenantOwned):
    """A review of the whole system by those who lead it; closed once all it decided is done."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("management review", "Planned")
        HELD = "held", pgettext_lazy("management review", "Held")
        SIGNING = "signing", pgettext_lazy("management review", "Being signed")
        SIGNED = "signed", pgettext_lazy("management review", "Signed")
        CANCELLED = "cancelled", pgettext_lazy("management review", "Cancelled")

    MOVES = {
        State.PLANNED: {State.HELD, State.CANCELLED},
        State.HELD: {State.SIGNING, State.SIGNED},  # signed at once: by the leader alone
        State.SIGNING: {State.SIGNED, State.HELD},
    }

    title = models.CharField(gettext_lazy("title"), max_length=200)
    planned_on = models.DateField(gettext_lazy("planned on"))
    owner = TenantForeignKey(  # who prepares it and is reminded
        Member,
        on_delete=models.PROTECT,
        related_name="management_reviews",
        verbose_name=gettext_lazy("owner"),
    )
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)  # counts what was written
    held_on = models.DateField(null=True, editable=False)
    conclusion = models.TextField(gettext_lazy("conclusion"), max_length=4000, blank=True)
    minutes = TenantForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    minutes_name = models.CharField(max_length=200, blank=True, editable=False)
    why_cancelled = models.TextField(max_length=1000, blank=True, editable=False)
    planned_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now, editable=False)
    key = models.UUIDField(null=True, editable=False)  # of the request that planned it

    objects = ManagementReviewQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("key", name="management_review_key_is_unique"),
            models.CheckConstraint(
                condition=Q(state__in=("planned", "cancelled"), held_on=None)
                | Q(state__in=("held", "signing", "signed"), held_on__isnull=False),
                name="a_management_review_was_held_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(minutes__isnull=False) & ~Q(conclusion=""),
                name="a_signed_management_review_has_minutes",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(why_cancelled=""),
                name="a_management_review_is_cancelled_for_a_reason",
            ),
        )
        indexes = (models.Index(fields=["tenant", "held_on"], name="management_reviews_held"),)

    def __str__(self) -> str:
        return f"{self.title} {self.planned_on}"

    def move(self, to: State, **facts: object) -> None:
        """Change state in one UPDATE, so that of two clicks only one wins."""
        old = self.State(self.state)
        if to not in self.MOVES.get(old, set()):
            raise IllegalMove(
                _("A management review that is “%(old)s” cannot become “%(new)s”.")
                % {"old": old.label, "new": to.label}
            )
        rows = ManagementReview.objects.filter(pk=self.pk, state=old)
        if not rows.update(state=to, **facts):
            raise IllegalMove(_("Someone else changed this management review first."))
        self.state = to

    def is_late(self, today: dt.date) -> bool:
        """Tell whether it should have been held by now."""
        return self.state == self.State.PLANNED and self.planned_on < today

    def is_open(self) -> bool:
        """Tell whether anything may still be written into it."""
        return self.state in (self.State.PLANNED, self.State.HELD)


class ReviewParticipant(TenantOwned):
    """Who is asked to a review, and after it who took part, with the post of that day."""

    review = TenantForeignKey(
        ManagementReview, on_delete=models.PROTECT, related_name="participants"
    )
    member = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=100)
    post = models.CharField(max_length=200, blank=True)

    objects = TenantQuerySet["ReviewParticipant"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("name",)
        constraints = (
            UniqueInTenant("review", "name", name="a_person_takes_part_once"),
            models.CheckConstraint(condition=~Q(name=""), name="who_takes_part_has_a_name"),
            MayDelete(name="participants_change_until_signed"),
        )

    def __str__(self) -> str:
        return self.name


class ReviewInput(TenantOwned):
    """What people wrote under one of the things that a review looks at (ISO 9001, 9.3.2)."""

    review = TenantForeignKey(ManagementReview, on_delete=models.PROTECT, related_name="inputs")
    name = models.CharField(max_length=20)  # of the input: oversight/improvement/inputs.py
    words = models.TextField(max_length=4000, blank=True)

    objects = TenantQuerySet["ReviewInput"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (UniqueInTenant("review", "name", name="an_input_is_written_once"),)

    def __str__(self) -> str:
        return self.name


class ReviewFigures(TenantOwned):
    """What the product knew when a review was held: written once, never changed."""

    review = TenantForeignKey(ManagementReview, on_delete=models.PROTECT, related_name="figures")
    facts = models.JSONField()  # by name of the input: oversight/improvement/facts.py
    on = models.DateField()
    at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["ReviewFigures"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("review", name="a_review_is_held_on_figures_once"),
            AppendOnly(name="figures_of_reviews_are_append_only"),
        )

    def __str__(self) -> str:
        return f"{self.review_id} {self.on}"


class ReviewActionQuerySet(TenantQuerySet["ReviewAction"]):
    def open(self) -> ReviewActionQuerySet:
        return self.filter(done_on=None)

    def due(self, until: dt.date) -> ReviewActionQuerySet:
        """Open ones whose day comes by then."""
        return self.open().filter(due_on__lte=until)

    def with_people(self) -> ReviewActionQuerySet:
        """Actions with whose they are and what they come from."""
        people = self.select_related("owner", "unit", "done_by", "review")
        return people.fetch_mode(models.FETCH_RAISE)


class ReviewAction(TenantOwned):
    """Something a review decided: who does it, by when, and what became of it."""

    class Kind(models.TextChoices):
        IMPROVEMENT = "improvement", pgettext_lazy("decision", "Improvement")
        CHANGE = "change", pgettext_lazy("decision", "Change of the system")
        RESOURCES = "resources", pgettext_lazy("decision", "Resources")

    review = TenantForeignKey(ManagementReview, on_delete=models.PROTECT, related_name="actions")
    n = models.PositiveSmallIntegerField(editable=False)
    kind = models.CharField(gettext_lazy("kind"), max_length=11, choices=Kind)
    words = models.TextField(gettext_lazy("decision"), max_length=1000)
    owner = TenantForeignKey(
        Member,
        on_delete=models.PROTECT,
        related_name="review_actions",
        verbose_name=gettext_lazy("owner"),
    )
    unit = TenantForeignKey(  # whose head hears when it is late
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("responsible unit"),
    )
    due_on = models.DateField(gettext_lazy("due on"))
    done_on = models.DateField(null=True, editable=False)
    done_words = models.TextField(max_length=1000, blank=True, editable=False)
    done_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    key = models.UUIDField(null=True, editable=False)  # of the request that decided it

    objects = ReviewActionQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("n",)
        constraints = (
            UniqueInTenant("review", "n", name="decisions_of_a_review_count_up"),
            UniqueInTenant("key", name="review_action_key_is_unique"),
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None)
                | Q(done_on__isnull=False, done_by__isnull=False) & ~Q(done_words=""),
                name="a_done_decision_says_what_was_done",
            ),
            MayDelete(name="decisions_change_until_signed"),
        )
        indexes = (
            models.Index(
                fields=["tenant", "due_on"],
                condition=Q(done_on=None),
                name="review_actions_due",
            ),
        )

    def __str__(self) -> str:
        return f"{self.n} {self.words[:50]}"

    def is_late(self, today: dt.date) -> bool:
        """Tell whether it should have been done by now."""
        return self.done_on is None and self.due_on < today
