"""What ought to be: the life of documents in a few plain objects, beside the product.

It knows nothing of the database. What the product does is done here as well, and compared.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

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
            if waits and duty.state == "signed":
                later.state = "open"
        parent = duty.beside
        if parent is None or parent.state != "waiting":
            return
        before = [d for d in self.duties if d.beside is parent and d.place == "before"]
        if not any(d.state in PENDING for d in before):
            parent.state = "open"

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

    def was_signed(self) -> bool:
        return any(duty.state == "signed" for duty in self.duties)


@dataclass
class ChildFate:
    """What becomes of a document when the one it belongs to is retired."""

    child: Paper
    fate: str  # "retire", "keep" or "move"
    home: Paper | None = None


@dataclass
class Text:
    """A revision."""

    pk: UUID = field(repr=False)
    n: int
    change_class: str
    prepared_by: str
    authors: set[str]
    state: str = "draft"
    saves: int = 0
    effective_on: dt.date | None = None
    is_queued: bool = False  # a worker will make its controlled PDF
    is_issued: bool = False


@dataclass
class Paper:
    """A document."""

    pk: UUID = field(repr=False)
    number: str
    separates: bool  # nobody signs what they wrote
    owner: str
    parent: Paper | None = field(default=None, repr=False)
    state: str = "active"
    act: str = ""
    retires_on: dt.date | None = None
    retirement: Turn | None = field(default=None, repr=False)  # the approved one
    texts: list[Text] = field(default_factory=list, repr=False)
    turns: list[Turn] = field(default_factory=list, repr=False)

    @property
    def in_force(self) -> Text | None:
        return next((text for text in self.texts if text.state == "effective"), None)

    @property
    def in_work(self) -> Text | None:
        states = ("draft", "in_review", "approved")
        return next((text for text in self.texts if text.state in states), None)

    @property
    def is_ending(self) -> bool:
        return self.act == "retire" or self.retires_on is not None

    @property
    def running_act(self) -> Turn | None:
        return next((t for t in self.turns if t.state == "open" and t.purpose != "issue"), None)

    def activate(self, text: Text) -> None:
        if old := self.in_force:
            old.state = "superseded"
        text.state = "effective"

    def activate_if_due(self, text: Text, today: dt.date) -> None:
        is_due = text.effective_on is None or text.effective_on <= today
        if text.state == "approved" and text.is_issued and is_due and self.state == "active":
            self.activate(text)

    def retire(self) -> None:
        text = self.in_work
        if text is not None and text.state != "in_review":
            text.state = "cancelled"
        self.state, self.act, self.retires_on = "retired", "", None


@dataclass
class Stand:
    """A delegation."""

    pk: UUID = field(repr=False)
    holder: str
    deputy: str
    first: dt.date
    last: dt.date
    is_ended: bool = False

    def runs(self, day: dt.date) -> bool:
        return not self.is_ended and self.first <= day <= self.last


@dataclass
class Model:
    """The whole company."""

    papers: list[Paper] = field(default_factory=list)
    stands: list[Stand] = field(default_factory=list)

    def texts(self) -> Iterator[tuple[Paper, Text]]:
        return ((paper, text) for paper in self.papers for text in paper.texts)

    def turns(self) -> Iterator[Turn]:
        return (turn for paper in self.papers for turn in paper.turns)

    def children(self, paper: Paper) -> list[Paper]:
        return [p for p in self.papers if p.parent is paper and p.state != "retired"]

    def may_decide(self, turn: Turn, duty: Duty, person: str, day: dt.date) -> bool:
        """Tell whether this person may decide it today: as its holder, or in the holder's place."""
        if person == duty.holder:
            return True
        running = [stand for stand in self.stands if stand.runs(day)]
        for first in (stand for stand in running if stand.holder == duty.holder):
            between = first.deputy
            passes_on = any((s.holder, s.deputy) == (between, person) for s in running)
            if person != between and not (passes_on and self.is_free(turn, duty, between)):
                continue
            if self.is_free(turn, duty, person):
                return True
        return False

    def is_free(self, turn: Turn, duty: Duty, person: str) -> bool:
        """Tell whether nothing else keeps this person from deciding it for somebody."""
        others = [
            other
            for other in turn.duties
            if other is not duty and other.state not in GONE and person in other.actors
        ]
        if duty.mode == "at_least" and any(other.stage == duty.stage for other in others):
            return False
        if not turn.paper.separates:
            return True
        if person in turn.text.authors | {turn.starter, turn.text.prepared_by}:
            return False
        pairs = [{duty.meaning, other.meaning} for other in others]
        return {"reviewed", "approved"} not in pairs

    def close(self, turn: Turn, to: str, today: dt.date) -> None:
        """End a round, and do what its end means."""
        turn.state = to
        turn.let_go(*PENDING)
        paper, text = turn.paper, turn.text
        if turn.purpose == "issue":
            states = {"passed": "approved", "rejected": "rejected"}
            text.state = states.get(to, "draft")
            text.is_queued = to == "passed"
            return
        paper.act = ""
        is_back = turn.purpose == "withdraw" and to in ("rejected", "recalled")
        if is_back or (turn.purpose == "restore" and to == "passed"):
            self.bring_back(paper, today)
        elif turn.purpose == "retire" and to == "passed":
            paper.retirement = turn
            if turn.day is None or turn.day <= today:
                self.retire(turn)
            else:
                paper.retires_on = turn.day

    def bring_back(self, paper: Paper, today: dt.date) -> None:
        paper.state = "active"
        if paper.in_work is not None:
            paper.activate_if_due(paper.in_work, today)

    def is_held_up(self, turn: Turn) -> bool:
        """Tell whether a retirement waits for what is decided about something that goes along."""
        return any(
            each.fate == "retire"
            and each.child.parent is turn.paper
            and (each.child.act or any(t.state == "in_review" for t in each.child.texts))
            for each in turn.fates
        )

    def retire(self, turn: Turn) -> None:
        """Carry out an approved retirement as far as the children are still its own."""
        for each in turn.fates:
            child, home = each.child, each.home
            if child.parent is not turn.paper or child.state == "retired":
                continue
            if each.fate == "retire":
                child.retire()
            else:
                lasts = home is not None and home.state != "retired" and not home.is_ending
                child.parent = home if lasts else None
        turn.paper.retire()
