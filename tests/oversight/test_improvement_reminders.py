"""Owners hear of decisions and results that are due, and the next rungs when they are late."""

import datetime as dt

from approvals.models import Delegation
from approvals.rounds.identity import Password
from oversight.actions.circulations import send_round, sign_step
from oversight.actions.review_actions import finish_action
from oversight.models import ManagementReview, ObjectiveResult
from tenants.models import Notice, Rung
from tenants.notices import lines
from tests.approvals.conftest import Office
from tests.circulating import set_route
from tests.reviews import decide_one, hold_one, lead, plan_one, set_one
from tests.sweeping import remind
from tests.world import PASSWORD, Cast

DAY = dt.timedelta(days=1)


def told(kind: str) -> list[tuple[str, dt.date | None, int]]:
    """Say who was told what: of several milestones reached at once the newest counts."""
    rows = Notice.objects.filter(kind=kind).exclude(state=Notice.State.SKIPPED)
    rows = rows.order_by("due_on", "-milestone", "recipient__name")
    return list(rows.values_list("recipient__name", "due_on", "milestone"))


def test_a_review_is_due_on_its_day_and_a_year_after_the_last(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    review = plan_one(acme.cora, today, owner=acme.ada)
    remind("management_review_due", today)
    assert told("management_review_due") == [("Ada", today, 0)]
    ManagementReview.objects.filter(pk=review.pk).update(state="cancelled", why_cancelled="No")
    hold_one(acme.cora, today)
    next_on = today.replace(year=today.year + 1)
    assert remind("management_review_due", next_on - 31 * DAY) == 0
    assert remind("management_review_due", next_on - 30 * DAY) == 1
    assert told("management_review_due")[-1] == ("Cora", next_on, 30)
    plan_one(acme.cora, next_on + 60 * DAY)
    assert remind("management_review_due", next_on) == 0


def test_a_decision_is_told_its_owner_then_upwards_until_it_is_done(
    acme: Cast, office: Office
) -> None:
    today = acme.tenant.today()
    action = decide_one(hold_one(acme.cora, today), acme.ada, today + DAY)
    remind("review_action_due", today)
    assert told("review_action_due") == [("Ada", today + DAY, 1)]
    remind("review_action_due", today + 29 * DAY)
    rungs = dict(Notice.objects.values_list("recipient__name", "rung").distinct())
    assert (rungs["Ada"], rungs["Cora"]) == (Rung.OWNER, Rung.CONTROLLER)
    finish_action(action, words="Done", by=acme.ada)
    assert remind("review_action_due", today + 36 * DAY) == 0


def test_a_result_is_told_until_it_is_entered_then_the_next(acme: Cast, office: Office) -> None:
    january, february = dt.date(2027, 1, 1), dt.date(2027, 2, 1)
    objective = set_one(acme.ada, january, unit=office.office)
    due = dt.date(2027, 2, 15)
    kind = "objective_result_due"
    assert remind(kind, january + 30 * DAY) == 0  # its last day: not over yet
    assert remind(kind, february) == 1
    assert told(kind) == [("Ada", due, 14)]
    remind(kind, due + 28 * DAY)
    assert {name for name, _due, _n in told(kind)} >= {"Ada", "Cora"}
    facts = {"n": 1, "value": 96, "words": "Counted", "by": acme.ada, "on": february}
    ObjectiveResult.objects.create(objective=objective, period_from=january, **facts)
    remind(kind, due + 28 * DAY)
    assert told(kind)[-1][1] == dt.date(2027, 3, 15)


def test_every_reminder_has_words_and_leads_to_where_it_is_done(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    lead(acme.ada, office.office)
    review = hold_one(acme.ada, today)
    action = decide_one(review, acme.ada, today)
    objective = set_one(acme.ada, dt.date(2026, 1, 1))
    remind("review_action_due", today)
    remind("objective_result_due", today)
    remind("management_review_due", today + 365 * DAY)
    found = lines(list(Notice.objects.filter(recipient=acme.ada)), acme.ada, acme.tenant)
    urls = {line.notice.kind: (line.headline, line.url) for line in found}
    assert urls["management_review_to_sign"][1].endswith(f"/{review.pk}/sign/")
    assert urls["review_action_due"][1].endswith(f"/decisions/{action.pk}/")
    assert urls["objective_result_due"][1].endswith(f"/objectives/{objective.pk}/")
    assert urls["management_review_due"][1].endswith(f"/management-reviews/{review.pk}/")
    assert "Answered in five days" in urls["objective_result_due"][0]


def test_a_text_to_sign_is_told_its_signer_or_deputy_then_controllers(
    acme: Cast, office: Office
) -> None:
    set_route("management_review", [acme.ruth, office.lena], by=acme.cora)
    circulation = send_round(hold_one(acme.cora, acme.tenant.today()), by=acme.cora)
    due_on = circulation.steps.get(member=acme.ruth).due_on
    assert due_on is not None
    window = {"valid_from": due_on, "valid_until": due_on, "reason": "Leave", "is_absent": True}
    Delegation.objects.create(delegator=acme.ruth, deputy=acme.ada, set_by=acme.cora, **window)
    remind("act_sign_due", due_on)
    assert told("act_sign_due") == [("Ada", due_on, 0), ("Lena", due_on, 0)]
    for step in circulation.steps.all():
        sign_step(
            step,
            by=step.member,
            proof=Password(PASSWORD),
            seen=circulation.text_sha256,
        )
    assert remind("act_sign_due", due_on + 20 * DAY) == 0
