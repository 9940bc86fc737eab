"""Rules: texts in force are reviewed; a verdict is given, confirmed, corrected, or only planned."""

import datetime as dt
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from approvals.actions.review_plans import plan_review, plan_reviews
from approvals.actions.reviews import Said, give_verdict
from approvals.models import Review, Round, Verdict
from approvals.reviews.planning import Asked, plan_for
from approvals.rounds.proofs import Password
from tests.proof.life.acts import Acting, is_being_decided
from tests.proof.life.model import Check, Paper, in_a_year
from tests.world import PASSWORD

VERDICTS: Final = ("keep", "keep", "minor", "revise", "retire")
PERIOD: Final = dt.timedelta(days=30)


class Reviewing(Acting):
    """What reviewers do, and who plans that."""

    @precondition(lambda self: any(paper.in_force for paper in self.model.papers))
    @rule(data=st.data())
    def give_verdict(self, data: st.DataObject) -> None:
        paper = self.pick(data, self.model.papers, "paper")
        planned = paper.open_check if paper.state == "active" else None
        asked = planned.reviewer if planned is not None else "lena"
        by = self.pick(data, ("cora", paper.owner, asked), "by")
        verdict = self.pick(data, VERDICTS, "verdict")
        right = (None, None, None, 30) if verdict == "keep" else (60, 60, 0, None, -1)
        ahead = self.pick(data, right, "days ahead")
        day = None if ahead is None else self.today + dt.timedelta(days=ahead)
        wrong = self.pick(data, [None, paper.last_verdict, *paper.given[:1]], "corrects")
        known = [check.key for check in paper.checks if check.key is not None]
        key = self.pick(data, [None, None, *known[-1:]], "key")
        is_again = key is not None
        allowed = self._may_judge(paper, planned, by) and wrong in (None, paper.last_verdict)
        allowed &= ahead is None if verdict == "keep" else ahead is not None and ahead >= 0
        waits = is_being_decided(paper) or self.model.children(paper)  # controllers see to it then
        opens = verdict == "retire" and not paper.separates and not waits
        key = key or self.new_key()
        made: list[Review] = []

        def act() -> None:
            corrects = Review.objects.get(pk=wrong.pk) if wrong is not None else None
            said = Said(Verdict(verdict), "So it is", act_by=day, corrects=corrects)
            proof = Password(PASSWORD)
            who = self.member(by)
            made.append(give_verdict(self.document(paper), said, by=who, proof=proof, key=key))

        if self.attempt(f"say {verdict}", act, allowed=allowed or is_again) and not is_again:
            check = self._written(paper, made[0], by)
            check.verdict, check.next_due = verdict, day or in_a_year(self.today)
            check.corrects, check.key = wrong, key
            assert made[0].round is not None
            self._go_on_with(paper, check, made[0].round, opens=opens)

    def _may_judge(self, paper: Paper, planned: Check | None, by: str) -> bool:
        is_asked = planned is not None and planned.reviewer == by
        may = by in ("cora", paper.owner) or is_asked
        is_free = paper.running_act is None and paper.retires_on is None
        return may and is_free and paper.state == "active" and paper.in_force is not None

    def _written(self, paper: Paper, review: Review, by: str) -> Check:
        """Return the review that was planned, else a new one."""
        planned, text = paper.open_check, paper.in_force
        assert text is not None
        if planned is None:
            planned = Check(review.pk, text, by)
            paper.checks.append(planned)
        assert planned.pk == review.pk
        planned.reviewer = by
        return planned

    def _go_on_with(self, paper: Paper, check: Check, round: Round, *, opens: bool) -> None:
        """Settle a verdict at once where nobody has to confirm it, and ask for what it wants."""
        turn = self.watch(round, paper, check.text)
        turn.check = check
        if turn.duties:
            paper.act, check.state = "review", "deciding"
            turn.advance()
            return
        turn.stage = 1
        self.model.close(turn, "passed", self.today)
        if opens:
            self.watch_act(Round.objects.get(revision=check.text.pk, state="open"), paper)

    @precondition(lambda self: any(paper.in_force for paper in self.model.papers))
    @rule(data=st.data())
    def plan_review(self, data: st.DataObject) -> None:
        paper = self.pick(data, self.model.papers, "paper")
        by = self.pick(data, ("cora", paper.owner, "lena"), "by")
        reviewer = self.pick(data, ("lena", "ruth", paper.owner), "reviewer")
        day = self.today + dt.timedelta(days=self.pick(data, (0, 5, 100, 400, -1), "days ahead"))
        beyond = self.pick(data, (False, True), "beyond")
        allowed = by in ("cora", paper.owner) and day >= self.today
        allowed &= paper.state == "active" and paper.in_force is not None and not paper.act
        allowed &= beyond or paper.review_due is None or day <= paper.review_due
        made: list[Review] = []

        def act() -> None:
            who, whom = self.member(by), self.member(reviewer)
            planned = plan_review(
                self.document(paper), by=who, day=day, reviewer=whom, beyond=beyond
            )
            made.append(planned)

        if self.attempt("plan review", act, allowed=allowed):
            self._written(paper, made[0], reviewer).planned_on = day

    @precondition(lambda self: any(paper.in_force for paper in self.model.papers))
    @rule(data=st.data())
    def plan_all(self, data: st.DataObject) -> None:
        """Spread the reviews that nobody has planned over a month."""
        by, beyond = (
            self.pick(data, ("cora", "ada"), "by"),
            self.pick(data, (True, False), "beyond"),
        )
        asked = Asked(self.today, self.today + PERIOD, beyond=beyond)
        due = [
            paper
            for paper in self.model.papers
            if paper.state == "active" and paper.in_force and not paper.act
            if paper.open_check is None
        ]
        plan = plan_for(asked, self.member("cora"))
        days = {slot.document.pk: slot.day for slot in plan.slots}
        assert days.keys() == {paper.pk for paper in due}

        def act() -> None:
            plan_reviews(asked, by=self.member(by), seen=plan.seen)

        allowed = by == "cora" and bool(due) and (beyond or not plan.late)
        if self.attempt("plan all reviews", act, allowed=allowed):
            for paper in due:
                made = Review.objects.open().get(document=paper.pk)
                self._written(paper, made, paper.owner).planned_on = days[paper.pk]
