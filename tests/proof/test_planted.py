"""A statement that never says anything proves nothing: each is seen to notice what is put wrong."""

from collections.abc import Generator

import pytest
from django.db import connection, transaction

from approvals.actions.messages import write
from approvals.actions.review_plans import plan_review
from approvals.actions.reviews import Said, give_verdict
from approvals.actions.waiting import urge
from approvals.models import Review, Round, Step, Verdict
from approvals.rounds.proofs import Password
from tests.proof.always import ALWAYS
from tests.proof.always.packages import PACKAGES
from tests.proof.always.reviews import REVIEWS
from tests.proof.always.trail import TRAIL
from tests.proof.invariants import broken_now
from tests.proof.life.model import Paper
from tests.proof.planted import PLANTED
from tests.proof.test_life import Life
from tests.world import PASSWORD


class Planted(Life):
    """A company in which something of everything has happened."""

    def furnish(self) -> None:
        first, second, third = (self._paper(which) for which in (0, 1, 0))
        self._submit(first, "editorial")
        self._sign(first, "ravi")  # who reviews in the packages
        self._submit(first, "minor")
        self._bundle_up("cora", [second, third])
        self.sign_all(self.model.bundles[0].turns[0])
        self.workers_work(is_lost=False)
        self._bundle_up("ada", [second, third])
        self._review(second, third)
        self._talk()

    def _paper(self, which: int) -> Paper:
        self.do_register("ada", which, None)
        return self.model.papers[-1]

    def _submit(self, paper: Paper, change_class: str) -> None:
        self.do_start(paper, "ada", change_class, 0)
        self.do_submit(paper, paper.texts[-1], "cora", None)

    def _sign(self, paper: Paper, rather: str) -> None:
        """Bring it into force, by this person's signature where there is a choice."""
        turn = paper.turns[-1]
        while waits := [d for d in turn.duties if d.state == "open" and not d.only_views]:
            duty = max(waits, key=lambda duty: duty.holder == rather)
            self.do_decide(turn, duty, duty.holder, "sign", "", None)
        self.workers_work(is_lost=False)

    def _bundle_up(self, lead: str, papers: list[Paper]) -> None:
        self.do_make_package(lead, None)
        for paper in papers:
            self.do_start(paper, "ada", "major", 0)
            self.do_add_draft(self.model.bundles[-1], paper, paper.texts[-1], "cora")
        self.do_submit_package(self.model.bundles[-1], lead)

    def _review(self, alone: Paper, confirmed: Paper) -> None:
        """Give a verdict and its correction at once, and one that others have to confirm."""
        cora, ada, proof = self.member("cora"), self.member("ada"), Password(PASSWORD)
        plan_review(self.document(alone), by=cora, day=self.today, reviewer=ada)
        wrong: Review | None = None
        for paper in (alone, alone, confirmed):
            said = Said(Verdict.KEEP, "So it is", corrects=wrong if paper is alone else None)
            wrong = give_verdict(self.document(paper), said, by=ada, proof=proof)

    def _talk(self) -> None:
        cora, ruth = self.member("cora"), self.member("ruth")
        round = Round.objects.get(revision__document__number="ACME-QP-01", state="open")
        step = Step.objects.open().filter(round=round)[0]
        urge(step, by=cora)
        write(round, by=cora, body="Why?", to=step.member if step.member != cora else ruth)


@pytest.fixture
def company() -> Generator[Planted]:
    company = Planted()
    try:
        company.furnish()
        assert broken_now() == []
        yield company
    finally:
        company.is_well = False
        company.teardown()


@pytest.mark.django_db
def test_each_statement_notices_what_is_put_wrong(company: Planted) -> None:
    silent = []
    for name, sql in PLANTED.items():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            if not any(said.startswith(f"{name}: ") for said in broken_now()):
                silent.append(name)
            transaction.set_rollback(True)
    assert silent == []
    assert company.truths.broken() == []
    Review.objects.filter(state="corrected").update(sentence="Another")
    assert company.truths.broken()[-1] == "what was given or frozen once stays as it is"


def test_each_of_the_statements_about_packages_reviews_and_the_trail_is_tried() -> None:
    assert (PACKAGES.keys() | REVIEWS.keys() | TRAIL.keys()) <= PLANTED.keys() <= ALWAYS.keys()
