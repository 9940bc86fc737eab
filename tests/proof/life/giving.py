"""Rules: who has a step asks for another signature beside it, takes that back, or hands it on.

Whether that is allowed is not foretold: what it leads to is, and the invariants watch.
"""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from approvals.actions.steps import add_signer, hand_on, take_back
from approvals.models import Step
from tests.proof.life.deciding import Deciding
from tests.proof.life.model import PENDING, Duty, Turn
from tests.proof.life.world import World

MOST: int = 12  # steps in a round


def _gives(machine: World) -> bool:
    return any(turn.state == "open" and len(turn.duties) < MOST for turn in machine.model.turns())


class Giving(Deciding):
    """What people do with their steps besides deciding."""

    @precondition(_gives)
    @rule(data=st.data())
    def add(self, data: st.DataObject) -> None:
        turn, duty = self._pick_open(data)
        by = self.pick(data, (duty.holder, duty.holder, "ruth"), "by")
        person = self.pick(data, sorted(self.people), "person")
        place = self.pick(data, (Step.Place.BEFORE, Step.Place.AFTER), "place")
        made: list[Step] = []

        def act() -> None:
            who, whom = self.member(by), self.member(person)
            made.append(add_signer(self.step(duty), whom, by=who, place=place, why="Knows it"))

        if self.attempt("add", act, allowed=None) and self._is_new(turn, made[0]):
            facts = (duty.stage, "countersigned", "all", 1, person)
            new = Duty(made[0].pk, *facts, beside=duty, place=str(place))
            if place == Step.Place.BEFORE:
                duty.state, new.state = "waiting", "open"
            turn.duties.append(new)

    @precondition(_gives)
    @rule(data=st.data())
    def hand_on(self, data: st.DataObject) -> None:
        turn, duty = self._pick_open(data)
        by = self.pick(data, (duty.holder, duty.holder, "cora", "ruth"), "by")
        person = self.pick(data, sorted(self.people), "person")
        made: list[Step] = []

        def act() -> None:
            who, whom = self.member(by), self.member(person)
            made.append(hand_on(self.step(duty), whom, by=who, why="On leave"))

        if self.attempt("hand on", act, allowed=None) and self._is_new(turn, made[0]):
            facts = (duty.stage, duty.meaning, duty.mode, duty.minimum, person)
            new = Duty(made[0].pk, *facts, state="open", beside=duty.beside, place=duty.place)
            duty.state = "handed_on"
            for other in turn.duties:
                if other.beside is duty:
                    other.beside = new
            turn.duties.append(new)

    @precondition(lambda self: any(d.beside for t in self.model.turns() for d in t.duties))
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        added = [(t, d) for t in self.model.turns() for d in t.duties if d.beside is not None]
        turn, duty = self.pick(data, added, "addition")
        beside = duty.beside
        assert beside is not None
        by = self.pick(data, (beside.holder, "cora"), "by")

        def act() -> None:
            take_back(self.step(duty), by=self.member(by))

        before = duty.state
        if self.attempt("take back", act, allowed=None) and before != "taken_back":
            assert before in PENDING
            duty.state = "taken_back"
            for other in turn.duties:
                if other.beside is duty and other.state in PENDING:
                    other.state = "not_required"
            turn.go_on_beside(duty)
            if beside.state == "signed":
                self._go_on(turn, beside)

    def _pick_open(self, data: st.DataObject) -> tuple[Turn, Duty]:
        running = [t for t in self.model.turns() if t.state == "open" and len(t.duties) < MOST]
        waits = [(t, d) for t in running for d in t.duties if d.state == "open"]
        return self.pick(data, waits, "step")

    def _is_new(self, turn: Turn, step: Step) -> bool:
        return all(duty.pk != step.pk for duty in turn.duties)
