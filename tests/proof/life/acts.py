"""Rules: a document is withdrawn, restored, retired with its family, or is not after all."""

import datetime as dt

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from approvals.actions.acts import ask_to_restore, ask_to_retire, call_off, withdraw
from approvals.models import Round
from documents.retirement import ChildPlan, Fate, RetirementPlan
from tests.proof.life.model import ChildFate, Paper
from tests.proof.life.turn import Turn
from tests.proof.life.world import World


class Acting(World):
    """What controllers do to documents that are, or were, in force."""

    @precondition(lambda self: any(paper.in_force for paper in self.model.papers))
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        paper = self.pick(data, self.model.papers, "paper")
        running = paper.running_act
        is_same = running is not None and running.purpose == "withdraw"
        allowed = paper.in_force is not None and paper.state != "retired"
        allowed &= running is None or running.purpose in ("retire", "review")
        rounds: list[Round] = []

        def act() -> None:
            rounds.append(withdraw(self.document(paper), by=self.member("cora"), reason="Unsafe"))

        if self.attempt("withdraw", act, allowed=allowed or is_same) and not is_same:
            if running is not None:
                self.model.close(running, "recalled", self.today)
            self.watch_act(rounds[0], paper)
            if paper.state == "active":
                paper.state = "withdrawn"

    @precondition(lambda self: any(paper.state == "withdrawn" for paper in self.model.papers))
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        paper = self.pick(data, self.model.papers, "paper")
        running = paper.running_act
        is_same = running is not None and running.purpose == "restore"
        allowed = running is None and paper.state == "withdrawn"
        rounds: list[Round] = []

        def act() -> None:
            who = self.member("cora")
            rounds.append(ask_to_restore(self.document(paper), by=who, reason="Safe"))

        if self.attempt("restore", act, allowed=allowed or is_same) and not is_same:
            self.watch_act(rounds[0], paper)

    @precondition(lambda self: any(paper.in_force for paper in self.model.papers))
    @rule(data=st.data())
    def retire(self, data: st.DataObject) -> None:
        paper = self.pick(data, self.model.papers, "paper")
        ahead = self.pick(data, (None, None, 5, -1), "days ahead")
        day = None if ahead is None else self.today + dt.timedelta(days=ahead)
        fates = self._fates(data, paper)
        running = paper.running_act
        is_same = running is not None and running.purpose == "retire"
        allowed = running is None and paper.state != "retired" and not paper.is_ending
        allowed &= paper.in_force is not None and ahead != -1 and not is_being_decided(paper)
        allowed &= all(self._may_go_along(fate, fates) for fate in fates)
        rounds: list[Round] = []

        def act() -> None:
            plan = RetirementPlan((), [_planned(fate) for fate in fates])
            who = self.member("cora")
            rounds.append(
                ask_to_retire(self.document(paper), plan, by=who, reason="Old", effective_on=day)
            )

        if self.attempt("retire", act, allowed=allowed or is_same) and not is_same:
            turn = self.watch_act(rounds[0], paper)
            turn.day, turn.fates = day, fates

    def _fates(self, data: st.DataObject, paper: Paper) -> list[ChildFate]:
        """Say something about each child."""
        others = [p for p in self.model.papers if p is not paper and p.state != "retired"]
        fates = []
        for child in self.model.children(paper):
            homes = [other for other in others if other is not child]
            choices = [Fate.RETIRE, Fate.KEEP, *([Fate.MOVE] if homes else [])]
            fate = self.pick(data, choices, f"fate of {child.number}")
            home = self.pick(data, homes, "to") if fate == Fate.MOVE else None
            fates.append(ChildFate(child, fate, home))
        return fates

    def _may_go_along(self, fate: ChildFate, fates: list[ChildFate]) -> bool:
        """Tell whether a child may be retired with its parent: nobody needs it or decides on it."""
        if fate.fate != Fate.RETIRE:
            return True
        child = fate.child
        is_needed = bool(self.model.children(child)) or any(f.home is child for f in fates)
        return not (is_needed or child.act or is_being_decided(child))

    @precondition(lambda self: any(paper.retires_on for paper in self.model.papers))
    @rule(data=st.data())
    def call_off(self, data: st.DataObject) -> None:
        paper = self.pick(data, self.model.papers, "paper")
        allowed = paper.retires_on is not None and paper.state != "retired"

        def act() -> None:
            call_off(self.document(paper), by=self.member("cora"), reason="Still needed")

        if self.attempt("call off", act, allowed=allowed):
            paper.retires_on = None

    def watch_act(self, round: Round, paper: Paper) -> Turn:
        assert paper.in_force is not None
        paper.act = str(round.purpose)
        turn = self.watch(round, paper, paper.in_force)
        turn.advance()
        return turn


def is_being_decided(paper: Paper) -> bool:
    return paper.in_work is not None and paper.in_work.state != "draft"


def _planned(fate: ChildFate) -> ChildPlan:
    home = fate.home.number if fate.home is not None else ""
    return ChildPlan(fate.child.number, fate.fate, home, reason="Used by itself")
