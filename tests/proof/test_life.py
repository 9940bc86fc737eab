"""The whole life of documents, revisions, rounds, delegations and the clock, against a model.

The suite runs a few short lives by fixed seeds; `make probe` five hundred of two hundred steps.
"""

import os
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from tests.proof.invariants import ALWAYS
from tests.proof.life.acts import Acting
from tests.proof.life.drafting import CLASSES, Drafting
from tests.proof.life.giving import Giving
from tests.proof.life.model import Paper
from tests.proof.life.passing import Passing
from tests.proof.life.standing_in import StandingIn
from tests.proof.life.world import World

WHOLE: Final = bool(os.environ.get("PROBE"))
MOST_TEXTS: Final = 6  # that go through at once: what they print of their past grows
SHRINK: Final = bool(os.environ.get("SHRINK"))  # look for the shortest life that goes wrong
LIVES, STEPS, SEEDS = (int(os.environ.get("LIVES", 25)), 200, 20) if WHOLE else (3, 30, 2)


class Life(Drafting, Giving, Acting, StandingIn, Passing):
    """Everybody at work."""

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Begin with a procedure in force, and an instruction on its way."""
        self.do_register("ada", 0, None)
        self._go_through(data, self.model.papers[0], is_lost=False)
        self.do_register("ann", 1, self.model.papers[0])
        self._go_through(data, self.model.papers[1], is_lost=True)

    @rule(data=st.data())
    def a_text_goes_through(self, data: st.DataObject) -> None:
        """Bring a text all the way, as most go: what is in force is where the rest begins."""
        paper = self.pick(data, self.model.papers, "paper")
        if paper.state != "retired" and not paper.is_ending and len(paper.texts) < MOST_TEXTS:
            is_lost = self.pick(data, (False, False, True), "lost")
            self._go_through(data, paper, is_lost=is_lost)

    def _go_through(self, data: st.DataObject, paper: Paper, *, is_lost: bool) -> None:
        if paper.in_work is None:
            self.do_start(paper, paper.owner, self.pick(data, CLASSES, "class"))
        text = paper.texts[-1]
        if text.state == "draft":
            by = self.pick(data, ("cora", paper.owner), "by")
            self.do_submit(paper, text, by, self.pick(data, (0, 0, 9), "days ahead"))
        for turn in paper.turns:
            if turn.state == "open" and turn.purpose == "issue":
                self.sign_all(turn)
        self.workers_work(is_lost=is_lost)


@pytest.mark.timeout(7200)
@pytest.mark.django_db
@pytest.mark.parametrize("number", range(SEEDS))
def test_lives_go_as_they_ought_to(number: int) -> None:
    World.done.clear()
    many = settings(
        max_examples=LIVES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate, *([Phase.shrink] if SHRINK else [])],
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    machine = seed(number)(type("Life", (Life,), {}))
    run_state_machine_as_test(machine, settings=many)
    print(dict(World.done.most_common()))


def test_there_are_enough_invariants() -> None:
    assert len(ALWAYS) >= 20
