"""What pages say of an act on a document: what is asked for, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise

from approvals.leaving.labels import known_as
from approvals.models import Round, Verdict
from approvals.reviews.evidence import Evidence
from approvals.rounds.trail import Trail
from documents.models import Document, Revision
from documents.retirement import Fate, RetirementPlan
from tenants.models import Member


@dataclass(frozen=True)
class Child:
    """What becomes of a document that belongs to one that is retired."""

    number: str
    fate: str | Promise
    more: str  # the number it moves to, or why it is kept


@dataclass(frozen=True)
class Asked:
    """What is asked for, in words; exactly what is signed."""

    round: Round
    facts: dict[str, Any]

    @classmethod
    def of(cls, round: Round) -> Asked:
        return cls(round, round.request())

    @property
    def reason(self) -> str:
        reason: str = self.facts.get("reason", "")
        return reason

    @property
    def day(self) -> str:
        """Return the day from which it shall hold; "" at once."""
        day: str = self.facts.get("effective_on", "")
        return day

    @property
    def verdict(self) -> str | Promise:
        """Return what a review came to."""
        return Verdict(self.facts["verdict"]).label

    @property
    def evidence(self) -> Evidence:
        """Return what the verdict rests on."""
        return Evidence.from_json(self.facts["evidence"])

    def successors(self) -> list[str]:
        return list(RetirementPlan.from_json(self.facts).successors)

    def children(self) -> list[Child]:
        plan = RetirementPlan.from_json(self.facts)
        return [
            Child(each.number, Fate(each.fate).label, each.to or each.reason)
            for each in plan.children
        ]


@dataclass(frozen=True)
class ShownAct:
    """The newest act on a document with its trail."""

    trail: Trail
    asked: Asked

    @classmethod
    def on(cls, document: Document, reader: Member) -> ShownAct | None:
        """Return the act that made the document what it is, or is being decided; else nothing.

        Of a document that is simply in force nothing is asked of the database.
        """
        # a review has a place of its own
        is_decided = bool(document.act) and document.act != Document.Act.REVIEW
        is_plain = document.state == Document.State.ACTIVE and not is_decided
        if document.in_force is None or (is_plain and document.retires_on is None):
            return None
        trail = Trail.of_act(document.in_force, reader)
        return cls(trail, Asked.of(trail.round)) if trail else None

    def held_up_by(self) -> list[str]:
        """Name what is decided on and shall go along with a document whose last day is over."""
        document, reader = self.trail.round.revision.document, self.trail.steps[0].reader
        if document.retires_on is None or document.retires_on > timezone.localdate():
            return []
        plan = RetirementPlan.from_json(self.asked.facts)
        along = [child.number for child in plan.children if child.fate == Fate.RETIRE]
        in_review = Revision.objects.filter(document=OuterRef("pk"), state=Revision.State.IN_REVIEW)
        decided_on = Q(Exists(in_review)) | ~Q(act="")
        held = document.children.filter(decided_on, number__in=along).order_by("number_key")
        return [known_as(child, reader) if reader else child.number for child in held]

    @property
    def is_running(self) -> bool:
        return bool(self.trail.round.state == Round.State.OPEN)

    @property
    def is_returned(self) -> bool:
        """Tell whether a withdrawal stands that its approvers gave back without a decision."""
        round = self.trail.round
        is_withdrawal = round.purpose == Round.Purpose.WITHDRAW
        return bool(is_withdrawal and round.state == Round.State.RETURNED)
