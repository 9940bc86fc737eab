"""A double click is two requests at the same instant: both come to the one thing that was made."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import models

from oversight.actions.audits import Team, plan_audit
from oversight.actions.certificates import register_certificate
from oversight.actions.management_reviews import plan_review
from oversight.actions.objectives import Entered, enter_result, set_objective
from oversight.actions.review_actions import decide, finish_action, take_back_decision
from oversight.models import Audit
from tenants.scope import new_id, tenant_scope
from tests.approvals.test_at_once import at_once
from tests.library import make_library
from tests.reviews import decide_one, hold_one, set_one
from tests.world import Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme() -> Cast:
    return make_cast("ACME")


def test_what_is_begun_twice_is_there_once(acme: Cast) -> None:
    cora, key, today = acme.cora, new_id(), acme.tenant.today()
    with tenant_scope(acme.tenant.pk):
        unit = make_library(acme).office
        objective = set_one(cora, dt.date(2025, 1, 1))
        review = hold_one(cora, today)
    audit: dict[str, Any] = {
        "kind": Audit.Kind.INTERNAL,
        "title": "All",
        "owner": cora,
        "planned_from": today,
    }
    audit |= {"planned_until": today, "certificate": None, "latest_on": None}
    certificate: dict[str, Any] = {
        "standard": "ISO 9001:2015",
        "number": "CN-1",
        "body": "B",
        "sites": "",
    }
    certificate |= {"accreditation": "", "scope_zh": "全部", "scope_en": "All", "owner": cora}
    certificate |= {"issued_on": today, "valid_until": today + dt.timedelta(days=9), "unit": unit}
    target: dict[str, Any] = {
        "title": "Fast",
        "measure": "Days",
        "direction": "at_most",
        "target": Decimal(5),
    }
    target |= {"unit": None, "measured_in": "", "period": "month", "owner": cora}
    target |= {"starts_on": today, "ends_on": None}
    decision = {"kind": "change", "words": "Do", "owner": cora, "unit": None, "due_on": today}
    planned = {"title": "Review", "planned_on": today, "owner": cora}
    entered = Entered(first=dt.date(2025, 1, 1), value=Decimal(1), words="Counted")
    begun: list[Callable[[], models.Model]] = [
        lambda: plan_audit(audit, Team(lead=cora), by=cora, key=key),
        lambda: register_certificate(certificate, None, by=cora, key=key),
        lambda: set_objective(target, by=cora, key=key),
        lambda: decide(review, decision, by=cora, key=key),
        lambda: plan_review(planned, [cora], by=cora, key=key),
        lambda: enter_result(objective, entered, by=cora, key=key),
    ]
    for act in begun:
        first, second = at_once(acme.tenant, [act, act])
        assert isinstance(first, models.Model)
        assert first == second


def test_what_is_taken_back_is_refused_in_words_after_that(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        today = acme.tenant.today()
        decision = decide_one(hold_one(acme.cora, today), acme.cora, today)
    twice = at_once(acme.tenant, 2 * [lambda: take_back_decision(decision, by=acme.cora)])
    assert sum(told is None for told in twice) == 1
    [told] = at_once(acme.tenant, [lambda: finish_action(decision, words="Done", by=acme.cora)])
    assert [str(each) for each in (*twice, told) if each] == 2 * [
        "['It has been taken back meanwhile.']"
    ]
