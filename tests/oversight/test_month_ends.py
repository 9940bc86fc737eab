"""Month ends are kept once, by the city's calendar, and nothing changes them afterwards."""

import datetime as dt

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from oversight.actions.scorecards import freeze_months, measure
from oversight.city.board import Board
from oversight.city.indicators import BY_NAME
from oversight.city.year import Year
from oversight.models import MonthEnd, Scorecard
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tests.sweeping import sweep
from tests.world import Cast, City, make_tenant

MARCH, APRIL, MAY = (dt.date(2027, month, 1) for month in (3, 4, 5))


def card(tenant: Tenant, day: dt.date, late: int) -> Scorecard:
    return Scorecard.objects.create(tenant=tenant, day=day, reviews_overdue=late)


def freeze(city: City, today: dt.date) -> int:
    with tenant_scope(city.tenant.pk):
        return freeze_months(today)


def kept(tenant: Tenant) -> dict[dt.date, tuple[int, dt.date]]:
    rows = MonthEnd.objects.filter(tenant=tenant).order_by("month")
    return {row.month: (row.reviews_overdue, row.day) for row in rows}


def test_a_month_is_its_last_scorecard(city: City, acme: Cast) -> None:
    card(acme.tenant, MARCH, 9)
    card(acme.tenant, MARCH.replace(day=30), 4)
    card(acme.tenant, APRIL, 7)
    assert freeze(city, MARCH.replace(day=31)) == 0  # not over yet
    assert freeze(city, APRIL) == 1
    assert kept(acme.tenant) == {MARCH: (4, MARCH.replace(day=30))}


def test_late_corrections_do_not_change_a_month(city: City, acme: Cast, bolt: Cast) -> None:
    late = card(acme.tenant, MARCH, 9)
    freeze(city, APRIL)
    late.reviews_overdue = 0
    late.save()
    card(acme.tenant, MARCH.replace(day=31), 0)
    card(bolt.tenant, MARCH.replace(day=31), 5)  # comes to light later
    assert freeze(city, APRIL.replace(day=2)) == 0
    assert kept(acme.tenant) == {MARCH: (9, MARCH)}
    assert kept(bolt.tenant) == {}


def test_the_database_keeps_a_month_as_it_was(city: City, acme: Cast) -> None:
    card(acme.tenant, MARCH, 9)
    freeze(city, APRIL)
    for change in (
        lambda: MonthEnd.objects.update(reviews_overdue=0),
        lambda: MonthEnd.objects.all().delete(),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()


def test_the_city_hears_of_a_month_once_it_is_frozen_and_asks_once(city: City, acme: Cast) -> None:
    def told(statements: int) -> dict[dt.date, float | None]:
        with tenant_scope(city.tenant.pk):
            year = Year(Board(MAY.replace(day=2)), [BY_NAME["reviews_overdue"]])
            with CaptureQueriesContext(connection) as asked:
                found = {month: each["reviews_overdue"] for month, each in year.wholes.items()}
        assert len(asked) == statements
        return found

    card(acme.tenant, MARCH, 9)
    card(acme.tenant, APRIL, 4)
    freeze(city, APRIL)
    assert told(statements=2) == {MARCH: 9}
    freeze(city, MAY)
    assert told(statements=2) == {MARCH: 9, APRIL: 4}
    assert told(statements=1) == {MARCH: 9, APRIL: 4}


def test_months_of_silence_are_made_up_for(city: City, acme: Cast) -> None:
    card(acme.tenant, MARCH, 1)
    card(acme.tenant, APRIL, 2)
    assert freeze(city, MAY.replace(day=20)) == 2
    assert list(kept(acme.tenant)) == [MARCH, APRIL]


def test_who_opened_later_or_was_suspended_has_gaps_and_no_noughts(city: City) -> None:
    early, late = make_tenant("EARL"), make_tenant("LATE")
    hidden = make_tenant("SOON")
    Tenant.objects.filter(pk=hidden.pk).update(live_at=None)
    card(early, MARCH.replace(day=12), 1)  # suspended from then on
    card(late, APRIL.replace(day=20), 2)
    card(hidden, APRIL, 3)
    freeze(city, MAY)
    assert list(kept(early)) == [MARCH]
    assert list(kept(late)) == [APRIL]
    assert kept(hidden) == {}


def test_a_month_ends_when_it_ends_in_the_city(city: City, acme: Cast) -> None:
    """A zone far to the west writes its last scorecard while it is April in the city."""
    Tenant.objects.filter(pk=acme.tenant.pk).update(time_zone="Pacific/Honolulu")
    acme.tenant.refresh_from_db()
    sweep(acme.tenant, MARCH.replace(day=30))
    sweep(city.tenant, APRIL)
    assert kept(acme.tenant) == {MARCH: (0, MARCH.replace(day=30))}
    with tenant_scope(acme.tenant.pk, time_zone="Pacific/Honolulu"):
        measure(MARCH.replace(day=31))
    sweep(city.tenant, APRIL.replace(day=2))
    assert kept(acme.tenant) == {MARCH: (0, MARCH.replace(day=30))}


def test_only_the_city_freezes(acme: Cast) -> None:
    card(acme.tenant, MARCH, 9)
    with tenant_scope(acme.tenant.pk):
        assert freeze_months(APRIL) == 0
