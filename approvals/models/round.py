"""Rounds of approval and the steps in them: one person's duty each."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.db import models
from django.db.models import BooleanField, F, Func, OuterRef, Q, Subquery, Value
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from approvals.models.delegation import Delegation, in_place_of
from approvals.models.functions import IsAmong
from approvals.models.route import Meaning, Mode, Route
from documents.models import Document, Revision
from tenants.errors import IllegalMove
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import TenantForeignKey, UniqueInTenant


class Round(TenantOwned):
    """A run through the stages of a route, for one revision and one purpose."""

    class Purpose(models.TextChoices):
        ISSUE = "issue", _("Issue")
        RETIRE = "retire", _("Retire")
        WITHDRAW = "withdraw", _("Withdraw")
        RESTORE = "restore", _("Restore")

    class State(models.TextChoices):
        OPEN = "open", _("Running")
        PASSED = "passed", pgettext_lazy("round", "Approved")
        RETURNED = "returned", _("Returned")
        RECALLED = "recalled", _("Recalled")
        REJECTED = "rejected", _("Rejected")

    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    route = TenantForeignKey(Route, on_delete=models.PROTECT, null=True, related_name="rounds")
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.ISSUE)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    stage = models.PositiveSmallIntegerField(default=1)  # the one that is running
    manifest_sha256 = models.CharField(max_length=64)
    # What is signed; of an act on the document also what is carried out once it passes.
    manifest = models.BinaryField(null=True, editable=False)
    # What became of each stage that is asked only on a condition: approvals/rounds/conditions.py.
    verdicts = models.JSONField(default=list)
    news = models.CharField(max_length=20, blank=True)  # kind of which readers are yet to be told
    started_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    comment = models.TextField(blank=True)  # why it was returned, recalled or rejected

    objects = TenantQuerySet["Round"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("number",)
        constraints = (
            UniqueInTenant("revision", "number", name="rounds_count_up"),
            UniqueInTenant(
                "revision", condition=models.Q(state="open"), name="one_open_round_per_revision"
            ),
        )

    @property
    def is_act(self) -> bool:
        """Tell whether it decides about the document itself, and not about a text of it."""
        return self.purpose != self.Purpose.ISSUE

    @property
    def noun(self) -> str:
        """Return what it decides about, as a head: "Withdrawal"."""
        return str(Document.Act(self.purpose).label) if self.is_act else ""

    def request(self) -> dict[str, Any]:
        """Return what is asked for: exactly what is signed."""
        asked: dict[str, Any] = json.loads(bytes(self.manifest)) if self.manifest else {}
        return asked

    def end(self, to: Round.State, *, by: Member | None, comment: str = "") -> None:
        """End the round in one UPDATE, so that of two outcomes only one wins."""
        facts = {"state": to, "ended_at": timezone.now(), "ended_by": by, "comment": comment}
        if not Round.objects.filter(pk=self.pk, state=Round.State.OPEN).update(**facts):
            raise IllegalMove(_("This round has ended meanwhile. Look at it again."))
        for name, value in facts.items():
            setattr(self, name, value)


class StepQuerySet(TenantQuerySet["Step"]):
    def open(self) -> StepQuerySet:
        """Steps that wait for their person now."""
        return self.filter(state=Step.State.OPEN)

    def pending(self) -> StepQuerySet:
        """Steps that somebody still answers for: open, or in a stage that has not begun."""
        return self.filter(state__in=(Step.State.WAITING, Step.State.OPEN))

    def decided_by(self, member: Member) -> StepQuerySet:
        """Steps this member has decided, in the own place or in another's."""
        mine = Q(member=member, deputy=None) | Q(deputy=member)
        return self.filter(mine, decided_at__isnull=False)

    def to_decide(self, member: Member, on: dt.date | None = None) -> StepQuerySet:
        """Open steps of this member, and of those whom the member stands in for."""
        return self.open().filter(Q(member=member) | stands_in(member, on))

    def with_deputies(self, on: dt.date | None = None) -> StepQuerySet:
        """Steps with `standing_in`: the name of the deputy who may decide an open one now."""
        may_take = Func(
            F("tenant_id"),
            OuterRef("pk"),
            F("deputy_id"),
            function="may_take_step",
            output_field=BooleanField(),
        )
        deputies = Delegation.objects.running(on).filter(may_take, delegator=OuterRef("member"))
        return self.annotate(standing_in=Subquery(deputies.values("deputy__name")[:1]))


def stands_in(member: Member, on: dt.date | None = None) -> Q:
    """Say of a step that this member may decide it in its holder's place."""
    if not member.can("approvals.decide"):
        return Q(Value(False, output_field=BooleanField()))  # noqa: FBT003
    asked = [member.tenant_id, member.pk, on or timezone.localdate()]
    return Q(IsAmong("pk", "step_id", "stood_in_for", asked))


class Step(TenantOwned):
    """What one person has to decide in one stage of a round; the stage is copied, not linked."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Not yet")
        OPEN = "open", _("To decide")
        SIGNED = "signed", _("Signed")
        SEEN = "seen", pgettext_lazy("step", "Seen")
        RETURNED = "returned", _("Returned")
        REJECTED = "rejected", _("Rejected")
        NOT_REQUIRED = "not_required", _("No longer required")

    MOVES: dict[State, set[State]] = {
        State.WAITING: {State.OPEN, State.NOT_REQUIRED},
        State.OPEN: {
            *(State.SIGNED, State.SEEN, State.RETURNED, State.REJECTED, State.NOT_REQUIRED),
        },
    }

    round = TenantForeignKey(Round, on_delete=models.PROTECT, related_name="steps")
    stage = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    meaning = models.CharField(max_length=13, choices=Meaning)
    mode = models.CharField(max_length=8, choices=Mode)
    minimum = models.PositiveSmallIntegerField(default=1)
    due_days = models.PositiveSmallIntegerField(default=3)
    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    due_on = models.DateField(null=True)  # known when the stage starts
    decided_at = models.DateTimeField(null=True)
    comment = models.TextField(blank=True)
    key = models.UUIDField(null=True)  # of the request that decided: same key, same answer
    deputy = TenantForeignKey(  # who decided it in the member's place
        Member, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = StepQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("stage", "id")
        constraints = (
            UniqueInTenant("round", "stage", "member", name="one_step_per_person_and_stage"),
            UniqueInTenant("key", name="step_key_is_unique"),
        )
        indexes = (
            models.Index(
                fields=["tenant", "member", "due_on"],
                condition=models.Q(state="open"),
                name="step_inbox",
            ),
        )

    @property
    def only_views(self) -> bool:
        """Tell whether this person looks and confirms so, signs nothing and holds nothing up."""
        return self.meaning == Meaning.SEEN

    @property
    def name(self) -> str:
        """Return the stage's name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en

    def names(self) -> str:
        """Return who decides or has decided: the member, or deputy and member."""
        name: str = self.member.name
        if self.deputy is not None:
            return in_place_of(self.deputy.name, name)
        deputy = self.deputy_now() if self.state == Step.State.OPEN else ""
        return in_place_of(deputy, name) if deputy else name

    def deputy_now(self) -> str:
        """Return who may decide it now in the member's place, if with_deputies() asked."""
        return getattr(self, "standing_in", None) or ""

    def is_stood_in(self) -> bool:
        """Tell whether the reader it was loaded for may decide it in the member's place."""
        return getattr(self, "by_reader", False)

    def names_beside(self, reader: Member) -> str:
        """Return the names where they are more than the reader's own; else nothing."""
        names = self.names()
        return "" if names == reader.name else names

    def move(self, to: Step.State, **facts: object) -> None:
        """Change state in one UPDATE, so that of two clicks only one wins."""
        old = Step.State(self.state)
        if to not in self.MOVES.get(old, set()):
            raise IllegalMove(_("You have decided this already, or it is no longer required."))
        facts = {"state": to, **facts}
        if not Step.objects.filter(pk=self.pk, state=old).update(**facts):
            raise IllegalMove(_("This step was decided meanwhile. Look at it again."))
        for name, value in facts.items():
            setattr(self, name, value)
