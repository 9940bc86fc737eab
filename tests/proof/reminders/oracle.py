"""Who is told what on which day: docs/reminders.md in plain Python, which knows no product.

The product asks a database for sets; this goes through days, things and people one by one. What
they disagree about is a fault of one of them. The rules are named by their numbers there.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from tests.proof.reminders.facts import Facts, Person, Reading, Thing

DAILY_FOR = 14
LATE_FOR = {0: 0, 1: 3, 2: 7}  # working days after which each rung hears
AWAKE = range(8, 20)  # the hours that are not quiet; everybody wants the mail at 8
MOST_STAND_INS = 2


type Entry = tuple[str, str, dt.date, int]  # kind, name, due, milestone
type Asked = tuple[str, str, str, dt.date]  # person, kind, name, due


class Oracle:
    """What the ledger holds and which mails have gone, as the rules want it.

    What is new of it is for whoever compares to take away: ten years are many.
    """

    def __init__(self) -> None:
        self.new: set[tuple[str, Entry]] = set()
        self.ledger: dict[Asked, set[int]] = defaultdict(set)
        self.mails: dict[tuple[dt.date, str], set[Entry]] = {}
        self._waiting: dict[str, list[Entry]] = defaultdict(list)
        self._written: dict[tuple[str, str, str, dt.date, int], int] = {}
        self._milestones: dict[tuple[dt.date, tuple[int, ...], int], Milestones] = {}
        self._gathered: dict[tuple[dt.date, str], set[Entry]] = {}
        self._had_theirs: set[tuple[dt.date, str]] = set()

    def visit(self, day: dt.date, facts: Facts, *, hour: int = 12, mail_goes: bool = True) -> None:
        """Do what the clock does on a day (10)."""
        for person, thing, rung in self._asked(day, facts):
            self._write(person, thing, rung, day, facts)
        if facts.is_worked(day) and hour in AWAKE:
            self._gather(day)
        if mail_goes and hour in AWAKE:
            self._deliver(facts)

    def _asked(self, day: dt.date, facts: Facts) -> Iterator[tuple[str, Thing, int]]:
        """Name who hears of what by now or soon, each by the lowest rung (3, 6)."""
        controllers = [name for name, person in facts.people.items() if person.controls]
        for thing in facts.things:
            if thing.window and not thing.window[0] <= day <= thing.window[1]:
                continue
            if thing.due - dt.timedelta(thing.ahead[0]) > day:
                continue  # nothing of it is reached
            told: set[str] = set()
            for rung in LATE_FOR if thing.unit else (0,):
                people = _from_rung(rung, thing, day, facts, controllers)
                yield from ((person, thing, rung) for person in people if person not in told)
                told.update(people)
        yield from _asked_to_read(day, facts)

    def _write(self, person: str, thing: Thing, rung: int, day: dt.date, facts: Facts) -> None:
        late = LATE_FOR[rung]
        found = self._reached(thing, day, late, facts)
        key = (person, thing.kind, thing.name, thing.due, late)
        if self._written.get(key, 0) >= len(found):
            return  # all of them are in the ledger
        self._written[key] = len(found)
        told = self.ledger[key[:-1]]
        for milestone in found:
            if milestone in told:
                continue
            told.add(milestone)
            entry = (thing.kind, thing.name, thing.due, milestone)
            self.new.add((person, entry))
            if milestone == found[-1]:  # older ones that are not written yet are skipped
                self._waiting[person].append(entry)

    def _reached(self, thing: Thing, day: dt.date, late: int, facts: Facts) -> list[int]:
        """Return the milestones reached by a day, the newest last (2)."""
        key = (thing.due, thing.ahead, late)
        if key not in self._milestones:
            self._milestones[key] = Milestones(thing.due, () if late else thing.ahead, late)
        return self._milestones[key].by(day, facts)

    def _gather(self, day: dt.date) -> None:
        """Begin the mail of the day to each: the newest of each thing that waits (8)."""
        for person, entries in self._waiting.items():
            reached = [entry for entry in entries if _is_reached(entry, day)]
            if reached and (day, person) not in self._had_theirs:
                self._had_theirs.add((day, person))
                newest = {(kind, name): entry for entry in reached for kind, name, *_ in [entry]}
                self._gathered[day, person] = set(newest.values())
                entries[:] = [entry for entry in entries if entry not in reached]

    def _deliver(self, facts: Facts) -> None:
        """Send what was gathered, without what is not theirs to do any more (7)."""
        for day in {day for day, _person in self._gathered}:
            still = {
                (name, thing.kind, thing.name, thing.due)
                for name, thing, _rung in self._asked(day, facts)
                if _sees(name, thing, facts)
            }
            for person in [name for on, name in self._gathered if on == day]:
                entries = self._gathered.pop((day, person))
                lines = {entry for entry in entries if (person, *entry[:3]) in still}
                if lines and facts.people[person].is_here(day):
                    self.mails[day, person] = lines


def _is_reached(entry: Entry, day: dt.date) -> bool:
    """Tell whether the day of a reminder has come; it has not where the clock was set back."""
    _kind, _name, due, milestone = entry
    return milestone == 0 or due - dt.timedelta(milestone) <= day


def _sees(name: str, thing: Thing, facts: Facts) -> bool:
    return thing.seen_by is None or name in thing.seen_by or facts.people[name].controls


class Milestones:
    """On which day each milestone of a due day is reached, worked out day by day."""

    def __init__(self, due: dt.date, ahead: tuple[int, ...], late: int) -> None:
        self.due, self.late = due, late
        self.days = [(due - dt.timedelta(n), n) for n in ahead]
        self.looked, self.worked = 0, 0

    def by(self, day: dt.date, facts: Facts) -> list[int]:
        """Return those that are reached by a day; the one reached last is the last."""
        while self.due + dt.timedelta(self.looked) < day:
            self.looked += 1
            self._look(self.looked, facts)
        return [n for reached, n in self.days if reached <= day]

    def _look(self, k: int, facts: Facts) -> None:
        then = self.due + dt.timedelta(k)
        self.worked += facts.is_worked(then)
        if self.worked < self.late:
            return
        if k <= DAILY_FOR and facts.is_worked(then):
            self.days.append((then, -k))
        if k > DAILY_FOR and k % 7 == 0:
            while not facts.is_worked(then):
                then += dt.timedelta(1)
            self.days.append((then, -k))


def _from_rung(
    rung: int, thing: Thing, day: dt.date, facts: Facts, controllers: list[str]
) -> list[str]:
    """Return who stands on a rung, or on the next above it that is not vacant (5)."""
    if thing.unit is None:
        return _instead([thing.holder], day, facts.people)
    for at in range(rung, 3):
        if at == 0:
            people = _instead([thing.holder], day, facts.people)
        elif at == 1:
            people = _instead(controllers, day, facts.people)
        else:
            people = _head_of(thing.unit, day, facts)
        if people:
            return people
    return []


def _head_of(unit: str | None, day: dt.date, facts: Facts) -> list[str]:
    while unit is not None:
        head = facts.heads.get(unit)
        if head and (people := _instead([head], day, facts.people)):
            return people
        unit = facts.parents[unit]
    return []


def _instead(names: Iterable[str], day: dt.date, people: Mapping[str, Person]) -> list[str]:
    """Put who stands in into the place of who is on leave (4)."""
    found = []
    for name in names:
        at: str | None = name
        for _hop in range(MOST_STAND_INS + 1):
            if at is None or not people[at].is_here(day):
                at = None
                break
            leave = people[at].leave_on(day)
            if leave is None:
                break
            at = leave.deputy
        else:
            at = None
        if at is not None and at not in found:
            found.append(at)
    return found


def _asked_to_read(day: dt.date, facts: Facts) -> Iterator[tuple[str, Thing, int]]:
    readers: dict[str | None, dict[str, dt.date]] = {}
    for reading in facts.readings:
        if reading.published > day:
            continue
        if reading.unit not in readers:
            readers[reading.unit] = facts.readers(reading.unit, day)
        for name, since in readers[reading.unit].items():
            person = facts.people[name]
            if not reading.was_read(name) and person.leave_on(day) is None:
                due = _due_for(person, reading, since)
                yield name, Thing("acknowledgement_due", reading.name, due, name), 0


def _due_for(person: Person, reading: Reading, since: dt.date) -> dt.date:
    """Return the day by which this person has to have read it: who comes later has as long,
    and each day of leave that falls into the time left adds one."""
    begins = max(since, reading.published)
    due = begins + (reading.due - reading.published)
    for leave in sorted(person.leaves, key=lambda leave: leave.first):
        first = max(leave.first, begins)
        if first > due:
            break
        due += max(leave.last - first + dt.timedelta(1), dt.timedelta(0))
    return due
