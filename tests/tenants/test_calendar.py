"""Working days: the state's calendar, a tenant's own days, and what counts by them."""

import csv
import datetime as dt
from pathlib import Path

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from tenants.actions.calendar import add_local_day, load_year, remove_local_day
from tenants.calendar import WorkingDays, missing_year, working_days
from tenants.calendar.files import YEARS, read_year
from tenants.errors import Refused
from tenants.models import AuditEntry, CalendarYear, LocalDay
from tenants.notices.ledger import reached
from tenants.scope import tenant_scope
from tests.world import Cast, City

HEAD = "# source: somewhere\ndate,kind,name\n"
NEW_YEAR = HEAD + "2027-02-06,holiday,春节\n2027-02-14,workday,春节\n"
DAYS = st.dates(dt.date(2017, 1, 1), dt.date(2027, 12, 31))


@pytest.fixture
def days(acme: Cast) -> WorkingDays:
    with tenant_scope(acme.tenant.pk):
        return working_days()


def test_every_day_of_nine_years_is_what_the_state_announced(
    days: WorkingDays, corpora: Path
) -> None:
    table = corpora / "geo" / "cn_holidays_2018_2026.csv"
    with table.open(encoding="utf-8") as file:
        announced = {
            dt.date.fromisoformat(row["date"]): row["kind"] == "workday"
            for row in csv.DictReader(file)
        }
    first = dt.date(2018, 1, 1)
    wrong = [
        day
        for day in (first + dt.timedelta(days=n) for n in range(365 * 9 + 2))
        if days.has(day) != announced.get(day, day.weekday() < 5)
    ]
    assert wrong == []


def test_the_files_that_come_with_the_product_are_those_in_use(db: None) -> None:
    for path in YEARS.glob("*.csv"):
        read = read_year(int(path.stem), path.read_bytes())
        stored = CalendarYear.objects.get(pk=int(path.stem))
        for name in ("source", "holidays", "workdays", "names", "sha256"):
            assert getattr(read, name) == getattr(stored, name)
    assert CalendarYear.objects.count() == 9


def test_over_chinese_new_year_nine_days_pass_and_the_weekend_before_is_worked(
    days: WorkingDays,
) -> None:
    friday, saturday = dt.date(2026, 2, 13), dt.date(2026, 2, 14)
    assert days.after(friday, 1) == saturday
    assert days.after(saturday, 1) == dt.date(2026, 2, 24)
    assert days.after(dt.date(2026, 2, 27), 1) == dt.date(2026, 2, 28)  # a Saturday worked
    assert days.from_(dt.date(2026, 2, 17)) == dt.date(2026, 2, 24)


def test_reminders_and_escalation_rest_over_chinese_new_year(days: WorkingDays) -> None:
    """Due on Friday the 13th: a reminder on Saturday, the next eleven days after the due day."""
    due = dt.date(2026, 2, 13)
    late = [m for m in reached(due, dt.date(2026, 2, 25), days) if m < 0]
    assert late == [-1, -11, -12]
    assert reached(due, dt.date(2026, 2, 24), days, working_days_late=3) == []
    assert reached(due, dt.date(2026, 2, 25), days, working_days_late=3) == [-12]


@given(day=DAYS, count=st.integers(0, 60), exceptions=st.dictionaries(DAYS, st.booleans()))
def test_counting_on_is_counting_one_by_one(
    day: dt.date, count: int, exceptions: dict[dt.date, bool]
) -> None:
    calendar = WorkingDays(exceptions)
    end = calendar.after(day, count)
    between = [day + dt.timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(map(calendar.has, between)) == count
    assert count == 0 or calendar.has(end)


def test_years_nobody_loaded_go_by_the_weekday(days: WorkingDays) -> None:
    assert days.has(dt.date(2030, 1, 1))
    assert not days.has(dt.date(2030, 1, 5))


@pytest.mark.parametrize(
    ("today", "year"),
    [("2026-09-30", None), ("2026-10-01", 2027), ("2027-01-01", 2027), ("2025-12-31", None)],
)
def test_the_next_year_is_missed_from_october_on(db: None, today: str, year: int | None) -> None:
    assert missing_year(dt.date.fromisoformat(today)) == year


def test_a_loaded_year_is_missed_no_more(city: City) -> None:
    with tenant_scope(city.tenant.pk):
        assert load_year(2027, NEW_YEAR.encode(), by=city.pia)
        assert missing_year(dt.date(2026, 11, 1)) is None
        assert not working_days().has(dt.date(2027, 2, 6))
        assert working_days().has(dt.date(2027, 2, 14))


def test_loading_again_changes_nothing_and_a_new_file_replaces_the_year(city: City) -> None:
    with tenant_scope(city.tenant.pk):
        assert load_year(2027, NEW_YEAR.encode(), by=city.pia)
        assert not load_year(2027, NEW_YEAR.encode(), by=city.pia)
        assert AuditEntry.objects.filter(event="calendar.loaded").count() == 1
        assert load_year(2027, f"{HEAD}2027-05-03,holiday,劳动节\n".encode(), by=None)
        year = CalendarYear.objects.get(pk=2027)
        assert (year.holidays, year.workdays, year.names) == ([dt.date(2027, 5, 3)], [], ["劳动节"])
        entry = AuditEntry.objects.filter(event="calendar.loaded").latest("sequence")
        assert '["2027-02-06"],["2027-05-03"]' in bytes(entry.body).decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "2027-13-01,holiday,元旦\n", "Line 3: “2027-13-01” is no date like 2026-01-31."),
        (HEAD + "20270101,holiday,元旦\n", "Line 3: “20270101” is no date"),
        (HEAD + "2026-01-01,holiday,元旦\n", "Line 3: 2026-01-01 is not in 2027."),
        (HEAD + "2027-01-01,free,元旦\n", "Line 3: “free” is neither “holiday” nor “workday”."),
        (HEAD + "2027-01-04,workday,元旦\n", "Line 3: 2027-01-04 is no weekend: it is worked"),
        (HEAD + "2027-01-01,holiday\n", "Line 3: it must have three values"),
        (HEAD + "2027-01-01,holiday,\n", "Line 3: name the holiday"),
        (
            HEAD + "2027-01-01,holiday,元旦\n\n2027-01-01,holiday,元旦\n",
            "Line 5: 2027-01-01 stands in line 3 already.",
        ),
        ("# source: x\nday,what\n2027-01-01,holiday,元旦\n", "Line 2: the head must be"),
        ("date,kind,name\n2027-01-01,holiday,元旦\n", "The first line must name the source"),
        (HEAD, "The file names no day."),
        ("# source: x\n", "The file names no day."),
    ],
)
def test_a_bad_file_is_refused_whole_by_line(city: City, text: str, said: str) -> None:
    good = "2027-02-06,holiday,春节\n" if "no day" not in said else ""
    with tenant_scope(city.tenant.pk), pytest.raises(Refused) as refused:
        load_year(2027, (text + good).encode(), by=city.pia)
    assert any(message.startswith(said) for message in refused.value.messages)
    assert not CalendarYear.objects.filter(pk=2027).exists()


def test_all_faults_are_told_up_to_twenty(city: City) -> None:
    text = HEAD + "x,holiday,y\n" * 30
    with pytest.raises(Refused) as refused:
        read_year(2027, text.encode())
    assert len(refused.value.messages) == 21
    assert refused.value.messages[-1] == "And 10 more."


NUL = f"{HEAD}2027-01-01,holiday,\0\n".encode()


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"#" * 100_001, NUL])
def test_what_is_no_text_or_too_large_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        read_year(2027, data)


@given(st.binary(max_size=300))
def test_no_file_whatever_breaks_the_reader(data: bytes) -> None:
    with pytest.raises(Refused):
        read_year(2027, data)


def test_readers_of_the_city_load_nothing(city: City) -> None:
    with tenant_scope(city.tenant.pk), pytest.raises(Refused):
        load_year(2027, NEW_YEAR.encode(), by=city.lea)


MONDAY, SATURDAY = dt.date(2027, 6, 7), dt.date(2027, 6, 5)


def test_a_local_day_counts_here_and_not_next_door(acme: Cast, bolt: Cast) -> None:
    with time_machine.travel(dt.datetime(2027, 6, 1, 12, tzinfo=dt.UTC)):
        with tenant_scope(acme.tenant.pk):
            add_local_day(MONDAY, is_worked=False, reason="Torch festival", by=acme.tom)
            add_local_day(SATURDAY, is_worked=True, reason="Instead", by=acme.tom)
            assert working_days().after(dt.date(2027, 6, 4), 2) == dt.date(2027, 6, 8)
            assert working_days().from_(MONDAY) == dt.date(2027, 6, 8)
        with tenant_scope(bolt.tenant.pk):
            assert working_days().has(MONDAY)
            assert not working_days().has(SATURDAY)


def test_a_local_day_goes_again(acme: Cast) -> None:
    at = dt.datetime(2027, 6, 1, 12, tzinfo=dt.UTC)
    with tenant_scope(acme.tenant.pk), time_machine.travel(at):
        local = add_local_day(MONDAY, is_worked=False, reason="Torch festival", by=acme.tom)
        remove_local_day(local, by=acme.tom)
        assert working_days().has(MONDAY)
        events = AuditEntry.objects.filter(event__startswith="local_day.").order_by("sequence")
        assert [entry.event for entry in events] == ["local_day.added", "local_day.removed"]


def test_what_makes_no_difference_is_refused(acme: Cast) -> None:
    at = dt.datetime(2027, 6, 1, 12, tzinfo=dt.UTC)
    with tenant_scope(acme.tenant.pk), time_machine.travel(at):
        for day, is_worked, said in (
            (MONDAY, True, "worked anyway"),
            (SATURDAY, False, "a day off anyway"),
            (dt.date(2027, 5, 31), False, "is past"),
        ):
            with pytest.raises(Refused, match=said):
                add_local_day(day, is_worked=is_worked, reason="x", by=acme.tom)
        add_local_day(MONDAY, is_worked=False, reason="x", by=acme.tom)
        with pytest.raises(Refused, match="already"):
            add_local_day(MONDAY, is_worked=True, reason="x", by=acme.tom)


def test_what_is_past_stays(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        with time_machine.travel(dt.datetime(2027, 6, 1, 12, tzinfo=dt.UTC)):
            local = add_local_day(MONDAY, is_worked=False, reason="x", by=acme.tom)
        with (
            time_machine.travel(dt.datetime(2027, 6, 9, 12, tzinfo=dt.UTC)),
            pytest.raises(Refused, match="is past"),
        ):
            remove_local_day(local, by=acme.tom)
        assert LocalDay.objects.count() == 1


@pytest.mark.parametrize("who", ["cora", "ada", "ruth", "otto"])
def test_only_administrators_change_the_days(acme: Cast, who: str) -> None:
    with tenant_scope(acme.tenant.pk), pytest.raises(Refused, match="Your role"):
        add_local_day(MONDAY, is_worked=False, reason="x", by=getattr(acme, who))
