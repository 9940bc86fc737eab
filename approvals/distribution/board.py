"""The page of distribution: what somebody may see of people × documents, as they narrow it."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from approvals.distribution.pairs import COUNTED, WANTED, Figures, Found, Pairs
from approvals.distribution.sight import people_seen_by
from approvals.distribution.told import end_of
from approvals.distribution.wanted import Wanted, units_of
from documents.models import Distribution, Document, Revision
from documents.models.sight import AnyOf
from tenants.models import Appointment, Member, MemberQuerySet
from tenants.models.unit import name_in_language

# ruff: noqa: S608 (nothing in these statements comes from outside)

LATEST_LAST: Final = "min(due_on) FILTER (WHERE state = 'late') NULLS LAST"
BY_TEXT: Final = f"SELECT revision_id, {COUNTED} FROM pairs GROUP BY revision_id {WANTED}"
BY_PERSON: Final = f"""
    SELECT m.id, m.name, m.staff_number, count(*) OVER (), {COUNTED} {{cells}}
    FROM pairs JOIN tenants_member m ON (m.tenant_id, m.id) = (%(tenant)s, pairs.member_id)
    GROUP BY m.id, m.name, m.staff_number {WANTED}
    ORDER BY {LATEST_LAST}, m.name, m.id LIMIT %(most)s OFFSET %(skipped)s
"""
# Who holds two posts in a unit counts once there; who is in two units counts in both.
BY_UNIT: Final = f"""
    SELECT u.code, u.{{name}}, {COUNTED}
    FROM pairs
    JOIN (SELECT DISTINCT member_id, unit_id FROM held) h ON h.member_id = pairs.member_id
    JOIN tenants_unit u ON (u.tenant_id, u.id) = (%(tenant)s, h.unit_id)
    WHERE u.id = ANY(%(units)s)
    GROUP BY u.code, u.{{name}} {WANTED} ORDER BY {LATEST_LAST}, u.code
"""
LINES: Final = """
    SELECT revision_id, member_id, name, staff_number, state, due_on, at, how, why, until, note,
           (SELECT count(*) FROM approvals_readingurge u WHERE u.tenant_id = %(tenant)s
            AND u.revision_id = shown.revision_id AND u.member_id = shown.member_id
            AND u.at < %(end)s),
           (SELECT max(u.on) FROM approvals_readingurge u WHERE u.tenant_id = %(tenant)s
            AND u.revision_id = shown.revision_id AND u.member_id = shown.member_id
            AND u.at < %(end)s), total
    FROM (
        SELECT pairs.*, m.name, m.staff_number, count(*) OVER () AS total
        FROM pairs JOIN tenants_member m ON (m.tenant_id, m.id) = (%(tenant)s, pairs.member_id)
        WHERE is_wanted
        ORDER BY turn, due_on, place, m.name, m.id LIMIT %(most)s OFFSET %(skipped)s
    ) shown
    ORDER BY turn, due_on, place, name, member_id
"""
# Of some columns of the matrix, one array of each fact, all in one order.
CELLS: Final = "".join(
    f", coalesce(array_agg({fact}) FILTER (WHERE is_wanted"
    f" AND place BETWEEN %(first)s AND %(last)s), '{{}}')"
    for fact in ("place", "state", "due_on", "at")
)


# Of the matrix: the state, by when, and when it was acknowledged.
type Cell = tuple[str, dt.date | None, dt.datetime | None]


class Text(NamedTuple):
    """A revision in force that was put before people."""

    revision_id: UUID
    number: str
    n: int
    label: str
    title: str
    language: str
    unit: str
    owner_id: UUID


class Person(NamedTuple):
    """A reader with their figures."""

    pk: UUID
    name: str
    staff_number: str
    figures: Figures
    units: str = ""


class Row(NamedTuple):
    """A person, and what stands at the places of some texts."""

    person: Person
    cells: dict[int, Cell]


class Line(NamedTuple):
    """One person and one text."""

    text: Text
    person: UUID
    name: str
    staff_number: str
    state: str
    due_on: dt.date | None
    at: dt.datetime | None
    how: str | None
    why: str
    until: dt.date | None
    note: str
    urges: int
    urged_on: dt.date | None


class Board:
    """What a member may see of the distribution, narrowed as they ask, as of a day until today."""

    def __init__(
        self,
        reader: Member,
        wanted: Wanted,
        today: dt.date,
        *,
        people: MemberQuerySet | None = None,
    ) -> None:
        self.reader, self.wanted = reader, wanted
        self.day = min(wanted.day or today, today)
        self.is_past = self.day < today
        self._whose = people

    @cached_property
    def texts(self) -> list[Text]:
        """Return the texts in force on the day that were put before people, by number."""
        documents = Document.objects.visible_to(self.reader).filter(self._narrowed())
        put = Distribution.objects.filter(revision=OuterRef("pk"))
        if self.is_past:
            closed = Q(closed_on=None) | Q(closed_on__gt=self.day)
            put = put.filter(closed, published_on__lte=self.day)
            texts = Revision.objects.in_force_at(end_of(self.day)).filter(document__in=documents)
        else:
            now = documents.in_force_now().values("in_force")
            texts = Revision.objects.filter(pk__in=now)
        rows = texts.filter(Exists(put)).order_by("document__number_key", "document")
        of_document = ("language", f"unit__{name_in_language()}", "owner")
        columns = ("n", "label", "title", *(f"document__{name}" for name in of_document))
        return [Text(*row) for row in rows.values_list("pk", "document__number", *columns)]

    def _narrowed(self) -> Q:
        wanted, found = self.wanted, Q()
        if wanted.document:
            found &= Q(number=wanted.document)
        if wanted.type:
            found &= Q(document_type__code=wanted.type)
        if wanted.level:
            found &= Q(document_type__level=wanted.level)
        if wanted.q:
            found &= Q(number__icontains=wanted.q) | Q(title__icontains=wanted.q)
        return found

    @cached_property
    def people(self) -> MemberQuerySet:
        """Return the people whose reading is shown: those the reader may look into, narrowed."""
        people = people_seen_by(self.reader) if self._whose is None else self._whose
        if self.wanted.person:
            people = people.filter(pk=self.wanted.person)
        if self.wanted.unit:
            theirs = Appointment.objects.on(self.day).filter(
                unit__in=units_of(self.reader).filter(code=self.wanted.unit).values("pk")
            )
            people = people.filter(pk__in=theirs.values("member"))
        return people

    @property
    def person(self) -> Member | None:
        """Return the one person that is asked for, if the reader may look into their reading."""
        return self.people.first() if self.wanted.person else None

    @cached_property
    def pairs(self) -> Pairs:
        return Pairs(
            self.people,
            [text.revision_id for text in self.texts],
            self.day,
            states=[self.wanted.state] if self.wanted.state else [],
            late_since=self.wanted.late_since(self.day),
            with_never=bool(self.wanted.person and self.wanted.document),
            person=self.wanted.person,
        )

    def by_text(self) -> Found[tuple[Text, Figures]]:
        """Return the texts with their figures, those late longest first."""
        total, rows, _count = self.pairs.counted(BY_TEXT)
        figures = {revision: Figures(*counted) for revision, *counted in rows}
        counted = [(text, figures.get(text.revision_id, Figures())) for text in self.texts]
        if self.wanted.is_narrowed:
            counted = [(text, each) for text, each in counted if text.revision_id in figures]
        counted.sort(key=lambda pair: pair[1].late_since or dt.date.max)
        return Found(total, counted, len(counted))

    def by_person(self, skipped: int, most: int) -> Found[Person]:
        """Return some of the people who have something to read."""
        select = BY_PERSON.format(cells="")
        total, rows, _count = self.pairs.counted(select, skipped=skipped, most=most)
        units = units_held(self.reader, [row[0] for row in rows], self.day)
        people = [
            Person(pk, name, number, Figures(*counted), "、".join(units.get(pk, ())))
            for pk, name, number, _count, *counted in rows
        ]
        return Found(total, people, rows[0][3] if rows else 0)

    def by_unit(self) -> Found[tuple[str, str, Figures]]:
        """Return the units with their figures, those late longest first."""
        units = units_of(self.reader)
        if self.wanted.unit:
            units = units.filter(code=self.wanted.unit)
        select = BY_UNIT.format(name=name_in_language())
        shown = list(units.values_list("pk", flat=True))
        total, rows, count = self.pairs.counted(select, units=shown)
        counted = [(code, name, Figures(*figures)) for code, name, *figures in rows]
        return Found(total, counted, count)

    def lines(self, skipped: int, most: int) -> Found[Line]:
        """Return some of the pairs, the latest first."""
        total, rows, _count = self.pairs.counted(LINES, skipped=skipped, most=most)
        texts = {text.revision_id: text for text in self.texts}
        lines = [Line(texts[revision], *facts[:-1]) for revision, *facts in rows]
        return Found(total, lines, rows[0][-1] if rows else 0)

    def matrix(self, skipped: int, most: int, columns: range) -> Found[Row]:
        """Return some people and what stands of each at some of the texts, by their place."""
        select = BY_PERSON.format(cells=CELLS)
        shown = {"first": columns.start, "last": columns.stop - 1}
        total, rows, _count = self.pairs.counted(select, skipped=skipped, most=most, **shown)
        found = []
        for pk, name, number, _of, *facts in rows:
            *counted, places, states, dues, ats = facts
            person = Person(pk, name, number, Figures(*counted))
            cells = dict(zip(places, zip(states, dues, ats, strict=True), strict=True))
            found.append(Row(person, cells))
        return Found(total, found, rows[0][3] if rows else 0)

    def to_urge(self) -> list[tuple[UUID, UUID]]:
        """Return revision and reader of all who are late; of one person also what has time left."""
        select = "SELECT revision_id, member_id FROM pairs WHERE is_wanted AND state = ANY(%(in)s)"
        states = ["late", "open"] if self.wanted.person else ["late"]
        return [(revision, member) for revision, member in self.pairs.ask(select, **{"in": states})]


def units_held(reader: Member, people: list[UUID], on: dt.date) -> dict[UUID, list[str]]:
    """Return the units of these people by name, those that the reader may look into."""
    held = Appointment.objects.on(on).filter(
        AnyOf("member_id", people), unit__in=units_of(reader).values("pk")
    )
    found: dict[UUID, list[str]] = {}
    named = held.order_by("unit__code").values_list("member", f"unit__{name_in_language()}")
    for member, unit in named.distinct():
        found.setdefault(member, []).append(unit)
    return found
