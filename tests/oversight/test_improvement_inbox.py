"""Owners find in the inbox what they carry out and enter; the number on it is that of the lines."""

import datetime as dt
from itertools import product

import pytest

from oversight.actions.review_actions import finish_action
from oversight.improvement.periods import spans
from oversight.models import ObjectiveResult, QualityObjective
from tenants.models import Member
from tests.approvals.conftest import Office
from tests.approvals.test_inbox_kinds import counts, some
from tests.reviews import decide_one, enter_one, hold_one, set_one
from tests.world import Cast, signed_in

DAY = dt.timedelta(days=1)
YEAR = 2024


def waiting(member: Member) -> dict[str, int]:
    return some(counts(member))


def test_a_decision_waits_for_its_owner_until_it_is_done(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    action = decide_one(hold_one(acme.cora, today), acme.ruth, today + 40 * DAY)
    assert (waiting(acme.ruth), waiting(acme.cora)) == ({"carry_out_decision": 1}, {})
    page = signed_in(acme.ruth).get("/tasks/?q=scanner").content.decode()
    assert (f"/decisions/{action.pk}/" in page, "Carry out the decision" in page) == (True, True)
    assert f"/decisions/{action.pk}/" not in (
        signed_in(acme.ruth).get("/tasks/?q=nothing+of+it").content.decode()
    )
    finish_action(action, words="Bought", by=acme.ruth)
    assert waiting(acme.ruth) == {}


def test_a_result_waits_for_its_owner_until_it_is_entered(acme: Cast, office: Office) -> None:
    objective = set_one(acme.ruth, dt.date(YEAR, 1, 1), ends_on=dt.date(YEAR, 2, 29))
    for month in (1, 2):
        assert waiting(acme.ruth) == {"enter_result": 1}
        page = signed_in(acme.ruth).get("/tasks/").content.decode()
        assert f"/objectives/{objective.pk}/" in page
        enter_one(objective, dt.date(YEAR, month, 1), 96, acme.ruth)
    assert waiting(acme.ruth) == {}


@pytest.mark.parametrize("period", ["month", "quarter", "half", "year"])
def test_the_number_is_that_of_the_lines(acme: Cast, office: Office, period: str) -> None:
    today, ends = acme.tenant.today(), (None, -200, -1, 0, 1)
    for began, ends_in in product((800, 401, 364, 181, 31, 1, 0, -1), ends):
        ends_on = None if ends_in is None else today + ends_in * DAY
        starts_on = min(today - began * DAY, ends_on or today + DAY)
        objective = set_one(acme.ruth, starts_on, period=period, ends_on=ends_on)
        if began % 2:
            _enter_all_but_the_last(objective, acme.ruth)
    assert waiting(acme.ruth)["enter_result"] > 5  # as many as there are lines: `counts` looks


def _enter_all_but_the_last(objective: QualityObjective, by: Member) -> None:
    facts = {"n": 1, "value": 96, "words": "Counted", "by": by, "on": by.tenant.today()}
    for span in list(spans(objective, by.tenant.today()))[:-1]:
        ObjectiveResult.objects.create(objective=objective, period_from=span.first, **facts)
