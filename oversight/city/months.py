"""Months of the city: named by their first day, shown a year at a time."""

import datetime as dt
from typing import Final

MONTHS_SHOWN: Final = 12


def first_of(day: dt.date) -> dt.date:
    return day.replace(day=1)


def month_after(month: dt.date, months: int = 1) -> dt.date:
    """Return the first day of the month so many months later; negative: earlier."""
    years, zero_based = divmod(month.month - 1 + months, 12)
    return dt.date(month.year + years, zero_based + 1, 1)


def last_of(month: dt.date) -> dt.date:
    return month_after(month) - dt.timedelta(days=1)


def months_before(today: dt.date, months: int = MONTHS_SHOWN) -> list[dt.date]:
    """Return the months that are over, the oldest first."""
    return [month_after(first_of(today), -n) for n in range(months, 0, -1)]
