"""Which days are worked, for the tenant of the running scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tenants.models.calendar import CalendarYear, LocalDay

SATURDAY: Final = 5
OCTOBER: Final = 10  # the next year's calendar comes out in October or November


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The days that are not as their weekday says: worked or not."""

    exceptions: Mapping[dt.date, bool]

    def has(self, day: dt.date) -> bool:
        """Tell whether people work on this day; unknown years go by the weekday."""
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def from_(self, day: dt.date) -> dt.date:
        """Return this day, or the first working day after it."""
        return day if self.has(day) else self.after(day, 1)

    def after(self, day: dt.date, days: int) -> dt.date:
        """Return the day so many working days later."""
        while days > 0:
            day += dt.timedelta(days=1)
            days -= self.has(day)
        return day

    def between(self, day: dt.date, last: dt.date) -> int:
        """Return how many working days follow a day, up to another."""
        return sum(self.has(day + dt.timedelta(days=n)) for n in range(1, (last - day).days + 1))


def working_days() -> WorkingDays:
    """Return the calendar of the running scope: two statements; take it once and hand it on."""
    exceptions: dict[dt.date, bool] = {}
    for holidays, workdays in CalendarYear.objects.values_list("holidays", "workdays"):
        exceptions |= dict.fromkeys(holidays, False) | dict.fromkeys(workdays, True)
    exceptions |= dict(LocalDay.objects.values_list("day", "is_worked"))
    return WorkingDays(exceptions)


def missing_year(today: dt.date) -> int | None:
    """Return the year whose calendar should be here by now and is not: this one, or the next."""
    wanted = [today.year, today.year + 1] if today.month >= OCTOBER else [today.year]
    known = set(CalendarYear.objects.filter(year__in=wanted).values_list("year", flat=True))
    return next((year for year in wanted if year not in known), None)
