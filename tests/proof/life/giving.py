"""Rules: who has a step asks for another signature beside it, takes that back, or hands it on.

Whether that is allowed is not foretold: what it leads to is, and the invariants watch.
"""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from approvals.actions.steps import add_signer, hand_on, take_back
from approvals.models import Step
from tests.proof.life.deciding import Deciding
from tests.proof.life.turn import PENDING, Duty, Turn
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
            for each, beside in turn.alike(duty):
                pk = Step.objects.filter(added_to=beside.pk).latest("pk").pk
                facts = (beside.stage, "countersigned", "all", 1, person)
                new = Duty(pk, *facts, beside=beside, place=str(place), giver=by)
                if place == Step.Place.BEFORE:
                    beside.state, new.state = "waiting", "open"
                each.duties.append(new)

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
            for each, old in turn.alike(duty):
                new = replace(
                    old,
                    pk=Step.objects.get(handed_from=old.pk).pk,
                    holder=person,
                    giver=by,
                    urged_on=None,
                )
                old.state = "handed_on"
                for other in each.duties:
                    if other.beside is old:
                        other.beside = new
                each.duties.append(new)

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
            taken = [
                (each, d)
                for each, d in turn.alike(duty)
                if (d.giver, d.place) == (duty.giver, duty.place)
            ]
            for each, gone in taken:
                gone.state = "taken_back"
                for other in each.duties:
                    if other.beside is gone and other.state in PENDING:
                        other.state = "not_required"
            for each, gone in taken:
                each.go_on_beside(gone)
            stayed = [(each, gone.beside) for each, gone in taken]
            signed = [(each, d) for each, d in stayed if d is not None and d.state == "signed"]
            if signed:
                self.go_on(turn, signed, "signed")

    def _pick_open(self, data: st.DataObject) -> tuple[Turn, Duty]:
        running = [t for t in self.model.turns() if t.state == "open" and len(t.duties) < MOST]
        waits = [(t, d) for t in running for d in t.duties if d.state == "open"]
        return self.pick(data, waits, "step")

    def _is_new(self, turn: Turn, step: Step) -> bool:
        return all(duty.pk != step.pk for duty in turn.duties)
