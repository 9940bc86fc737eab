"""Whom, what and which day somebody asks about: typed as people know it, and found."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db.models import Q

from approvals.distribution.sight import looks_at_others, people_seen_by
from approvals.distribution.told import end_of
from approvals.models import Acknowledgement
from documents.models import Document, Revision, RevisionQuerySet
from documents.register.filters import CLAUSE, narrowed
from tenants.models import Member
from tenants.people.labels import as_typed

MOST: Final = 20  # offered to choose from
KNOWN: Final = (Revision.State.APPROVED, Revision.State.EFFECTIVE, Revision.State.SUPERSEDED)
_WITH_NUMBER: Final = re.compile(r"^(?P<name>.+?)\s*[(（](?P<number>[^()（）]+)[)）]$")


@dataclass
class Asked:
    """What an address asks for, as far as it is found; else what there is to choose from."""

    day: dt.date
    who: str = ""
    what: str = ""
    person: Member | None = None
    revision: Revision | None = None
    people: list[Member] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    is_nobody: bool = False
    is_nothing: bool = False

    @classmethod
    def of(cls, reader: Member, asked: Mapping[str, str], today: dt.date) -> Asked:
        """Read an address; whoever looks into nobody else's reading asks about themselves."""
        text = {name: " ".join(asked.get(name, "").split())[:120] for name in asked}
        found = cls(min(_day(text.get("day", "")) or today, today))
        found.what = text.get("document", "")
        found._find_person(reader, text.get("person", ""))
        found._find_text(reader, text.get("revision", ""))
        return found

    def _find_person(self, reader: Member, text: str) -> None:
        seen = people_seen_by(reader)
        if not text and not looks_at_others(reader):
            text = str(reader.pk)
        if not text:
            return
        exact = _exactly(text)
        people = list(seen.filter(exact)[:MOST]) or list(
            seen.filter(Q(name__icontains=text) | Q(staff_number__icontains=text))[:MOST]
        )
        self.who = text
        if len(people) == 1:
            self.person, self.who = people[0], as_typed(people[0])
        else:
            self.people, self.is_nobody = people, not people

    def _find_text(self, reader: Member, n: str) -> None:
        if not self.what:
            return
        document = self._document(reader)
        if document is None:
            return
        self.what = document.number
        revisions = revisions_known_to(reader, self.person).filter(document=document)
        self.revisions = list(revisions.order_by("-n"))
        end = end_of(self.day)
        for each in self.revisions:
            holds = each.effective_at and each.effective_at < end
            held = holds and (each.superseded_at is None or each.superseded_at >= end)
            if str(each.n) == n or (not n and held):
                self.revision = each
                return

    def _document(self, reader: Member) -> Document | None:
        documents = Document.objects.filter(
            pk__in=revisions_known_to(reader, self.person).values("document")
        )
        found = list(documents.filter(number__iexact=self.what)[:1])
        if not found and CLAUSE.fullmatch(self.what):
            on_clause = narrowed(reader, {"clause": self.what}).values("pk")
            found = list(documents.filter(pk__in=on_clause).order_by("number_key")[:MOST])
        if not found:
            near = Q(number__icontains=self.what) | Q(title__icontains=self.what)
            found = list(documents.filter(near).order_by("number_key")[:MOST])
        if len(found) == 1:
            return found[0]
        self.documents, self.is_nothing = found, not found
        return None


def revisions_known_to(reader: Member, person: Member | None) -> RevisionQuerySet:
    """Return the revisions that were put before people and that the reader may know of.

    Of themselves everybody may look up what they have acknowledged, whatever they may see today.
    """
    known: RevisionQuerySet = Revision.objects.visible_to(reader).filter(state__in=KNOWN)
    if person is not None and person.pk == reader.pk:
        given = Acknowledgement.objects.filter(member=reader)
        seen = Q(pk__in=known.values("pk")) | Q(pk__in=given.values("revision"))
        known = Revision.objects.filter(seen)
    return known.select_related("document__unit").defer("markdown")


def _exactly(text: str) -> Q:
    try:
        return Q(pk=UUID(text))
    except ValueError:
        parts = _WITH_NUMBER.match(text)
    if parts is not None:
        return Q(name=parts["name"], staff_number=parts["number"].strip())
    return Q(name__iexact=text) | Q(staff_number__iexact=text)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
