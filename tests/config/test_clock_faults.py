"""However the clock goes, each reminder comes once: tables of visits and mails written by hand."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail

from config import clock
from config.clock import visit
from documents.models import Document
from tenants.models import LocalDay, Tenant
from tenants.scope import tenant_scope
from tests.library import make_library
from tests.sweeping import add_document, put_before_everybody, remind
from tests.world import Cast

KUNMING = ZoneInfo("Asia/Shanghai")
ADA = "ada@acme.example"


def mails_at(tenant: Tenant, when: str) -> int:
    """Let the clock visit by its own time; return how many mails Ada got."""
    before = len(mail.outbox)
    now = dt.datetime.strptime(when, "%Y-%m-%d %H:%M").replace(tzinfo=KUNMING)
    with time_machine.travel(now, tick=False):
        visit.celery_task.apply((str(tenant.pk),), throw=True)
    return sum(ADA in message.to for message in mail.outbox[before:])


def review_due(acme: Cast, due: str) -> Document:
    with tenant_scope(acme.tenant.pk):
        return add_document(make_library(acme), acme.ada, review_due=dt.date.fromisoformat(due))


# The day it is due; then at which times the clock looks, and whether Ada gets mail.
FAULTS: dict[str, tuple[str, list[tuple[str, int]]]] = {
    "two beats": ("2027-03-01", [("2027-03-01 08:00", 1), ("2027-03-01 08:00", 0)]),
    "two hours slow": (
        "2027-03-01",
        [("2027-03-01 09:00", 1), ("2027-03-01 07:00", 0), ("2027-03-01 09:00", 0)],
    ),
    "two hours fast": (
        "2027-03-01",
        [("2027-03-01 07:59", 0), ("2027-03-01 09:59", 1), ("2027-03-01 08:00", 0)],
    ),
    "two days back": (  # to a Saturday
        "2027-03-01",
        [("2027-03-01 09:00", 1), ("2027-02-27 09:00", 0), ("2027-03-02 09:00", 1)],
    ),
    "three days down": (  # of 1 and 0 before, 1, 2 and 3 after, the newest only
        "2027-03-01",
        [("2027-02-22 09:00", 1), ("2027-03-04 09:00", 1), ("2027-03-04 09:01", 0)],
    ),
    "year end": (  # due on a Saturday
        "2028-01-01",
        [("2027-12-31 09:00", 1), ("2028-01-01 09:00", 0), ("2028-01-03 09:00", 1)],
    ),
    "29 February": (
        "2028-02-29",
        [("2028-02-28 09:00", 1), ("2028-02-29 09:00", 1), ("2028-03-01 09:00", 1)],
    ),
    "a quiet night": (
        "2027-03-01",
        [("2027-03-01 20:00", 0), ("2027-03-02 07:59", 0), ("2027-03-02 08:00", 1)],
    ),
    "a Saturday that is worked": (
        "2027-03-05",
        [
            *(("2027-03-05 09:00", 1), ("2027-03-06 09:00", 1)),
            *(("2027-03-07 09:00", 0), ("2027-03-08 09:00", 1)),
        ],
    ),
    "a week of holidays": (
        "2027-04-30",
        [
            *(("2027-04-30 09:00", 1), ("2027-05-03 09:00", 0)),
            *(("2027-05-05 09:00", 0), ("2027-05-06 09:00", 1)),
        ],
    ),
}
LOCAL_DAYS = {
    "2027-03-06": True,
    "2027-05-03": False,
    "2027-05-04": False,
    "2027-05-05": False,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_reminder_comes_once(acme: Cast, fault: str) -> None:
    due, visits = FAULTS[fault]
    review_due(acme, due)
    with tenant_scope(acme.tenant.pk):
        for day, is_worked in LOCAL_DAYS.items():
            LocalDay.objects.create(day=day, is_worked=is_worked, reason="x", made_by=acme.cora)
    assert [(when, mails_at(acme.tenant, when)) for when, _mails in visits] == visits


def test_a_tenant_that_moves_to_another_time_zone_hears_nothing_twice(acme: Cast) -> None:
    """In Urumqi it is two hours earlier: quiet, then not."""
    review_due(acme, "2027-03-01")
    sent = []
    for zone, when in (
        ("Asia/Urumqi", "2027-03-01 09:30"),
        ("Asia/Urumqi", "2027-03-01 10:00"),
        ("Asia/Shanghai", "2027-03-01 10:01"),
        ("Asia/Tokyo", "2027-03-01 23:30"),  # the next day already, in the night
        ("Asia/Shanghai", "2027-03-02 09:00"),
    ):
        Tenant.objects.filter(pk=acme.tenant.pk).update(time_zone=zone)
        sent.append(mails_at(acme.tenant, when))
    assert sent == [0, 1, 0, 0, 1]


def test_whose_hour_is_quiet_gets_the_mail_when_the_quiet_ends(acme: Cast) -> None:
    review_due(acme, "2027-03-01")
    Tenant.objects.update(quiet_from=7, quiet_until=11)
    assert [mails_at(acme.tenant, f"2027-03-01 {hour:02}:30") for hour in (6, 8, 10, 11)] == [
        *(0, 0, 0, 1)
    ]


def test_small_tenants_have_their_turn_while_a_large_one_is_at_it(
    acme: Cast, bolt: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A visit goes on where the one before was cut, behind everybody who waits by then."""
    monday = dt.date(2027, 3, 1)
    for cast, many in ((acme, 30), (bolt, 1)):
        with tenant_scope(cast.tenant.pk):
            library = make_library(cast)
            for _ in range(many):
                add_document(library, cast.ada, review_due=monday)
            put_before_everybody(add_document(library, cast.ada), monday)
    queue = [str(acme.tenant.pk), str(bolt.tenant.pk)]
    monkeypatch.setattr(clock, "ask_for_visit", queue.append)
    monkeypatch.setattr("tenants.notices.ledger.MOST_THINGS", 2)
    monkeypatch.setattr("approvals.periodic.MOST_PEOPLE", 1)
    ticks = _count_seconds(monkeypatch)
    visited: list[str] = []
    with time_machine.travel(dt.datetime(2027, 3, 1, 9, tzinfo=KUNMING), tick=False):
        while queue:
            visited.append(queue.pop(0))
            ticks["now"] = 0.0
            visit.celery_task.apply((visited[-1],), throw=True)
    small, large = str(bolt.tenant.pk), str(acme.tenant.pk)
    assert visited[:2] == [large, small]
    assert visited.count(large) > 1
    for cast in (acme, bolt):
        assert Tenant.objects.get(pk=cast.tenant.pk).swept_on == monday
        with tenant_scope(cast.tenant.pk):
            assert remind("review_due", monday) == 0


def _count_seconds(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Let each look at the watch be a second later."""
    ticks = {"now": 0.0}

    def tick() -> float:
        ticks["now"] += 1
        return ticks["now"]

    monkeypatch.setattr("config.clock.time.monotonic", tick)
    return ticks
