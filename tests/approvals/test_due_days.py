"""A step is due in working days: the state's calendar and the tenant's own days count."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.actions.rounds import submit
from approvals.models import Step
from tenants.actions.calendar import add_local_day, load_year
from tenants.models import LocalDay
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, make_office, step_of
from tests.sweeping import remind
from tests.world import City, make_cast

NEW_YEAR = "# source: test\ndate,kind,name\n2027-02-13,workday,春节\n" + "".join(
    f"2027-02-{day},holiday,春节\n" for day in range(15, 22)
)


@pytest.mark.django_db
def test_three_working_days_may_be_two_weeks(city: City) -> None:
    with tenant_scope(city.tenant.pk):
        load_year(2027, NEW_YEAR.encode(), by=city.pia)
    with time_machine.travel(dt.datetime(2027, 2, 12, 4, tzinfo=dt.UTC)):  # a Friday
        cast = make_cast("YEAR")
        with tenant_scope(cast.tenant.pk):
            office = make_office(cast)
            torch = dt.date(2027, 2, 22)
            add_local_day(torch, is_worked=False, reason="Torch festival", by=cast.tom)
            round = submit(office.draft(), by=cast.ada)
            # Saturday the 13th is worked, then nine days are off, the last of them only here.
            assert step_of(round, cast.ravi).due_on == dt.date(2027, 2, 24)


def test_a_day_of_our_own_moves_no_due_date_that_stands(office: Office) -> None:
    round = submit(office.draft(), by=office.ada)
    before = list(Step.objects.filter(round=round).values_list("due_on"))
    tomorrow = dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=1)
    while tomorrow.weekday() > 4:
        tomorrow += dt.timedelta(days=1)
    LocalDay.objects.create(day=tomorrow, is_worked=False, reason="x", made_by=office.ada)
    assert list(Step.objects.filter(round=round).values_list("due_on")) == before


def test_the_calendar_is_read_once_however_much_is_late(office: Office) -> None:
    def asked() -> int:
        late = dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=40)
        with CaptureQueriesContext(connection) as captured:
            remind("approval_due", late)
        return sum("tenants_calendaryear" in query["sql"] for query in captured)

    submit(office.draft(), by=office.ada)
    before = asked()
    for _ in range(4):
        submit(office.draft(), by=office.ada)
    assert asked() == before == 1
