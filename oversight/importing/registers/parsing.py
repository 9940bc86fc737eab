"""Make documents of the rows of a register; every fault is told with the cell it stands in."""

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from documents.models import DocumentType
from documents.register.numbering import check_number
from documents.versions import Version
from tenants.errors import Refused
from tenants.files.sheet_cells import Unreadable, by_name, check_worked_out, day, one, written
from tenants.files.sheet_reading import Line, address
from tenants.models import Member, Unit

LONGEST: Final = {"title": 200, "clauses": 100}
LETTERS: Final = re.compile(r"([A-Z])(?:[/.\-\s]*(\d{1,2}))?(?:版)?\Z")
FIGURES: Final = re.compile(r"V?(?:第)?(\d{1,3})(?:\.(\d{1,2}))?(?:版)?\Z")


@dataclass
class Row:
    """What one row says of one document; what its cells leave open is not in `facts`."""

    line: Line
    facts: dict[str, Any] = field(default_factory=dict)


class Parser:
    """Reads rows by the columns somebody agreed to; `faults` gathers what is wrong."""

    def __init__(self, columns: dict[str, int]) -> None:
        self.columns = columns
        self.faults: list[tuple[str, str]] = []
        self.types = _types()
        self.units = by_name(Unit.objects.active())
        self.people = _people()
        self.today = timezone.localdate()
        self.read_as: dict[str, Callable[[str], Any]] = {
            "number": _number,
            "title": _title,
            "document_type": lambda word: one(word, self.types),
            "version": _version,
            "effective": self._effective,
            "unit": lambda word: one(word, self.units),
            "owner": self._person,
            "clauses": lambda text: _short("clauses", text),
        }

    def read(self, line: Line) -> Row:
        """Return what the row says."""
        row = Row(line)
        for fact, read in self.read_as.items():
            text = self.text(row, fact)
            if not text:
                continue
            try:
                check_worked_out(text)
                row.facts[fact] = read(text)
            except Unreadable as unreadable:
                self.fault(row, fact, str(unreadable))
        return row

    def fault(self, row: Row, fact: str, sentence: str) -> None:
        """Note what is wrong with the cell of this fact, or with the row's first cell."""
        column = self.columns.get(fact, min(self.columns.values()))
        self.faults.append((address(column, row.line.number), sentence))

    def text(self, row: Row, fact: str) -> str:
        column = self.columns.get(fact)
        values = row.line.values
        return written(values[column]) if column is not None and column < len(values) else ""

    def _effective(self, text: str) -> dt.date:
        found = day(unicodedata.normalize("NFKC", text))
        if found > self.today:
            raise Unreadable(_("This day lies ahead: only what is in force can be imported."))
        return found

    def _person(self, word: str) -> Member:
        found = self.people.get(word.casefold(), [])
        if not found:
            raise Unreadable(_("Nobody here is called “%(word)s”.") % {"word": word})
        if len(found) > 1:
            raise Unreadable(_("“%(word)s” can be several: use the staff number.") % {"word": word})
        return found[0]


def _number(text: str) -> str:
    try:
        check_number(text)
    except Refused as refused:
        raise Unreadable(refused.messages[0]) from refused
    return text


def _title(text: str) -> str:
    return _short("title", " ".join(text.split()))


def _short(fact: str, text: str) -> str:
    if len(text) > LONGEST[fact]:
        raise Unreadable(_("Longer than %(n)d characters.") % {"n": LONGEST[fact]})
    return text


def _version(text: str) -> Version:
    """Read A/0, B2, C, V1.0, 2.1 and 第2版."""
    plain = unicodedata.normalize("NFKC", text).upper().strip()
    found = FIGURES.match(plain)  # first: V1 is 1.0
    if found and int(found[1]):
        return Version(int(found[1]), int(found[2] or 0))
    if found := LETTERS.match(plain):
        return Version(ord(found[1]) - ord("A") + 1, int(found[2] or 0))
    raise Unreadable(_("“%(text)s” is no revision such as A/0 or 1.0.") % {"text": text})


def _types() -> dict[str, list[DocumentType]]:
    """Return the types by code, by name, and by the level where a level has one type."""
    types = list(DocumentType.objects.in_use().select_related("folder"))
    found = by_name(types)
    of_level: dict[int, list[DocumentType]] = defaultdict(list)
    for each in types:
        of_level[each.level].append(each)
    for language in ("zh-hans", "en"):
        with override(language):
            for level, those in of_level.items():
                found.setdefault(str(DocumentType.Level(level).label).casefold(), those)
    return found


def _people() -> dict[str, list[Member]]:
    """Return who is here by staff number, address and name."""
    found: dict[str, list[Member]] = defaultdict(list)
    for member in Member.objects.active().select_related("user"):
        words = (member.name, member.staff_number, member.user.email or "")
        for word in {word.casefold() for word in words if word}:
            found[word].append(member)
    return found
