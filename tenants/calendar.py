"""Working days: what due dates of approvals count in."""

import datetime as dt

SATURDAY = 5


def is_working_day(day: dt.date) -> bool:
    """Tell whether people work on this day. A holiday calendar goes here, and nowhere else."""
    return day.weekday() < SATURDAY


def add_working_days(day: dt.date, days: int) -> dt.date:
    """Return the day so many working days later."""
    while days:
        day += dt.timedelta(days=1)
        days -= is_working_day(day)
    return day
