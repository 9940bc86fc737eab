"""Management reviews and objectives for tests, by the product's own acts."""

import datetime as dt
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from approvals.rounds.identity import Password
from oversight.actions.circulations import sign_alone
from oversight.actions.management_reviews import (
    hold_review,
    plan_review,
    take_minutes,
    write_review,
)
from oversight.actions.objectives import Entered, enter_result, set_objective
from oversight.actions.review_actions import decide
from oversight.improvement.inputs import INPUTS
from oversight.improvement.record import manifest
from oversight.models import (
    CirculationSignature,
    ManagementReview,
    ObjectiveResult,
    QualityObjective,
    ReviewAction,
)
from oversight.models.signed_text import sha256_of
from tenants.models import Appointment, Member, Post, Unit
from tests.library import picture_bytes
from tests.world import PASSWORD

WORDS: Final = {each.name: f"Said of {each.name}" for each in INPUTS}


def plan_one(by: Member, day: dt.date, **facts: Any) -> ManagementReview:
    """Plan a review of a day; in the tenant's scope."""
    said = {"title": "Review of the year", "planned_on": day, "owner": by}
    return plan_review(said | facts, [by], by=by)


def hold_one(by: Member, day: dt.date, **facts: Any) -> ManagementReview:
    """Hold a review on a day, with words for every input, a conclusion and minutes."""
    review = plan_one(by, day, **facts)
    write_review(review, WORDS, "It works.", by=by, version=0)
    hold_review(review, on=day, people=[by, "Lu Ying"], by=by)
    take_minutes(review, BytesIO(picture_bytes()), "minutes.png", by=by)
    review.refresh_from_db()
    return review


def decide_one(review: ManagementReview, owner: Member, due_on: dt.date) -> ReviewAction:
    """Decide something in a review that was held."""
    facts = {"kind": "improvement", "words": "Buy a scanner", "owner": owner, "due_on": due_on}
    return decide(review, facts, by=owner)


def lead(member: Member, unit: Unit) -> None:
    """Let a member lead the tenant."""
    post = Post.objects.create(code="LEADER", name_zh="主任", name_en="Director", is_head=True)
    Appointment.objects.create(member=member, post=post, unit=unit)


def sign_one(review: ManagementReview, by: Member) -> CirculationSignature:
    """Sign a review as its leader reads it."""
    review.refresh_from_db()
    seen = sha256_of(manifest(review))
    signed = sign_alone(review, by=by, proof=Password(PASSWORD), seen=seen)
    review.refresh_from_db()
    return signed.signatures.get()


def set_one(by: Member, starts_on: dt.date, **facts: Any) -> QualityObjective:
    """Set an objective of at least 95 % a month."""
    said = {
        "title": "Answered in five days",
        "unit": None,
        "measure": "Answered in time ÷ all",
        "direction": "at_least",
        "target": Decimal(95),
        "measured_in": "%",
        "period": "month",
        "owner": by,
        "starts_on": starts_on,
        "ends_on": None,
    }
    return set_objective(said | facts, by=by)


def enter_one(
    objective: QualityObjective, first: dt.date, value: int, by: Member, **more: Any
) -> ObjectiveResult:
    """Enter what came of a period."""
    said = {"words": "Counted"} | more
    return enter_result(objective, Entered(first=first, value=Decimal(value), **said), by=by)
