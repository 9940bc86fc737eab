"""Circulations 传签: a text on its way along a route, signed by one after another."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from approvals.models import Delegation, Meaning, Route
from approvals.models.delegation import in_place_of
from approvals.models.functions import IsAmong
from approvals.models.route import Affair
from approvals.models.stage_step import StageStep, StageStepQuerySet
from approvals.models.urge import Urging
from oversight.models.signed_text import SignedText
from tenants.errors import IllegalMove
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import AppendOnly, TenantForeignKey, UniqueInTenant


class CirculationQuerySet(TenantQuerySet["Circulation"]):
    def about(self, subject: models.Model) -> CirculationQuerySet:
        """Every run of what is signed, the newest first."""
        return self.filter(subject=subject.pk).order_by("-n")

    def open(self) -> CirculationQuerySet:
        return self.filter(state=Circulation.State.OPEN)

    def standing(self, subject: models.Model) -> Circulation:
        """Return the run whose text holds: the one on its way, or the last that all signed."""
        return self.about(subject).exclude(state=Circulation.State.RETURNED)[0]


class Circulation(TenantOwned):
    """One run of a text: by a route from stage to stage, or at once by who signs it alone."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("circulation", "On its way")
        PASSED = "passed", pgettext_lazy("circulation", "Signed by all")
        RETURNED = "returned", pgettext_lazy("circulation", "Returned")

    affair = models.CharField(max_length=20, choices=Affair)
    subject = models.UUIDField()  # the review, finding or report: oversight/actions/circulations.py
    title = models.CharField(max_length=300)  # what people call it
    n = models.PositiveSmallIntegerField()
    route = TenantForeignKey(Route, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    text = models.TextField()  # what is signed, to the letter
    text_sha256 = models.CharField(max_length=64)
    words = models.TextField(max_length=4000, blank=True)  # of who sent it
    barred = ArrayField(models.UUIDField(), default=list)  # who signs in nobody's name
    started_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    ended_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    why_returned = models.TextField(max_length=1000, blank=True)

    objects = CirculationQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("subject", "n", name="circulations_count_up"),
            UniqueInTenant(
                "subject", condition=Q(state="open"), name="one_open_circulation_of_a_text"
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(why_returned=""),
                name="a_text_is_returned_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.n}"

    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def end(self, to: State, *, by: Member | None, why: str = "") -> None:
        """End it in one UPDATE, so that of two outcomes only one wins."""
        facts = {"state": to, "ended_by": by, "ended_at": timezone.now(), "why_returned": why}
        if not Circulation.objects.filter(pk=self.pk, state=self.state).update(**facts):
            raise IllegalMove(_("It is no longer on its way. Look at it again."))
        for name, value in facts.items():
            setattr(self, name, value)


class CirculationStepQuerySet(StageStepQuerySet["CirculationStep"]):
    def to_sign(self, member: Member, on: dt.date | None = None) -> CirculationStepQuerySet:
        """Open steps of this member, and of those whom the member may stand in for."""
        if not member.can("approvals.decide"):
            return self.none()
        asked = [member.tenant_id, member.pk, on or timezone.localdate()]
        return self.filter(IsAmong("pk", "step_id", "steps_to_sign", asked))


class CirculationUrge(Urging):
    """Somebody who waits has asked the holder of an open step to sign."""

    step = TenantForeignKey("oversight.CirculationStep", on_delete=models.PROTECT, related_name="+")

    objects = TenantQuerySet["CirculationUrge"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("step", "on", name="a_signature_is_urged_once_a_day"),
            AppendOnly(name="urges_of_signatures_are_append_only"),
        )


class CirculationStep(StageStep):
    """What one person has to sign in a stage of a circulation."""

    class State(models.TextChoices):
        WAITING = "waiting", gettext_lazy("Not yet")
        OPEN = "open", pgettext_lazy("circulation", "To sign")
        SIGNED = "signed", gettext_lazy("Signed")
        RETURNED = "returned", gettext_lazy("Returned")
        NOT_REQUIRED = "not_required", gettext_lazy("No longer required")
        HANDED_ON = "handed_on", pgettext_lazy("step", "Handed on")

    MOVES = {
        State.WAITING: {State.OPEN, State.NOT_REQUIRED, State.HANDED_ON},
        State.OPEN: {State.SIGNED, State.RETURNED, State.NOT_REQUIRED, State.HANDED_ON},
    }
    URGES = CirculationUrge
    GONE = (State.NOT_REQUIRED, State.HANDED_ON)

    circulation = TenantForeignKey(Circulation, on_delete=models.PROTECT, related_name="steps")
    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="circulation_steps")
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)

    objects = CirculationStepQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("stage", "id")
        constraints = (
            UniqueInTenant(
                *("circulation", "stage", "member"),
                condition=~Q(state="handed_on"),
                name="a_person_signs_a_stage_once",
            ),
        )
        indexes = (
            models.Index(
                fields=["tenant", "member"],
                condition=Q(state="open"),
                name="circulation_steps_to_sign",
            ),
        )

    def __str__(self) -> str:
        return f"{self.stage} {self.state}"

    def is_waited_for_by(self, person: Member) -> bool:
        """Tell whether this person waits for it: who sent it round, or a controller."""
        waits = person.pk == self.circulation.started_by_id or person.can("documents.control")
        return waits and self.member_id != person.pk


class CirculationSignatureQuerySet(TenantQuerySet["CirculationSignature"]):
    def under(self, subject: models.Model) -> CirculationSignatureQuerySet:
        """The signatures that hold under this: those of its newest text, unless it came back."""
        newest = Circulation.objects.about(subject).values("pk")[:1]
        held = self.exclude(circulation__state=Circulation.State.RETURNED)
        return held.filter(circulation__in=newest)


class CirculationSignature(SignedText):
    """A signature under the text of a circulation; of a returned one it stays, and counts not."""

    circulation = TenantForeignKey(Circulation, on_delete=models.PROTECT, related_name="signatures")
    step = TenantForeignKey(CirculationStep, on_delete=models.PROTECT, related_name="signatures")
    meaning = models.CharField(max_length=13, choices=Meaning)
    for_name = models.CharField(max_length=100, blank=True)  # in whose place, as text
    delegation = TenantForeignKey(Delegation, on_delete=models.PROTECT, null=True, related_name="+")

    objects = CirculationSignatureQuerySet.as_manager()

    class Meta(SignedText.Meta):
        ordering = ("signed_at", "id")
        constraints = (
            UniqueInTenant("step", name="a_step_of_a_circulation_is_signed_once"),
            AppendOnly(name="signatures_of_circulations_are_append_only"),
        )

    def names(self) -> str:
        """Return who signed; a deputy together with the one in whose place."""
        return in_place_of(self.name, self.for_name) if self.for_name else self.name
