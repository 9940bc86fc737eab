"""What ought to be: the life of documents in a few plain objects, beside the product.

It knows nothing of the database. What the product does is done here as well, and compared.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from uuid import UUID

from tests.proof.life.stand import Stand
from tests.proof.life.turn import GONE, Duty, Turn

if TYPE_CHECKING:
    from tests.proof.life.bundle import Bundle

NOT_YET: Final = UUID(int=0)  # the product made a row of its own accord: which is looked up


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
    fee: int  # what its second clause says, which a stage of its route is about
    is_told: bool = True  # what changes is said; whoever takes up what a verdict began has to
    state: str = "draft"
    saves: int = 0
    effective_on: dt.date | None = None
    is_queued: bool = False  # a worker will make its controlled PDF
    is_issued: bool = False
    bundle: Bundle | None = field(default=None, repr=False)

    @property
    def is_in_work(self) -> bool:
        return self.state in ("draft", "in_review", "approved")

    @property
    def is_bound(self) -> bool:
        """Tell whether nothing is done to it alone."""
        return self.bundle is not None and self.is_in_work


@dataclass
class Check:
    """A periodic review."""

    pk: UUID = field(repr=False)
    text: Text = field(repr=False)
    reviewer: str
    planned_on: dt.date | None = None
    state: str = "planned"
    verdict: str = ""
    next_due: dt.date | None = None
    corrects: Check | None = field(default=None, repr=False)
    draft: Text | None = field(default=None, repr=False)
    key: UUID | None = field(default=None, repr=False)


@dataclass
class Paper:
    """A document."""

    pk: UUID = field(repr=False)
    number: str
    separates: bool  # nobody signs what they wrote, and a review is confirmed by others
    owner: str
    parent: Paper | None = field(default=None, repr=False)
    state: str = "active"
    act: str = ""
    retires_on: dt.date | None = None
    retirement: Turn | None = field(default=None, repr=False)  # the approved one
    texts: list[Text] = field(default_factory=list, repr=False)
    turns: list[Turn] = field(default_factory=list, repr=False)
    review_due: dt.date | None = None
    checks: list[Check] = field(default_factory=list, repr=False)
    given: list[Check] = field(default_factory=list, repr=False)  # in the order they were done

    @property
    def in_force(self) -> Text | None:
        return next((text for text in self.texts if text.state == "effective"), None)

    @property
    def in_work(self) -> Text | None:
        return next((text for text in self.texts if text.is_in_work), None)

    @property
    def fee(self) -> int:
        """Return what the text in force says."""
        return self.in_force.fee if self.in_force is not None else 0

    @property
    def is_ending(self) -> bool:
        return self.act == "retire" or self.retires_on is not None

    @property
    def running_act(self) -> Turn | None:
        return next((t for t in self.turns if t.state == "open" and t.purpose != "issue"), None)

    @property
    def open_check(self) -> Check | None:
        """Return the review that is still to be done of the text in force."""
        text = self.in_force
        waits = [c for c in self.checks if c.state in ("planned", "deciding") and c.text is text]
        return waits[0] if waits else None

    @property
    def last_verdict(self) -> Check | None:
        return next((check for check in reversed(self.given) if check.state == "done"), None)

    def activate(self, text: Text, today: dt.date) -> None:
        if old := self.in_force:
            old.state = "superseded"
        text.state = "effective"
        self.review_due = in_a_year(today)

    def activate_if_due(self, text: Text, today: dt.date) -> None:
        is_due = text.effective_on is None or text.effective_on <= today
        is_alone = text.bundle is None and text.state == "approved"
        if is_alone and text.is_issued and is_due and self.state == "active":
            self.activate(text, today)

    def retire(self) -> None:
        text = self.in_work
        if text is not None and text.state != "in_review":
            text.state = "cancelled"
        self.state, self.act, self.retires_on = "retired", "", None

    def settle(self, check: Check) -> None:
        """Let a verdict count: the next date, the draft it asks for, the one it corrects."""
        check.state = "done"
        self.given.append(check)
        if check.corrects is not None:
            check.corrects.state = "corrected"
        is_in_force = check.text is self.in_force
        if is_in_force:
            self.review_due = check.next_due
        if check.verdict not in ("minor", "revise"):
            return
        if self.in_work is None and is_in_force:
            change = "minor" if check.verdict == "minor" else "major"
            by = check.reviewer if check.reviewer in WRITERS else self.owner
            n = len(self.texts) + 1
            new = Text(NOT_YET, n, change, by, {by}, check.text.fee, is_told=False)
            self.texts.append(new)
        check.draft = self.in_work


WRITERS: Final = ("cora", "ada", "ann")


def in_a_year(day: dt.date) -> dt.date:
    """Return the same day of the next year; the last of February for a day it has not."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


@dataclass
class Model:
    """The whole company."""

    papers: list[Paper] = field(default_factory=list)
    stands: list[Stand] = field(default_factory=list)
    bundles: list[Bundle] = field(default_factory=list)

    def texts(self) -> Iterator[tuple[Paper, Text]]:
        return ((paper, text) for paper in self.papers for text in paper.texts)

    def turns(self) -> Iterator[Turn]:
        return (turn for paper in self.papers for turn in paper.turns)

    def children(self, paper: Paper) -> list[Paper]:
        return [p for p in self.papers if p.parent is paper and p.state != "retired"]

    def waits_for(
        self, turn: Turn, duty: Duty, person: str, day: dt.date
    ) -> list[tuple[Turn, Duty]]:
        """Return what this person decides by one act on a step, in the product's order."""
        steps = [(turn, duty)]
        if turn.bundle is not None:
            steps = [(each, d) for each in turn.siblings() for d in each.duties]
        found = [
            (t, d) for t, d in steps if d.state == "open" and self.may_decide(t, d, person, day)
        ]
        found.sort(key=lambda each: (each[0].pk, each[1].stage, each[1].pk))
        return sorted(found, key=lambda each: each[1].holder != person)  # the own ones first

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
        if turn.purpose != "issue" and person == turn.starter:
            return False
        beside = [o for o in _others(turn, duty, person) if o.stage == duty.stage]
        once = duty.mode == "at_least" or duty.beside is not None
        if any(once or other.beside is not None for other in beside):
            return False
        siblings = turn.siblings()
        if not any(each.paper.separates for each in siblings):
            return True
        if turn.bundle is not None and person == turn.bundle.lead:
            return False
        for each in siblings:
            if person in each.text.authors | {each.starter, each.text.prepared_by}:
                return False
            pairs = [{duty.meaning, other.meaning} for other in _others(each, duty, person)]
            if {"reviewed", "approved"} in pairs:
                return False
        return True

    def close(self, turn: Turn, to: str, today: dt.date) -> None:
        """End a round, and do what its end means."""
        turn.end(to)
        paper = turn.paper
        if turn.purpose == "issue":
            return
        paper.act = ""
        is_back = turn.purpose == "withdraw" and to in ("rejected", "recalled")
        if is_back or (turn.purpose == "restore" and to == "passed"):
            self.bring_back(paper, today)
        elif turn.check is not None and to == "passed":
            paper.settle(turn.check)
        elif turn.check is not None:
            turn.check.state, turn.check.key = "planned", None
        elif turn.purpose == "retire" and to == "passed":
            paper.retirement = turn
            if turn.day is None or turn.day <= today:
                self.retire(turn)
            else:
                paper.retires_on = turn.day

    def bring_back(self, paper: Paper, today: dt.date) -> None:
        paper.state = "active"
        if (text := paper.in_work) is None:
            return
        paper.activate_if_due(text, today)
        if text.bundle is not None:
            text.bundle.is_queued |= text.bundle.state == "approved"

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


def _others(turn: Turn, duty: Duty, person: str) -> list[Duty]:
    """Return what else this person has in the round that weighs."""
    others = [each for each in turn.duties if each is not duty and each.state not in GONE]
    return [each for each in others if person in each.actors]
