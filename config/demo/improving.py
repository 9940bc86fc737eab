"""Tell of the management reviews and quality objectives of a tenant: each act on its day."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from functools import partial

from approvals.rounds.identity import Password
from config.demo.certificates import Act, in_order
from config.demo.meeting import DecisionStory, MeetingStory, ObjectiveStory
from config.demo.past import Story
from config.demo.people import PASSWORD
from documents.actions.revisions import add_months
from oversight.actions.circulations import sign_alone
from oversight.actions.management_reviews import (
    hold_review,
    plan_review,
    take_minutes,
    write_review,
)
from oversight.actions.objectives import Entered, enter_result, set_objective
from oversight.actions.review_actions import decide, finish_action
from oversight.city.sides import leaders
from oversight.improvement.periods import MONTHS, span_of
from oversight.improvement.record import manifest
from oversight.models import ManagementReview, QualityObjective, ReviewAction
from oversight.models.signed_text import sha256_of
from tenants.models import Member, Unit

SIGNED_AFTER = 5  # days


class Improving:
    """The reviews and objectives of one tenant, ready to be told."""

    def __init__(self, members: dict[str, Member], today: dt.date) -> None:
        self.members, self.today = members, today
        self.by = next(m for m in members.values() if m.can("management_reviews.control"))

    def meet(self, story: MeetingStory) -> Story:
        """Tell a review from its plan to what became of its decisions."""
        acts: list[Act] = [
            (story.planned, partial(self.plan, story)),
            (story.on, partial(self.hold, story)),
            (story.on + SIGNED_AFTER, partial(self.sign, story)),
        ]
        acts += [
            (each.done, partial(self.finish, each))
            for each in story.decisions
            if each.done is not None
        ]
        yield from in_order(act for act in acts if act[0] < 0)

    def plan(self, story: MeetingStory) -> None:
        """Plan it, and write what is known of its inputs by then."""
        facts = {"title": story.title, "planned_on": self.day(story.on), "owner": self.by}
        review = plan_review(facts, self.people(story), by=self.by)
        write_review(review, story.words, "", by=self.by, version=0)

    def hold(self, story: MeetingStory) -> None:
        """Hold it, write down what it decided, and keep the minutes."""
        review = self.review(story)
        hold_review(review, on=self.day(story.on), people=self.people(story), by=self.by)
        write_review(review, story.words, story.conclusion, by=self.by, version=review.version)
        for each in story.decisions:
            facts = {
                "kind": each.kind,
                "words": each.words,
                "owner": self.members[each.owner],
                "unit": Unit.objects.get(code=each.unit) if each.unit else None,
                "due_on": self.day(each.due),
            }
            decide(self.review(story), facts, by=self.by)
        minutes = io.BytesIO(f"# {story.title}\n\n{story.conclusion}\n".encode())
        take_minutes(self.review(story), minutes, "管理评审会议纪要.md", by=self.by)

    def sign(self, story: MeetingStory) -> None:
        """Let the leader sign it."""
        review = self.review(story)
        leader = Member.objects.get(pk=leaders(self.by.tenant.today())[0])
        seen = sha256_of(manifest(review))
        sign_alone(review, by=leader, proof=Password(PASSWORD), seen=seen)

    def finish(self, story: DecisionStory) -> None:
        """Let the owner of a decision say that it is done."""
        action = ReviewAction.objects.get(words=story.words)
        finish_action(action, words=story.said, by=self.members[story.owner])

    def reach(self, story: ObjectiveStory) -> Story:
        """Tell an objective: set at the beginning of its first period, then period by period."""
        months = MONTHS[QualityObjective.Period(story.period)]
        now = span_of(QualityObjective(period=story.period), self.today)
        starts_on = add_months(now.first, -months * len(story.values))
        acts: list[Act] = [
            ((starts_on - self.today).days, partial(self.set, story, starts_on)),
        ]
        for n, value in enumerate(story.values):
            first = add_months(starts_on, months * n)
            over = (add_months(first, months) - self.today).days
            if value >= 0:
                acts.append((over + 6, partial(self.enter, story, first, value)))
        yield from in_order(act for act in acts if act[0] < 0)

    def set(self, story: ObjectiveStory, starts_on: dt.date) -> None:
        facts = {
            "title": story.title,
            "unit": Unit.objects.get(code=story.unit) if story.unit else None,
            "measure": story.measure,
            "direction": story.direction,
            "target": Decimal(str(story.target)),
            "measured_in": story.measured_in,
            "period": story.period,
            "owner": self.members[story.owner],
            "starts_on": starts_on,
            "ends_on": None,
        }
        set_objective(facts, by=self.by)

    def enter(self, story: ObjectiveStory, first: dt.date, value: float) -> None:
        objective = QualityObjective.objects.get(title=story.title)
        entered = Entered(first=first, value=Decimal(str(value)), words=story.said)
        enter_result(objective, entered, by=self.members[story.owner])

    def people(self, story: MeetingStory) -> list[Member | str]:
        return [self.members[key] for key in story.people]

    def review(self, story: MeetingStory) -> ManagementReview:
        return ManagementReview.objects.get(title=story.title)

    def day(self, offset: int) -> dt.date:
        return self.today + dt.timedelta(days=offset)
