"""What ought to be: change packages, whose rounds go together and whose texts take effect so."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from tests.proof.life.model import Paper, Text
from tests.proof.life.turn import PENDING, Turn


@dataclass
class Bundle:
    """A change package."""

    pk: UUID = field(repr=False)
    lead: str
    day: dt.date | None
    state: str = "draft"
    parts: list[tuple[Paper, Text]] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list, repr=False)  # of the last submission
    before: list[list[Turn]] = field(default_factory=list, repr=False)  # of the earlier ones
    is_queued: bool = False  # a worker will look whether it can take effect

    @property
    def running(self) -> list[Turn]:
        return self.turns if self.state == "in_approval" else []

    def turns_with(self, turn: Turn) -> list[Turn]:
        """Return what was submitted together with a round."""
        return next(turns for turns in (self.turns, *self.before) if any(t is turn for t in turns))

    def take(self, paper: Paper, text: Text) -> None:
        self.parts.append((paper, text))
        text.bundle = self

    def drop(self, paper: Paper, text: Text) -> None:
        self.parts.remove((paper, text))
        text.bundle = None

    def begin(self, turns: list[Turn]) -> None:
        self.before.append(self.turns)
        self.state, self.turns = "in_approval", turns
        self.advance()

    def advance(self) -> bool:
        """Start the next stage in whichever rounds have it; False after the last."""
        later = {d.stage for turn in self.turns for d in turn.duties if d.stage > turn.stage}
        while later:
            stage = min(later)
            later.remove(stage)
            opened = [d for turn in self.turns for d in turn.duties if d.stage == stage]
            for turn in self.turns:
                turn.stage = stage
            for duty in opened:
                duty.state = "open"
            if not all(duty.only_views for duty in opened):
                return True
        return False

    def go_on(self) -> None:
        """Go on once every round that decides in this stage has the signatures it needs."""
        deciding = [turn for turn in self.turns if turn.decides_now()]
        decided = [turn for turn in deciding if turn.is_decided()]
        for turn in decided:
            turn.let_go(*PENDING, stage=turn.stage)
        if len(decided) == len(deciding) and not self.advance():
            self.close("passed")

    def close(self, to: str) -> None:
        for turn in self.turns:
            turn.end(to)
        self.state = {"passed": "approved", "rejected": "rejected"}.get(to, "draft")

    def activate_if_due(self, today: dt.date) -> None:
        """Put all in force if the day has come and nothing holds any of it, else nothing."""
        is_due = self.state == "approved" and (self.day is None or self.day <= today)
        ready = [
            paper.state == "active" and text.state == "approved" and text.is_issued
            for paper, text in self.parts
        ]
        if is_due and all(ready):
            for paper, text in self.parts:
                paper.activate(text, today)
            self.state = "effective"
