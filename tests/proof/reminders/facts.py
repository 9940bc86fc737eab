"""What is known of a zone, told to the oracle: who is there, what is due and what is to be read."""

import datetime as dt
from dataclasses import dataclass, field

AHEAD = (30, 14, 7, 1, 0)


@dataclass(frozen=True)
class Leave:
    """Both days belong to it."""

    first: dt.date
    last: dt.date
    deputy: str

    def holds(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Stay:
    """Days in a unit, of which both ends belong to it; without a last one it goes on."""

    unit: str
    first: dt.date
    last: dt.date = dt.date.max


@dataclass
class Person:
    """Somebody, from a day on and perhaps until one."""

    since: dt.date
    until: dt.date | None = None
    reads: bool = True
    controls: bool = False
    leaves: list[Leave] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)

    def is_here(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def leave_on(self, day: dt.date) -> Leave | None:
        return next((leave for leave in self.leaves if leave.holds(day)), None)

    def in_since(self, units: set[str], day: dt.date) -> dt.date | None:
        """Return since when they have been in one of these units without a day between."""
        since = last = None
        for stay in sorted(self.stays, key=lambda stay: stay.first):
            if stay.unit not in units or stay.first > day:
                continue
            if last is None or last < stay.first - dt.timedelta(1):
                since, last = stay.first, stay.last
            last = max(last, stay.last)
        return since if last is not None and last >= day else None


@dataclass
class Thing:
    """Something that is due, while it is open."""

    kind: str
    name: str
    due: dt.date
    holder: str
    unit: str | None = None  # with one there is a ladder
    ahead: tuple[int, ...] = AHEAD
    window: tuple[dt.date, dt.date] | None = None  # looked at only then
    seen_by: frozenset[str] | None = None  # besides controllers; None: everybody may


@dataclass
class Reading:
    """A text that was given to everybody who reads, or to a unit with those below it.

    Once replaced it is none any more.
    """

    name: str
    published: dt.date
    due: dt.date
    unit: str | None = None
    given: set[str] = field(default_factory=set)
    changes: "Reading | None" = None  # a small change of a text that it is enough to have read

    def was_read(self, name: str) -> bool:
        before = self.changes
        return name in self.given or (before is not None and before.was_read(name))


@dataclass
class Facts:
    """How things stand when the clock comes."""

    people: dict[str, Person]
    parents: dict[str, str | None]  # of units
    heads: dict[str, str]  # of units
    things: list[Thing]
    readings: list[Reading]
    days_off: set[dt.date]
    days_on: set[dt.date]

    def is_worked(self, day: dt.date) -> bool:
        return day in self.days_on or (day.weekday() < 5 and day not in self.days_off)

    def readers(self, unit: str | None, day: dt.date) -> dict[str, dt.date]:
        """Return who reads what is given to a unit or to everybody, each since when."""
        below = {unit} if unit else set()
        while more := {u for u, parent in self.parents.items() if parent in below} - below:
            below |= more
        found = {}
        for name, person in self.people.items():
            if person.reads and person.is_here(day):
                since = person.in_since(below, day) if unit else person.since
                if since is not None:
                    found[name] = max(since, person.since)
        return found
