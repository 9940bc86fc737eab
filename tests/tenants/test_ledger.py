"""Which milestones are reached when."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.calendar import WorkingDays
from tenants.notices.cadence import Cadence
from tenants.notices.ledger import reached

PLAIN = WorkingDays({})
FRIDAY = dt.date(2026, 3, 6)
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2028, 3, 31))


@pytest.mark.parametrize(
    ("days", "newest"),
    [
        (-31, None),
        (-30, 30),
        (-15, 30),
        (-14, 14),
        (-7, 7),
        (-1, 1),
        (0, 0),
        (1, 0),  # Saturday
        (2, 0),
        (3, -3),  # Monday
        (14, -14),
        (20, -14),
        (21, -21),
        (27, -21),
        (28, -28),
    ],
)
def test_the_newest_milestone_of_a_friday(days: int, newest: int | None) -> None:
    milestones = reached(FRIDAY, FRIDAY + dt.timedelta(days=days), PLAIN)
    assert (milestones[-1] if milestones else None) == newest


def test_controllers_hear_of_it_after_three_working_days() -> None:
    wednesday = FRIDAY + dt.timedelta(days=5)
    assert reached(FRIDAY, wednesday - dt.timedelta(days=1), PLAIN, working_days_late=3) == []
    assert reached(FRIDAY, wednesday, PLAIN, working_days_late=3) == [-5]


@pytest.mark.parametrize("due", [dt.date.min, dt.date(26, 3, 6), dt.date.max])
def test_a_year_that_was_typed_wrongly_breaks_nothing(due: dt.date) -> None:
    since = Cadence(since=FRIDAY)
    for milestone in reached(due, FRIDAY, PLAIN, cadence=since):
        assert abs(milestone) <= 32_767  # what the ledger takes
        assert since.is_old(due, milestone)


@given(
    due=DAYS,
    late=st.integers(-40, 120),
    exceptions=st.dictionaries(DAYS, st.booleans(), max_size=60),
)
def test_all_milestones_up_to_a_day_are_those_a_daily_clerk_would_have_noted(
    due: dt.date, late: int, exceptions: dict[dt.date, bool]
) -> None:
    """Somebody who looks at the calendar every single day notes the same milestones."""
    today, calendar = due + dt.timedelta(days=late), WorkingDays(exceptions)
    noted = []
    weekly = 21
    for offset in range(-40, late + 1):
        day = due + dt.timedelta(days=offset)
        if -offset in (30, 14, 7, 1, 0) or (0 < offset <= 14 and calendar.has(day)):
            noted.append(-offset)
        elif offset >= weekly and calendar.has(day):
            noted.append(-weekly)
            weekly += 7
    assert reached(due, today, calendar) == noted
