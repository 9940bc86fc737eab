"""The calendar on screens: an organisation's own days, and the note that a year is missing."""

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from tenants.models import CalendarYear, LocalDay
from tenants.scope import tenant_scope
from tests.documents.test_statements import statements
from tests.world import Cast, City, signed_in

PAGE, CITY = "/t/acme/settings/calendar/", "/city/calendar/"
MISSING = "The working calendar of 2028 is not loaded yet."
GOOD = "# source: 国办\ndate,kind,name\n2027-02-06,holiday,春节\n"
FRIDAY = dt.date(2026, 12, 4)


def on(day: str) -> time_machine.travel:
    return time_machine.travel(f"{day}T04:00:00Z", tick=True)


def file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("2027.csv", text.encode())


def test_an_administrator_adds_a_day_and_takes_it_back(acme: Cast) -> None:
    with on("2026-12-01"):
        client = signed_in(acme.tom)
        data = {"day": "2026-12-04", "is_worked": "no", "reason": "Torch festival"}
        assert client.post(PAGE, data).status_code == 302
        html = client.get(PAGE).content.decode()
        assert "Torch festival" in html
        assert "Last changed by Tom" in html
        with tenant_scope(acme.tenant.pk):
            local = LocalDay.objects.get()
            assert (local.day, local.is_worked, local.made_by) == (FRIDAY, False, acme.tom)
        assert client.post(PAGE, {"remove": str(local.pk)}).status_code == 302
        assert client.post(PAGE, {"remove": str(local.pk)}).status_code == 302
        with tenant_scope(acme.tenant.pk):
            assert not LocalDay.objects.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"day": "2026-12-05", "is_worked": "no", "reason": "x"}, "a day off anyway"),
        ({"day": "2026-11-30", "is_worked": "no", "reason": "x"}, "is past"),
        ({"day": "4/12", "is_worked": "no", "reason": "x"}, "Enter a valid date"),
        ({"day": "2026-12-04", "is_worked": "maybe", "reason": "x"}, "maybe is not one of"),
        ({"day": "2026-12-04", "is_worked": "no", "reason": ""}, "This field is required"),
    ],
)
def test_what_cannot_be_is_said(acme: Cast, data: dict[str, str], said: str) -> None:
    with on("2026-12-01"):
        response = signed_in(acme.tom).post(PAGE, data)
    assert response.status_code == 422
    assert said in response.content.decode()


def test_a_neighbours_day_is_neither_shown_nor_removed(acme: Cast, bolt: Cast) -> None:
    with tenant_scope(bolt.tenant.pk):
        facts = {"is_worked": False, "reason": "Theirs", "made_by": bolt.tom}
        theirs = LocalDay.objects.create(day=FRIDAY, **facts)
    with on("2026-12-01"):
        client = signed_in(acme.tom)
        client.post(PAGE, {"remove": str(theirs.pk)})
        assert "Theirs" not in client.get(PAGE).content.decode()
    with tenant_scope(bolt.tenant.pk):
        assert LocalDay.objects.filter(pk=theirs.pk).exists()


def test_the_page_is_flat_in_days(acme: Cast) -> None:
    before = statements(acme.tom, PAGE)
    with tenant_scope(acme.tenant.pk):
        facts = {"is_worked": False, "reason": "x", "made_by": acme.tom}
        for n in range(5):
            LocalDay.objects.create(day=FRIDAY + dt.timedelta(days=7 * n), **facts)
    assert statements(acme.tom, PAGE) == before


def test_a_missing_year_is_told_from_october_on(acme: Cast, city: City) -> None:
    pages = (
        (acme.tom, "/t/acme/settings/"),
        (acme.tom, PAGE),
        (city.quan, CITY),
        (city.lea, "/city/"),
    )
    CalendarYear.objects.create(year=2027, source="x", holidays=[], workdays=[], names=[])
    for member, url in pages:
        with on("2027-09-30"):
            assert MISSING not in signed_in(member).get(url).content.decode()
        with on("2027-10-01"):
            assert MISSING in signed_in(member).get(url).content.decode()


def test_the_city_loads_a_year(city: City) -> None:
    client = signed_in(city.quan)
    assert client.post(CITY, {"year": "2027", "file": file(GOOD)}).status_code == 302
    assert CalendarYear.objects.get(pk=2027).holidays == [dt.date(2027, 2, 6)]
    html = client.get(CITY).content.decode()
    assert "02-06" in html
    assert "国办" in html
    assert "Spring Festival" in html
    response = client.post(CITY, {"year": "2027", "file": file(GOOD)}, follow=True)
    assert "It is here already." in response.content.decode()


def test_a_bad_file_is_refused_on_the_page(city: City) -> None:
    bad = f"{GOOD}2027-02-30,holiday,春节\nnonsense\n"
    response = signed_in(city.pia).post(CITY, {"year": "2027", "file": file(bad)})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Line 4: “2027-02-30” is no date" in html
    assert "Line 5: it must have three values" in html
    assert not CalendarYear.objects.filter(pk=2027).exists()


def test_leaders_read_the_overview_and_load_nothing(city: City) -> None:
    assert signed_in(city.lea).get(CITY).status_code == 403


def test_the_command_does_the_same(city: City, tmp_path: Path) -> None:
    path, out = tmp_path / "2027.csv", StringIO()
    path.write_text(GOOD)
    call_command("load_calendar", "2027", str(path), stdout=out)
    call_command("load_calendar", "2027", str(path), stdout=out)
    assert out.getvalue() == "2027: loaded\n2027: here already\n"
    path.write_text(f"{GOOD}nonsense\n")
    with pytest.raises(CommandError, match="Line 4"):
        call_command("load_calendar", "2027", str(path))
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_calendar", "2027", str(tmp_path / "none.csv"))


def test_the_command_needs_a_city(db: None, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(GOOD)
    with pytest.raises(CommandError, match="no city"):
        call_command("load_calendar", "2027", str(tmp_path / "x.csv"))
