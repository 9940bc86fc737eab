"""A zone whose life is made up by a seed, told to the product and to the oracle alike."""

import datetime as dt
import random
from collections import Counter
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from approvals.models import Acknowledgement, Delegation
from documents.models import AudienceRule, Document
from tenants.models import Appointment, Digest, LocalDay, Member, Notice, Post, Unit, User
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.library import Library, make_draft, make_library, put_in_force
from tests.proof.reminders.facts import Facts, Leave, Person, Reading, Stay, Thing
from tests.proof.reminders.oracle import Entry
from tests.sweeping import add_document, put_before
from tests.world import Cast

ONE: Final = dt.timedelta(1)
GOLDEN_WEEK: Final = 7
YEAR: Final = 365
HANDED_OVER: Final = 0.1  # documents a day
REPLACED: Final = 0.08  # texts a day
READ_WITHIN: Final = dt.timedelta(30)
SPEEDS: Final = (0.02, 0.04, 0.1, 0.25)  # how likely somebody reads a text on a day
DEPARTMENT: Final = 15  # people
FOR_EVERYBODY: Final = 0.1  # of documents
MOVES: Final = 0.15  # of people a year

type Mails = dict[tuple[dt.date, str], set[Entry]]


def dates(since: dt.date, until: dt.date | None) -> dict[str, Any]:
    return {"valid_from": since, "recorded_on": since, "valid_until": until}


class Zone:
    """People join, move, leave, are away; texts are given out, read, replaced; reviews are done."""

    def __init__(
        self, cast: Cast, seed: int, first: dt.date, *, days: int, people: int, documents: int
    ) -> None:
        self.cast, self.random = cast, random.Random(seed)
        self.first, self.last = first, first + dt.timedelta(days)
        self._asked_until = UUID(int=0)
        self.members: dict[str, Member] = {}
        self.speed: dict[str, float] = {}
        self.documents: dict[str, Document] = {}
        with tenant_scope(cast.tenant.pk):
            self.library: Library = make_library(cast)
            self.facts = Facts(
                {}, {"OFC": None, "SVC": "OFC"}, {"OFC": "Ravi"}, [], [], set(), set()
            )
            self._units(max(people // DEPARTMENT, 3))
            self._people(people)
            for begin in range(0, days, YEAR):
                self._holidays(begin)
                self._absences(begin)
            self._documents(documents)

    def _units(self, departments: int) -> None:
        self.library.service.parent = self.library.office
        self.library.service.save()
        self.units = {"OFC": self.library.office, "SVC": self.library.service}
        named = {"name_zh": "", "name_en": ""}
        self.staff = Post.objects.create(code="STAFF", **named)
        for n in range(departments):
            above, code = ("OFC", "SVC")[n % 2], f"D{n:02}"
            self.units[code] = Unit.objects.create(code=code, parent=self.units[above], **named)
            self.facts.parents[code] = above

    def _people(self, count: int) -> None:
        known = (self.cast.cora, self.cast.ada, self.cast.ravi, self.cast.ruth)
        for member in known:
            self._join(member, self.first - dt.timedelta(200))
            self.facts.people[member.name].controls = member == self.cast.cora
        for n in range(count):
            since, until = self.first - dt.timedelta(200), None
            if self.random.random() < 0.3:
                since = self._day()
            if self.random.random() < 0.2:
                until = since + dt.timedelta(self.random.randrange(10, 250))
            name = f"P{n:03}"
            address = f"{name.lower()}@{self.cast.tenant.slug}.example"
            user = User.objects.create_user(address, None, language="en")
            member = Member.objects.create(
                user=user, name=name, roles=[Role.READER], **dates(since, until)
            )
            if n % 10 == 0:  # these have a past, of which more has to be asked
                Member.objects.filter(pk=member.pk).update(staff_number=name)
            self._know(member, since, until)
            self._work(member, since)
        self.facts.people["Ravi"].stays.append(Stay("OFC", dt.date.min))

    def _join(self, member: Member, since: dt.date) -> None:
        Member.objects.filter(pk=member.pk).update(**dates(since, None))
        self._know(member, since, None)

    def _know(self, member: Member, since: dt.date, until: dt.date | None) -> None:
        self.members[member.name] = member
        self.facts.people[member.name] = Person(since, until)
        self.speed[member.name] = self.random.choice(SPEEDS)

    def _work(self, member: Member, since: dt.date) -> None:
        """Let somebody be in a department and move to others, some with days between."""
        departments = [code for code in self.units if code.startswith("D")]
        first, stays = since, self.facts.people[member.name].stays
        while first < self.last:
            moves = first + dt.timedelta(days=1 + round(self.random.expovariate(MOVES / YEAR)))
            unit = self.random.choice(departments)
            stays.append(Stay(unit, first, moves - ONE) if moves < self.last else Stay(unit, first))
            first = moves + dt.timedelta(self.random.choice((0, 0, 0, 5)))
        Appointment.objects.bulk_create(
            Appointment(
                member=member,
                post=self.staff,
                unit=self.units[stay.unit],
                valid_from=stay.first,
                valid_until=None if stay.last == dt.date.max else stay.last,
            )
            for stay in stays
        )

    def _holidays(self, since: int) -> None:
        """Let a week be free, and a Saturday before it be worked instead."""
        begin = self._day(since)
        saturday = begin - dt.timedelta((begin.weekday() + 2) % 7 or 7)
        known = self.facts.days_off | self.facts.days_on
        off = {begin + dt.timedelta(n) for n in range(GOLDEN_WEEK)} - known
        on = {saturday} - known
        self.facts.days_off |= off
        self.facts.days_on |= on
        for days, is_worked in ((off, False), (on, True)):
            for day in days:
                LocalDay.objects.create(
                    day=day, is_worked=is_worked, reason="x", made_by=self.cast.cora
                )

    def _absences(self, since: int) -> None:
        for name, person in self.facts.people.items():
            if self.random.random() < 0.4:
                first = self._day(since)
                if any(leave.last >= first for leave in person.leaves):
                    continue  # nobody goes on leave from leave
                last = first + dt.timedelta(self.random.randrange(1, 25))
                deputy = self.random.choice([other for other in self.members if other != name])
                person.leaves.append(Leave(first, last, deputy))
                self._stands_in(name, person.leaves[-1])

    def _stands_in(self, name: str, leave: Leave) -> None:
        row = Delegation.objects.create(
            delegator=self.members[name],
            deputy=self.members[leave.deputy],
            valid_from=leave.first,
            valid_until=leave.last,
            reason="leave",
            is_absent=True,
            set_by=self.cast.cora,
        )
        told = {"delegation_ending": name, "standing_in_ending": leave.deputy}
        for kind, holder in told.items():
            thing = Thing(kind, f"delegation:{row.pk}", leave.last, holder, ahead=(1,))
            thing.window = (leave.first, leave.last)
            thing.seen_by = frozenset((name, leave.deputy))
            self.facts.things.append(thing)

    def _documents(self, count: int) -> None:
        owners = [name for name, person in self.facts.people.items() if person.until is None]
        for _n in range(count):
            owner, unit = self.random.choice(owners), self.random.choice([*self.units])
            due = self._day(0)  # each is looked at again within a year
            document = add_document(self.library, self.members[owner], review_due=due)
            Document.objects.filter(pk=document.pk).update(unit=self.units[unit])
            name = f"document:{document.pk}"
            self.documents[name] = document
            self.facts.things.append(Thing("review_due", name, due, owner, unit))

    def _day(self, since: int | None = None) -> dt.date:
        """Return some day, or some day of the year that begins so many days after the first."""
        begin, end = since or 0, (self.last - self.first).days
        if since is not None:
            end = min(end, since + YEAR)
        return self.first + dt.timedelta(self.random.randrange(begin, end))

    def live(self, day: dt.date) -> None:
        """Let happen what happens on a day before the clock comes."""
        with tenant_scope(self.cast.tenant.pk):
            self._give_out(day)
            self._replace(day)
            self._read(day)
            self._review(day)
            self._hand_over(day)

    def _give_out(self, day: dt.date) -> None:
        given = {reading.name for reading in self.facts.readings}
        free = [d for d in self.documents.values() if f"revision:{d.in_force_id}" not in given]
        if free and self.random.random() < 0.15:
            document = self.random.choice(free)
            due = day + READ_WITHIN
            document.revisions.update(effective_at=timezone.now())
            unit = self._readers_of(document)
            audience = (
                {"unit": self.units[unit], "scope": "unit"} if unit else {"scope": "everybody"}
            )
            AudienceRule.objects.create(document=document, **audience)
            put_before(document, due, **audience)
            self.facts.readings.append(Reading(f"revision:{document.in_force_id}", day, due, unit))

    def _readers_of(self, document: Document) -> str | None:
        """Return the unit that reads a document, mostly its own, or None where all do."""
        if self.random.random() < FOR_EVERYBODY:
            return None
        (own,) = [
            thing.unit for thing in self.facts.things if thing.name == f"document:{document.pk}"
        ]
        return own if own != "OFC" else self.random.choice([*self.units])

    def _replace(self, day: dt.date) -> None:
        """Put a new text in the place of one that people are reading, now and then."""
        if not self.facts.readings or self.random.random() > REPLACED:
            return
        old, is_lesser = self.random.choice(self.facts.readings), self.random.random() < 0.5
        document = next(
            d for d in self.documents.values() if f"revision:{d.in_force_id}" == old.name
        )
        text = make_draft(document, self.cast.ada)
        text.must_acknowledge = not is_lesser
        text.save()
        put_in_force(text)
        document.refresh_from_db()
        new = Reading(f"revision:{text.pk}", day, day + READ_WITHIN, old.unit)
        new.changes = old if is_lesser else None
        self.facts.readings[self.facts.readings.index(old)] = new
        (review,) = [t for t in self.facts.things if t.name == f"document:{document.pk}"]
        assert document.review_due is not None
        review.due = document.review_due  # a new text counts as a review

    def _read(self, day: dt.date) -> None:
        readers: dict[str | None, list[str]] = {}
        read = []
        for reading in self.facts.readings:
            if reading.unit not in readers:
                readers[reading.unit] = [*self.facts.readers(reading.unit, day)]
            for name in readers[reading.unit]:
                if name not in reading.given and self.random.random() < self.speed[name]:
                    reading.given.add(name)
                    read.append((reading.name.partition(":")[2], self.members[name]))
        now = timezone.now()
        Acknowledgement.objects.bulk_create(
            Acknowledgement(revision_id=text, member=member, at=now) for text, member in read
        )

    def _review(self, day: dt.date) -> None:
        for thing in self.facts.things:
            is_near = (thing.due - day).days < 20
            if thing.kind == "review_due" and is_near and self.random.random() < 0.04:
                thing.due = day + dt.timedelta(365)
                document = self.documents[thing.name]
                Document.objects.filter(pk=document.pk).update(review_due=thing.due)

    def _hand_over(self, day: dt.date) -> None:
        """Let a document belong to somebody else now and then."""
        if self.random.random() > HANDED_OVER:
            return
        owned = [thing for thing in self.facts.things if thing.kind == "review_due"]
        people = [name for name, p in self.facts.people.items() if p.is_here(day) and not p.until]
        thing, name = self.random.choice(owned), self.random.choice(people)
        thing.holder = name
        document = self.documents[thing.name]
        Document.objects.filter(pk=document.pk).update(owner=self.members[name])

    def ledger(self) -> set[tuple[str, Entry]]:
        """Return what the product has written down since it was asked last."""
        fields = ("pk", "recipient__name", "kind", "subject", "due_on", "milestone")
        with tenant_scope(self.cast.tenant.pk):
            new = Notice.objects.filter(due_on__isnull=False, pk__gt=self._asked_until)
            rows = list(new.order_by("pk").values_list(*fields))
        self._asked_until = rows[-1][0] if rows else self._asked_until
        return {(name, tuple(entry)) for _pk, name, *entry in rows}

    def mails(self, since: dt.date = dt.date.min) -> Mails:
        """Return what each was sent on which day, from a day on."""
        fields = ("digest__day", "recipient__name", "kind", "subject", "due_on", "milestone")
        found: Mails = {}
        with tenant_scope(self.cast.tenant.pk):
            sent = Notice.objects.filter(state=Notice.State.SENT, digest__day__gte=since)
            for day, name, *entry in sent.values_list(*fields):
                found.setdefault((day, name), set()).add(tuple(entry))
        return found

    def counted(self) -> Counter[str]:
        """Return how many mails each was sent."""
        with tenant_scope(self.cast.tenant.pk):
            sent = Notice.objects.filter(state=Notice.State.SENT).values("digest")
            mails = Digest.objects.filter(pk__in=sent)
            return Counter(mails.values_list("recipient__name", flat=True).iterator())
