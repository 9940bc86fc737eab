"""Thresholds: set with a reason, from a day on; a month that is over is judged as it was."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from oversight.city.board import Board
from oversight.city.indicators import Bounds
from oversight.city.months import first_of, month_after
from oversight.city.thresholds import Thresholds
from oversight.models import MonthEnd, Scorecard, Threshold
from tenants.models import AuditEntry
from tenants.scope import tenant_scope
from tests.world import Cast, City, signed_in

ASKED = {
    "indicator": "reviews_overdue",
    "good": "2",
    "watch": "5",
    "alert": "9",
    "reason": "Leaders' meeting",
}


def test_a_change_holds_from_its_day_and_says_who_and_why(city: City) -> None:
    today = city.tenant.today()
    soon = today + dt.timedelta(days=10)
    quan = signed_in(city.quan)
    assert quan.post("/city/thresholds/", ASKED | {"holds_from": soon}).status_code == 302
    with tenant_scope(city.tenant.pk):
        thresholds = Thresholds()
        assert thresholds.on(soon)["reviews_overdue"] == Bounds(*map(Decimal, (2, 5, 9)))
        assert thresholds.on(soon - dt.timedelta(days=1))["reviews_overdue"] == Bounds(0, 1, 4)
        assert AuditEntry.objects.filter(event="threshold.set", by=city.quan).exists()
    page = quan.get("/city/thresholds/").content.decode()
    assert "Leaders&#x27; meeting" in page
    assert "Quan" in page


def test_last_month_is_judged_by_the_thresholds_of_then(city: City, acme: Cast, bolt: Cast) -> None:
    today = city.tenant.today()
    last = month_after(first_of(today), -1)
    for cast, late in ((acme, 3), (bolt, 0)):
        Scorecard.objects.create(tenant=cast.tenant, day=today, reviews_overdue=late)
        MonthEnd.objects.create(tenant=cast.tenant, month=last, day=last, reviews_overdue=late)
    signed_in(city.quan).post("/city/thresholds/", ASKED | {"holds_from": today})
    with tenant_scope(city.tenant.pk):
        rows = {row.tenant.code: row for row in Board(today).rows()}
    assert (rows["ACME"].rank, rows["ACME"].rank_before) == (1, 2)  # 3 is no longer to be watched


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"watch": "1"}, "below"),
        ({"alert": "4"}, "not above"),
        ({"indicator": "acknowledged_percent"}, "more is better"),
        ({"reason": " "}, "required"),
        ({"holds_from": "2020-01-01"}, "is over stays judged"),
    ],
)
def test_nonsense_is_refused(city: City, wrong: dict[str, str], says: str) -> None:
    asked = ASKED | {"holds_from": f"{timezone.localdate():%Y-%m-%d}"} | wrong
    answer = signed_in(city.quan).post("/city/thresholds/", asked)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    with tenant_scope(city.tenant.pk):
        assert not Threshold.objects.exists()


def test_a_threshold_is_never_changed(city: City) -> None:
    today = city.tenant.today()
    signed_in(city.quan).post("/city/thresholds/", ASKED | {"holds_from": today})
    denied = pytest.raises(ProgrammingError, match="permission denied")
    with tenant_scope(city.tenant.pk), denied, transaction.atomic():
        Threshold.objects.update(watch=1)


def test_leaders_look_and_change_nothing(city: City) -> None:
    lea = signed_in(city.lea)
    page = lea.get("/city/thresholds/").content.decode()
    assert 'id="set"' not in page
    assert lea.post("/city/thresholds/", ASKED).status_code == 403
