"""Check the numbers that were given against the plan by which they are given."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.labels import DOCUMENT
from documents.models import Citation, Document, DocumentType, ReservedRange
from documents.register.numbering import Pattern, Token, number_key
from tenants.errors import Refused
from tenants.models import Tenant, Unit

# What people type between the parts of a number and take for the same.
JOINTS: Final = re.compile(r"[\s\-‐‑‒–—―−_./·]+")
VALUES: Final = {
    "unit": r"(?P<unit>[^\W_]+)",
    "clause": r"[0-9.]+",
    "parent": r".+?",
    "year": r"\d{4}",
    "seq": r"(?P<seq>\d{1,6})",
}


class Kind(models.TextChoices):
    """What can be wrong with numbers, in the order in which it is shown."""

    TWICE = "twice", gettext_lazy("Twice, written differently")
    UNIT = "unit", gettext_lazy("Another unit")
    MISSING = "missing", gettext_lazy("Cited, not there")
    OVER = "over", gettext_lazy("Cited, no longer in force")
    ORPHAN = "orphan", gettext_lazy("Form of a retired document")
    GAP = "gap", gettext_lazy("Gap")


ADVICE: Final[dict[str, str | Promise]] = {
    Kind.TWICE: gettext_lazy("Look which of them holds; retire the other, it keeps its number."),
    Kind.UNIT: gettext_lazy("Change the owning unit, or register it anew under a fitting number."),
    Kind.MISSING: gettext_lazy("Register or import what is cited, or revise the text."),
    Kind.OVER: gettext_lazy("Revise the text: name what took its place."),
    Kind.ORPHAN: gettext_lazy("Let the form belong to another document, or retire it."),
    Kind.GAP: gettext_lazy("Import what is missing, or reserve the numbers and say why."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a number that somebody should look at; the document it leads to, if any."""

    kind: str
    number: str
    words: str
    document: str = ""

    @property
    def label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def advice(self) -> str:
        return str(ADVICE[self.kind])


@dataclass(frozen=True, slots=True)
class Given:
    """A number that was given, and where its document belongs."""

    number: str
    document_type: object
    unit: str


def findings(tenant: Tenant) -> list[Finding]:
    """Return everything that is to be looked at, the gravest first."""
    rows = Document.objects.order_by("number_key", "pk")
    given = [Given(*row) for row in rows.values_list("number", "document_type", "unit__code")]
    types = list(DocumentType.objects.select_related("folder"))
    places = [(each, found) for each in types for found in _placed(tenant, each, given)]
    return [
        *(*_twice(given), *_other_units(places), *_cited(), *_orphans()),
        *_gaps(places, given),
    ]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a number stands in its pattern."""

    given: Given
    scope: str
    seq: int
    width: int
    unit: str


def _placed(tenant: Tenant, document_type: DocumentType, given: list[Given]) -> Iterator[_Place]:
    """Yield the numbers of a type that its pattern could have made; others are older ones."""
    try:
        pattern = Pattern.parse(document_type.number_pattern)
    except Refused:
        return
    fixed = {"tenant": tenant.code, "level": document_type.code}
    shape = re.compile("".join(_written(part, fixed) for part in pattern.parts))
    width = next(p.width for p in pattern.parts if isinstance(p, Token) and p.name == "seq")
    for each in given:
        found = shape.fullmatch(each.number) if each.document_type == document_type.pk else None
        if found:
            start, end = found.span("seq")
            scope = f"{each.number[:start]}{{seq}}{each.number[end:]}"
            unit = found.groupdict().get("unit") or ""
            yield _Place(each, scope, int(found["seq"]), width, unit)


def _written(part: str | Token, fixed: dict[str, str]) -> str:
    if isinstance(part, str):
        return re.escape(part)
    return re.escape(fixed[part.name]) if part.name in fixed else VALUES[part.name]


def _twice(given: list[Given]) -> Iterator[Finding]:
    """Find numbers that differ only in how they are typed."""
    alike: dict[str, list[str]] = defaultdict(list)
    for each in given:
        folded = unicodedata.normalize("NFKC", each.number)
        alike[number_key(JOINTS.sub("-", folded))].append(each.number)
    for numbers in alike.values():
        for number in numbers[1:]:
            words = _("The same as %(number)s but for how it is typed.")
            yield Finding(Kind.TWICE, number, words % {"number": numbers[0]}, number)


def _other_units(places: list[tuple[DocumentType, _Place]]) -> Iterator[Finding]:
    """Find numbers that name a unit that is not the owning one; ended units keep theirs."""
    ended = dict(Unit.objects.values_list("code", "ended_on"))
    for _type, place in places:
        given = place.given
        if not place.unit or place.unit == given.unit or ended.get(place.unit):
            continue
        facts = {"token": place.unit, "unit": given.unit}
        if place.unit in ended:
            words = _("The number says %(token)s, the owning unit is %(unit)s.") % facts
        else:
            words = _("The number says %(token)s; no unit has this code.") % facts
        yield Finding(Kind.UNIT, given.number, words, given.number)


def _cited() -> Iterator[Finding]:
    """Find numbers in texts in force that no document has, or none that holds any more."""
    cited = Citation.objects.in_force().order_by("revision__document__number_key", "text")
    places = ("text", "revision__document__number", "document__number", "document__state")
    for text, where, *_of in cited.filter(document=None, key__startswith="n:").values_list(*places):
        words = _("%(number)s names it; nothing here has this number.") % {"number": where}
        yield Finding(Kind.MISSING, text, words, where)
    over = cited.exclude(document=None).exclude(document__state=Document.State.ACTIVE)
    for _text, where, number, state in over.values_list(*places):
        facts = {"number": where, "state": DOCUMENT[Document.State(state)].word}
        words = _("%(number)s names it; it is over: %(state)s.") % facts
        yield Finding(Kind.OVER, number, words, where)


def _orphans() -> Iterator[Finding]:
    """Find live documents that belong to one that was retired."""
    left = Document.objects.filter(state=Document.State.ACTIVE)
    left = left.filter(parent__state=Document.State.RETIRED).order_by("number_key")
    for number, parent in left.values_list("number", "parent__number"):
        words = _("It belongs to %(number)s, which is retired.") % {"number": parent}
        yield Finding(Kind.ORPHAN, number, words, number)


def _gaps(places: list[tuple[DocumentType, _Place]], given: list[Given]) -> Iterator[Finding]:
    """Find numbers that were passed over and are not reserved; a rejected one was given."""
    everywhere = {number_key(each.number) for each in given}
    reserved = _reserved()
    scopes: dict[tuple[object, str, int], set[int]] = defaultdict(set)
    for document_type, place in places:
        scopes[document_type.pk, place.scope, place.width].add(place.seq)
    for (document_type_id, scope, width), seqs in scopes.items():
        taken = sorted(seqs | {0})
        for last, following in pairwise(taken):
            for first, end in _free(last + 1, following - 1, reserved[document_type_id, scope]):
                numbers = [scope.replace("{seq}", f"{seq:0{width}}") for seq in {first, end}]
                if len(numbers) == 1 and number_key(numbers[0]) in everywhere:
                    continue  # given to a document of another type
                yield _gap(sorted(numbers), end - first + 1)


def _gap(numbers: list[str], count: int) -> Finding:
    if count == 1:
        return Finding(Kind.GAP, numbers[0], _("The number was passed over."))
    span = f"{numbers[0]} … {numbers[-1]}"
    return Finding(Kind.GAP, span, _("%(n)d numbers were passed over.") % {"n": count})


def _free(first: int, last: int, reserved: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the spans between first and last that are not reserved; ranges in their order."""
    for begin, end in reserved:
        if begin > first and first <= last:
            yield first, min(begin - 1, last)
        first = max(first, end + 1)
    if first <= last:
        yield first, last


def _reserved() -> dict[tuple[object, str], list[tuple[int, int]]]:
    found: dict[tuple[object, str], list[tuple[int, int]]] = defaultdict(list)
    rows = ReservedRange.objects.standing().order_by("first")
    for document_type, scope, first, last in rows.values_list(
        "document_type", "scope", "first", "last"
    ):
        found[document_type, scope].append((first, last))
    return found
