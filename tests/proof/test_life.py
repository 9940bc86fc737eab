"""The whole life of documents, revisions, rounds, delegations and the clock, against a model.

The suite runs a few short lives by fixed seeds; `make probe` five hundred of two hundred steps.
"""

import os
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from tests.proof.always import ALWAYS
from tests.proof.life.deciding import MANY
from tests.proof.life.drafting import AUTHORS, CLASSES, MOST_PAPERS, Drafting, may_write
from tests.proof.life.giving import Giving
from tests.proof.life.model import Paper
from tests.proof.life.packaging import FEWEST, MOST_BUNDLES, Packaging
from tests.proof.life.passing import Passing
from tests.proof.life.printing import Printing
from tests.proof.life.reviewing import Reviewing
from tests.proof.life.standing_in import StandingIn
from tests.proof.life.talking import Talking
from tests.proof.life.world import World

WHOLE: Final = bool(os.environ.get("PROBE"))
MOST_TEXTS: Final = 6  # that go through at once: what they print of their past grows
SHRINK: Final = bool(os.environ.get("SHRINK"))  # look for the shortest life that goes wrong
LIVES, STEPS, SEEDS = (int(os.environ.get("LIVES", 25)), 200, 20) if WHOLE else (3, 30, 2)


class Life(Drafting, Packaging, Giving, Reviewing, Talking, Printing, StandingIn, Passing):
    """Everybody at work."""

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Begin with a procedure in force, and an instruction on its way."""
        self.do_register("ada", 0, None)
        self._go_through(data, self.model.papers[0], is_lost=False)
        self.do_register("ann", 1, self.model.papers[0])
        self._go_through(data, self.model.papers[1], is_lost=True)
        if self.pick(data, (True, False), "a package"):
            self.a_package_goes_through(data=data)

    @rule(data=st.data())
    def a_text_goes_through(self, data: st.DataObject) -> None:
        """Bring a text all the way, as most go: what is in force is where the rest begins."""
        paper = self.pick(data, self.model.papers, "paper")
        if paper.state != "retired" and not paper.is_ending and len(paper.texts) < MOST_TEXTS:
            is_lost = self.pick(data, (False, False, True), "lost")
            self._go_through(data, paper, is_lost=is_lost)

    @precondition(lambda self: sum(bool(b.turns) for b in self.model.bundles) < MOST_BUNDLES)
    @rule(data=st.data())
    def a_package_goes_through(self, data: st.DataObject) -> None:
        """Put what is drafted, or could be, into a package, and bring that as far as it goes."""
        lead = self.pick(data, ("cora", "cora", "ada"), "lead")
        papers = [paper for paper in self.model.papers if self._is_free(paper)]
        if len(papers) < FEWEST and len(self.model.papers) < MOST_PAPERS + FEWEST:
            self.do_register(self.pick(data, AUTHORS, "owner"), 0, None)
            papers.append(self.model.papers[-1])
        for paper in papers:
            if paper.in_work is None:
                fee = self.pick(data, (paper.fee, paper.fee + 10), "fee")
                self.do_start(paper, paper.owner, self.pick(data, CLASSES, "class"), fee)
        self.do_make_package(lead, self.pick(data, (None, None, 0, 9), "days ahead"))
        bundle = self.model.bundles[-1]
        for paper in papers:
            by = lead if may_write(lead, paper, paper.texts[-1]) else "cora"
            self.do_add_draft(bundle, paper, paper.texts[-1], by)
        self.do_submit_package(bundle, lead)
        if bundle.running:
            self.sign_all(bundle.turns[0], self.pick(data, (MANY, MANY, 3), "signatures"))
        self.workers_work(is_lost=self.pick(data, (False, False, True), "lost"))

    @staticmethod
    def _is_free(paper: Paper) -> bool:
        """Tell whether a draft of it can become part of a package, or be begun for that."""
        if paper.state == "retired" or paper.is_ending or len(paper.texts) >= MOST_TEXTS:
            return False
        text = paper.in_work
        return text is None or (text.state == "draft" and text.bundle is None)

    def _go_through(self, data: st.DataObject, paper: Paper, *, is_lost: bool) -> None:
        if paper.in_work is None:
            fee = self.pick(data, (paper.fee, paper.fee + 10), "fee")
            self.do_start(paper, paper.owner, self.pick(data, CLASSES, "class"), fee)
        text = paper.texts[-1]
        if text.state == "draft" and not text.is_bound:
            by = self.pick(data, ("cora", paper.owner), "by")
            self.do_submit(paper, text, by, self.pick(data, (0, 0, 9), "days ahead"))
        for turn in paper.turns:
            if turn.state == "open" and turn.purpose == "issue":
                self.sign_all(turn)
        self.workers_work(is_lost=is_lost)
        self.do_issue_copies(paper, paper.texts[-1])


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
