"""Periodic reviews: somebody looks whether a text in force still is right, and signs a verdict."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.models.round import Round
from documents.models import Document, Revision
from tenants.errors import IllegalMove
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import TenantForeignKey, UniqueInTenant


class Verdict(models.TextChoices):
    """What a review comes to: 继续有效 · 一般修改 · 修订 · 废止."""

    KEEP = "keep", pgettext_lazy("verdict", "Keep")
    MINOR = "minor", pgettext_lazy("verdict", "Minor change")
    REVISE = "revise", pgettext_lazy("verdict", "Revise")
    RETIRE = "retire", pgettext_lazy("verdict", "Retire")

    @property
    def changes_text(self) -> bool:
        return self in (Verdict.MINOR, Verdict.REVISE)


class ReviewQuerySet(TenantQuerySet["Review"]):
    def open(self) -> ReviewQuerySet:
        """Reviews still to be done of texts that hold; one of an earlier text has lapsed."""
        return self.filter(
            state__in=(Review.State.PLANNED, Review.State.DECIDING),
            revision=F("document__in_force"),
            document__state=Document.State.ACTIVE,
        )

    def given(self) -> ReviewQuerySet:
        """Reviews that came to a verdict, the corrected ones with them."""
        return self.filter(done_at__isnull=False)

    def standing(self) -> ReviewQuerySet:
        """Reviews whose verdict no other has corrected."""
        return self.filter(state=Review.State.DONE)


class Review(TenantOwned):
    """A review of the text in force at the time: planned, given by signature, never removed."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("review", "Planned")
        DECIDING = "deciding", pgettext_lazy("review", "In decision")
        DONE = "done", pgettext_lazy("review", "Done")
        CORRECTED = "corrected", pgettext_lazy("review", "Corrected")

    MOVES: dict[State, set[State]] = {
        State.PLANNED: {State.DECIDING, State.DONE},
        State.DECIDING: {State.PLANNED, State.DONE},
        State.DONE: {State.CORRECTED},
    }

    document = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="reviews")
    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    planned_on = models.DateField(_("planned day"), null=True)
    due_on = models.DateField(null=True)  # the document's review date when the verdict was given
    reviewer = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="reviews")
    planned_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=6, choices=Verdict, blank=True)
    sentence = models.TextField(blank=True)
    evidence = models.JSONField(default=dict)  # what had happened since the last one, as it was
    next_due = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    round = TenantForeignKey(Round, on_delete=models.PROTECT, null=True, related_name="reviews")
    draft = TenantForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="asked_by")
    retirement = TenantForeignKey(Round, on_delete=models.PROTECT, null=True, related_name="+")
    corrects = TenantForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="corrections"
    )
    key = models.UUIDField(null=True)  # of the request that gave the verdict

    objects = ReviewQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("-done_at", "-id")
        constraints = (
            UniqueInTenant(
                "revision",
                condition=Q(state__in=("planned", "deciding")),
                name="one_open_review_per_revision",
            ),
            UniqueInTenant("round", name="one_review_per_round"),
            UniqueInTenant("key", name="review_key_is_unique"),
            UniqueInTenant(
                "corrects", condition=~Q(state="planned"), name="a_review_is_corrected_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("planned", "deciding"))
                | (Q(round__isnull=False, done_at__isnull=False) & ~Q(verdict="")),
                name="a_review_is_done_by_a_round",
            ),
        )
        indexes = (
            models.Index(fields=["tenant", "document", "done_at"], name="review_of_document"),
            models.Index(fields=["tenant", "done_at"], name="review_done"),
        )

    def move(self, to: Review.State, **facts: object) -> None:
        """Change state in one UPDATE, so that of two verdicts only one is given."""
        old = self.State(self.state)
        changes = {"state": to, **facts}
        rows = Review.objects.filter(pk=self.pk, state=old)
        if to not in self.MOVES.get(old, set()) or not rows.update(**changes):
            raise IllegalMove(_("Somebody has given a verdict meanwhile. Look at it again."))
        for name, value in changes.items():
            setattr(self, name, value)

    def as_signed(self) -> dict[str, Any]:
        """Return what is signed of a verdict, and what it rests on."""
        return {
            "reason": self.sentence,
            "verdict": str(self.verdict),
            "next_due": self.next_due.isoformat() if self.next_due else "",
            "due_on": self.due_on.isoformat() if self.due_on else "",
            "evidence": self.evidence,
            "corrects": str(self.corrects_id or ""),
        }

    @property
    def is_in_revision(self) -> bool:
        """Tell whether the draft it asked for is still in work."""
        return self.draft is not None and self.draft.is_open()

    def days_late(self, done_on: dt.date) -> int:
        """Return how many days after its date it was done; 0 in time."""
        return max(0, (done_on - self.due_on).days) if self.due_on else 0
