"""Rules: people decide, in their own place and in others', with doubled clicks and wrong hands.

In a change package one act decides on all that waits for the same person.
"""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from approvals.actions.decisions import confirm_seen, reject_step, return_step, sign_step
from approvals.rounds.identity import NotConfirmed
from tests.proof.life.turn import PENDING, Duty, Turn
from tests.proof.life.world import World
from tests.world import PASSWORD

MANY: Final = 99
ACTS: Final[dict[str, tuple[Callable[..., None], str]]] = {
    "sign": (sign_step, "signed"),
    "return": (return_step, "returned"),
    "reject": (reject_step, "rejected"),
    "see": (confirm_seen, "seen"),
}


class Deciding(World):
    """What those do who are asked."""

    @precondition(lambda self: any(t.state == "open" for t in self.model.turns()))
    @rule(data=st.data())
    def sign_what_is_open(self, data: st.DataObject) -> None:
        """Go on with a round, perhaps to its end: what only begins leads nowhere."""
        running = [turn for turn in self.model.turns() if turn.state == "open"]
        turn = self.pick(data, running, "round")
        self.sign_all(turn, self.pick(data, (1, 2, MANY), "signatures"))

    def sign_all(self, turn: Turn, most: int = MANY) -> None:
        for _time in range(most):
            duties = [(each, duty) for each in turn.siblings() for duty in each.duties]
            waits = [(t, d) for t, d in duties if d.state == "open" and not d.only_views]
            if not waits:
                return
            each, duty = waits[0]
            self.do_decide(each, duty, duty.holder, "sign", "", None)

    @precondition(lambda self: any(self.model.turns()))
    @rule(data=st.data())
    def decide(self, data: st.DataObject) -> None:
        """Let anybody decide anything, any way."""
        turn, duty = self.pick(data, self.duties()[-24:], "step")
        by = self.pick(data, [duty.holder, *sorted(self.people)], "by")
        act = self.pick(data, ("sign", "sign", "sign", "return", "reject", "see", "see"), "act")
        comment = self.pick(data, ("", "Not clear"), "comment")
        key = self.pick(data, [None, duty.key], "key")
        self.do_decide(turn, duty, by, act, comment, key)

    @precondition(lambda self: any(t.state == "open" for t in self.model.turns()))
    @rule(data=st.data())
    def mistype(self, data: st.DataObject) -> None:
        turn, duty = self.pick(data, self.duties(), "step")
        waits = self.model.waits_for(turn, duty, duty.holder, self.today)
        may = any(not each.only_views for _turn, each in waits)

        def act() -> None:
            try:
                sign_step(self.step(duty), by=self.member(duty.holder), password="wrong")
            except NotConfirmed:
                assert may
                raise

        self.attempt("mistype", act, allowed=False)

    def duties(self) -> list[tuple[Turn, Duty]]:
        return [(turn, duty) for turn in self.model.turns() for duty in turn.duties]

    def do_decide(
        self, turn: Turn, duty: Duty, by: str, name: str, comment: str, key: UUID | None
    ) -> None:
        action, state = ACTS[name]
        is_again = key is not None and duty.key == key
        waits = self.model.waits_for(turn, duty, by, self.today)
        decides = any(not each.only_views for _turn, each in waits)
        allowed = bool(waits) and decides == (name != "see")
        allowed &= name not in ("return", "reject") or bool(comment)
        if name == "sign" and turn.purpose == "retire" and duty.state == "open":
            is_now = turn.day is None or turn.day <= self.today
            allowed &= not (is_now and turn.would_pass(duty) and self.model.is_held_up(turn))
        key = key or self.new_key()
        facts: dict[str, Any] = {"comment": comment, "key": key}
        if name == "sign":
            facts["password"] = PASSWORD

        def act() -> None:
            action(self.step(duty), by=self.member(by), **facts)

        if self.attempt(name, act, allowed=allowed or is_again) and not is_again:
            self.done[f"{name} package"] += turn.bundle is not None
            self._write_down(waits, by, state, key)
            self.go_on(turn, waits, state)

    def _write_down(self, waits: list[tuple[Turn, Duty]], by: str, state: str, key: UUID) -> None:
        for turn, duty in waits:
            if duty.only_views and state in ("returned", "rejected"):
                continue
            if self.model.may_decide(turn, duty, by, self.today):
                duty.state, duty.key = "seen" if duty.only_views else state, key
                duty.deputy = by if by != duty.holder else ""
                self.done[f"{state} for another"] += bool(duty.deputy)

    def go_on(self, turn: Turn, decided: list[tuple[Turn, Duty]], state: str) -> None:
        """Do in the model what a decision leads to."""
        if state in ("returned", "rejected"):
            if turn.bundle is not None:
                turn.bundle.close(state)
            else:
                self.model.close(turn, state, self.today)
        elif state == "signed":
            for each, duty in decided:
                each.go_on_beside(duty)
            if turn.bundle is not None:
                turn.bundle.go_on()
            elif turn.is_decided():
                turn.let_go(*PENDING, stage=turn.stage)
                if not turn.advance():
                    self.model.close(turn, "passed", self.today)
