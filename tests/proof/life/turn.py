"""What ought to be: a round and the steps in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from tests.proof.life.bundle import Bundle
    from tests.proof.life.model import Check, ChildFate, Paper, Text

PENDING = {"open", "waiting"}
GONE = {"not_required", "handed_on", "taken_back"}  # weighs no more


@dataclass
class Duty:
    """A step: who has to decide what, and what became of it."""

    pk: UUID = field(repr=False)
    stage: int
    meaning: str
    mode: str
    minimum: int
    holder: str
    state: str = "waiting"
    deputy: str = ""
    key: UUID | None = None
    beside: Duty | None = field(default=None, repr=False)  # to which it was added
    place: str = ""  # "before" or "after" that
    giver: str = ""  # who added it, or handed it on
    urged_on: dt.date | None = None

    @property
    def only_views(self) -> bool:
        return self.meaning == "seen"

    @property
    def actors(self) -> set[str]:
        return {self.holder, self.deputy} - {""}


@dataclass
class Turn:
    """A round: what is asked for, by whom, and how far it is."""

    pk: UUID = field(repr=False)
    paper: Paper = field(repr=False)
    text: Text = field(repr=False)
    purpose: str
    starter: str
    duties: list[Duty] = field(repr=False)
    day: dt.date | None = None  # of a retirement
    fates: list[ChildFate] = field(default_factory=list, repr=False)
    state: str = "open"
    stage: int = 0
    bundle: Bundle | None = field(default=None, repr=False)  # with whose other rounds it goes
    check: Check | None = field(default=None, repr=False)  # the review that it confirms

    def advance(self) -> bool:
        """Start the next stage that holds the round up, and those on the way that only view."""
        while later := sorted({d.stage for d in self.duties if d.stage > self.stage}):
            self.stage = later[0]
            duties = [d for d in self.duties if d.stage == self.stage]
            for duty in duties:
                duty.state = "open"
            if not duties[0].only_views:
                return True
        return False

    def decides_now(self) -> bool:
        """Tell whether it has somebody in the running stage who decides: in a package not all."""
        duties = [d for d in self.duties if d.stage == self.stage and d.state not in GONE]
        return any(not duty.only_views for duty in duties)

    def is_decided(self) -> bool:
        duties = [d for d in self.duties if d.stage == self.stage and d.state not in GONE]
        own = [d for d in duties if d.beside is None]
        needed = {"all": len(own), "any": 1, "at_least": own[0].minimum}[own[0].mode]
        if sum(d.state == "signed" for d in own) < needed:
            return False
        beside = [d for d in duties if d.beside is not None and d.beside.state == "signed"]
        return all(d.state == "signed" for d in beside)

    def go_on_beside(self, duty: Duty) -> None:
        """Let those begin who waited for this one: added after it, or who added it."""
        for later in self.duties:
            waits = later.beside is duty and (later.place, later.state) == ("after", "waiting")
            if waits and duty.state == "signed" and not self.is_held_up(later):
                later.state = "open"
        parent = duty.beside
        if parent is not None and parent.state == "waiting" and not self.is_held_up(parent):
            parent.state = "open"

    def is_held_up(self, duty: Duty) -> bool:
        """Tell whether somebody who was added before it has not signed yet."""
        before = [d for d in self.duties if d.beside is duty and d.place == "before"]
        return any(d.state in PENDING for d in before)

    def would_pass(self, duty: Duty) -> bool:
        """Tell whether this signature is the last."""
        before, duty.state = duty.state, "signed"
        rest = [d for d in self.duties if d.stage > self.stage and not d.only_views]
        passes = not rest and self.is_decided()
        duty.state = before
        return passes

    def let_go(self, *states: str, stage: int = 0) -> None:
        for duty in self.duties:
            if duty.state in states and stage in (0, duty.stage):
                duty.state = "not_required"

    def end(self, to: str) -> None:
        """End it; of a text that was to be issued the state follows."""
        self.state = to
        self.let_go(*PENDING)
        if self.purpose == "issue":
            self.text.state = {"passed": "approved", "rejected": "rejected"}.get(to, "draft")
            self.text.is_queued = to == "passed"

    def was_signed(self) -> bool:
        return any(duty.state == "signed" for duty in self.duties)

    def siblings(self) -> list[Turn]:
        """Return the rounds that were submitted together with it, itself among them."""
        return [self] if self.bundle is None else self.bundle.turns_with(self)

    def alike(self, duty: Duty) -> list[tuple[Turn, Duty]]:
        """Return the step with those that go with it: one task of its holder, and one act."""
        facts = (duty.holder, duty.meaning, duty.state)
        if self.bundle is None:
            return [(self, duty)]
        steps = [(turn, each) for turn in self.siblings() for each in turn.duties]
        return [(t, d) for t, d in steps if (d.holder, d.meaning, d.state) == facts]
