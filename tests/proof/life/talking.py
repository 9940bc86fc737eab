"""Rules: who waits urges, and people of a round ask each other.

Whether that is allowed is foretold only as far as it is plain; the invariants watch the rest.
"""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from approvals.actions.messages import answer, write
from approvals.actions.waiting import urge
from approvals.models import Message, Round
from tests.proof.life.model import NOT_YET
from tests.proof.life.world import World


class Talking(World):
    """What people say to each other about a round."""

    @precondition(lambda self: any(t.state == "open" for t in self.model.turns()))
    @rule(data=st.data())
    def urge(self, data: st.DataObject) -> None:
        running = [turn for turn in self.model.turns() if turn.state == "open"]
        turn = self.pick(data, running, "round")
        duty = self.pick(data, turn.duties, "step")
        by = self.pick(data, (turn.starter, turn.paper.owner, "cora", "leo"), "by")
        waits = {turn.starter, turn.paper.owner, turn.text.prepared_by, "cora"} - {duty.holder}
        may = duty.state == "open" and by in waits and duty.urged_on != self.today
        is_first = may and duty.urged_on is None  # else that may have counted for a later day

        def act() -> None:
            urge(self.step(duty), by=self.member(by))

        if self.attempt("urge", act, allowed=True if is_first else None if may else False):
            duty.urged_on = self.today

    @precondition(lambda self: any(self.model.turns()))
    @rule(data=st.data())
    def ask(self, data: st.DataObject) -> None:
        turn = self.pick(data, list(self.model.turns())[-6:], "round")
        people = [turn.starter, *(duty.holder for duty in turn.duties), "leo"]
        by = self.pick(data, people, "by")
        to = self.pick(data, [None, *people], "to")
        is_over = turn.state != "open"

        def act() -> None:
            whom = self.member(to) if to is not None else None
            write(Round.objects.get(pk=turn.pk), by=self.member(by), body="Why?", to=whom)

        self.attempt("ask", act, allowed=False if is_over or by == to else None)

    @precondition(lambda self: any(self.model.turns()))
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        questions = list(Message.objects.filter(kind="question").order_by("at", "pk"))
        if not questions:
            return
        question = self.pick(data, questions, "question")
        by = self.pick(data, ("ada", "cora", self.names[question.to_id or NOT_YET]), "by")

        def act() -> None:
            answer(question, by=self.member(by), body="So it is.")

        self.attempt("answer", act, allowed=None)
