"""A tenant's report on itself, until it hands it in: nobody outside sees any of it before."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from documents.models import Document, Revision
from oversight.models.examination import Criterion, Examination
from tenants.errors import IllegalMove
from tenants.models import TenantOwned, TenantQuerySet
from tenants.scope import MayDelete, TenantForeignKey, UniqueInTenant


class SelfReportQuerySet(TenantQuerySet["SelfReport"]):
    def owed(self) -> Self:
        """Reports that are not handed in, of rounds that still take them."""
        return self.exclude(state=SelfReport.State.HANDED_IN).filter(
            round__state=Examination.State.OPEN
        )

    def overtaken(self) -> Self:
        """Reports that are still being signed, of rounds that take them no more."""
        return self.filter(state=SelfReport.State.SIGNING).exclude(
            round__state=Examination.State.OPEN
        )


class SelfReport(TenantOwned):
    """What a tenant says of itself in a round."""

    class State(models.TextChoices):
        DRAFT = "draft", gettext_lazy("Being written")
        SIGNING = "signing", pgettext_lazy("self-report", "Being signed")
        SIGNED = "signed", gettext_lazy("Approved, not handed in")
        HANDED_IN = "handed_in", gettext_lazy("Handed in")

    MOVES = {
        State.DRAFT: {State.SIGNING, State.SIGNED},  # signed at once: by the leader alone
        State.SIGNING: {State.SIGNED, State.DRAFT},
        State.SIGNED: {State.DRAFT, State.HANDED_IN},
    }

    round = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()  # the due instant, as a day here
    achievements = models.TextField(gettext_lazy("achievements"), max_length=4000, blank=True)
    shortcomings = models.TextField(gettext_lazy("shortcomings"), max_length=4000, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)  # counts what was saved

    objects = SelfReportQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (UniqueInTenant("round", name="one_report_per_round"),)

    def __str__(self) -> str:
        return str(self.round)

    def move(self, to: State) -> None:
        """Change state in one UPDATE, so that of two clicks only one wins."""
        old = self.State(self.state)
        if to not in self.MOVES.get(old, set()):
            raise IllegalMove(f"{old.label} → {to.label}")
        if not SelfReport.objects.filter(pk=self.pk, state=old).update(state=to):
            raise IllegalMove(_("Someone else changed this report first. Look at it again."))
        self.state = to


class Kept(models.TextChoices):
    """What became of a promise."""

    YES = "yes", gettext_lazy("Kept")
    PARTLY = "partly", gettext_lazy("Partly kept")
    NO = "no", gettext_lazy("Not kept")


class Promise(TenantOwned):
    """A measure that a report promises; the next report says what became of it."""

    report = TenantForeignKey(SelfReport, on_delete=models.PROTECT, related_name="promises")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(gettext_lazy("measure"), max_length=300)
    kept = models.CharField(gettext_lazy("kept?"), max_length=6, choices=Kept, blank=True)
    said = models.CharField(gettext_lazy("what was done"), max_length=500, blank=True)

    objects = TenantQuerySet["Promise"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("position",)
        constraints = (
            UniqueInTenant("report", "position", name="promises_are_in_order"),
            MayDelete(name="promises_of_a_draft_go"),
        )

    def __str__(self) -> str:
        return self.text


class Evidence(TenantOwned):
    """A document in force that shows what a criterion asks for."""

    report = TenantForeignKey(SelfReport, on_delete=models.PROTECT, related_name="evidence")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    document = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    is_shared = models.BooleanField(default=False)  # its name may be told to the other tenants

    objects = TenantQuerySet["Evidence"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("id",)
        constraints = (
            UniqueInTenant(
                "report", "criterion", "document", name="a_document_shows_a_criterion_once"
            ),
            MayDelete(name="evidence_of_a_draft_goes"),
        )

    def __str__(self) -> str:
        return f"{self.document_id}"
