"""Two people change the calendar at the same instant."""

import datetime as dt

import pytest

from tenants.actions.calendar import add_local_day, load_year, remove_local_day
from tenants.errors import Refused
from tenants.models import AuditEntry, CalendarYear, LocalDay
from tenants.scope import tenant_scope
from tests.approvals.test_at_once import at_once
from tests.world import make_cast, make_city

pytestmark = pytest.mark.django_db(transaction=True)

MONDAY = dt.date(2031, 6, 2)
FILE = "# source: the {0}th\ndate,kind,name\n2031-06-0{0},holiday,端午节\n"


def test_one_day_is_added_once_and_goes_once() -> None:
    cast = make_cast("ACME")

    def add() -> object:
        return add_local_day(MONDAY, is_worked=False, reason="x", by=cast.tom)

    results = at_once(cast.tenant, [add, add])
    assert sum(isinstance(result, Refused) for result in results) == 1
    with tenant_scope(cast.tenant.pk):
        local = LocalDay.objects.get()
    at_once(cast.tenant, [lambda: remove_local_day(local, by=cast.tom)] * 2)
    with tenant_scope(cast.tenant.pk):
        assert not LocalDay.objects.exists()
        assert AuditEntry.objects.filter(event="local_day.removed").count() == 1


def test_of_two_files_the_later_stands_whole() -> None:
    city = make_city()
    files = [FILE.format(day).encode() for day in (2, 3)]
    acts = [lambda data=data: load_year(2031, data, by=city.pia) for data in files]
    assert at_once(city.tenant, acts) == [True, True]
    year = CalendarYear.objects.get(pk=2031)
    assert (year.source, year.holidays) in [
        (f"the {day}th", [dt.date(2031, 6, day)]) for day in (2, 3)
    ]
