"""Make facts of cells; every fault is told with the cell it stands in."""

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import override

from tenants.models import Post, Unit, User
from tenants.models.unit import Named
from tenants.people.roles import Role
from tenants.people.sheets.reading import Line, address

SEPARATORS: Final = re.compile(r"[、,，;；/\n]+")
DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?\Z")
MOBILE: Final = re.compile(r"\+?[\d -]{6,19}\d\Z")
FAULTY: Final = {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"}
LONGEST: Final = {"name": 50, "staff_number": 30, "mobile": 20, "email": 254}


class Unreadable(Exception):
    """A cell says what cannot be; the message is the sentence."""


@dataclass
class Row:
    """What one row says of one person; what its cells leave open is not in `facts`."""

    line: Line
    facts: dict[str, Any] = field(default_factory=dict)
    roles: list[str] = field(default_factory=list)
    places: list[tuple[Unit, Post]] = field(default_factory=list)


class Parser:
    """Reads rows by the columns somebody agreed to; `faults` gathers what is wrong."""

    def __init__(self, columns: dict[str, int]) -> None:
        self.columns = columns
        self.faults: list[tuple[str, str]] = []
        self.units = _by_name(Unit.objects.active())
        self.posts = _by_name(Post.objects.active())
        self.roles = _role_words()

    def read(self, line: Line) -> Row:
        """Return what the row says."""
        row = Row(line)
        for fact in ("name", "staff_number", "email", "mobile", "valid_from", "valid_until"):
            self._read_fact(row, fact)
        self._split_contact(row)
        row.roles = self._each(row, "roles", self._role)
        self._read_places(row)
        return row

    def fault(self, row: Row, fact: str, sentence: str) -> None:
        """Note what is wrong with the cell of this fact, or with the row's first cell."""
        column = self.columns.get(fact, min(self.columns.values()))
        self.faults.append((address(column, row.line.number), sentence))

    def _text(self, row: Row, fact: str) -> str:
        column = self.columns.get(fact)
        values = row.line.values
        return _written(values[column]) if column is not None and column < len(values) else ""

    def _read_fact(self, row: Row, fact: str) -> None:
        text = self._text(row, fact)
        if not text:
            return
        try:
            row.facts[fact] = _fact(fact, text)
        except Unreadable as unreadable:
            self.fault(row, fact, str(unreadable))

    def _split_contact(self, row: Row) -> None:
        """Take a mobile number out of a column that is for either."""
        contact = row.facts.get("email", "")
        if contact and "@" not in contact:
            del row.facts["email"]
            row.facts.setdefault("mobile", contact)

    def _each(self, row: Row, fact: str, find: Any) -> list[Any]:
        found = []
        for word in filter(None, map(str.strip, SEPARATORS.split(self._text(row, fact)))):
            try:
                found.append(find(word))
            except Unreadable as unreadable:
                self.fault(row, fact, str(unreadable))
        return found

    def _read_places(self, row: Row) -> None:
        before = len(self.faults)
        units = self._each(row, "units", lambda word: _one(word, self.units))
        posts = self._each(row, "posts", lambda word: _one(word, self.posts))
        if len(self.faults) > before:
            return
        if bool(units) != bool(posts):
            missing = "posts" if units else "units"
            self.fault(row, missing, _("Give unit and post together, or neither."))
        elif len(units) == len(posts) or 1 in (len(units), len(posts)):
            n = max(len(units), len(posts))
            each_unit = units * n if len(units) == 1 else units
            each_post = posts * n if len(posts) == 1 else posts
            row.places = list(dict.fromkeys(zip(each_unit, each_post, strict=True)))
        else:
            self.fault(row, "posts", _("As many posts as units, or one of either."))

    def _role(self, word: str) -> str:
        role = self.roles.get(word.casefold())
        if role is None:
            raise Unreadable(_("There is no role “%(word)s” here.") % {"word": word})
        return role


def _written(value: Any) -> str:
    """Return what a cell says as somebody would type it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFC", str(value))
    return "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] != "C").strip()


def _fact(fact: str, text: str) -> str | dt.date:
    if fact != "name":
        text = unicodedata.normalize("NFKC", text)  # full-width digits and letters
    if text in FAULTY:
        raise Unreadable(_("The formula in this cell gives no value."))
    if fact in ("valid_from", "valid_until"):
        return _day(text)
    if len(text) > LONGEST[fact]:
        raise Unreadable(_("Longer than %(n)d characters.") % {"n": LONGEST[fact]})
    if fact == "email" and "@" in text:
        return _email(text)
    if fact in ("email", "mobile") and not MOBILE.match(text):
        raise Unreadable(_("“%(text)s” is no e-mail and no mobile number.") % {"text": text})
    return text


def _day(text: str) -> dt.date:
    found = DAY.match(text)
    try:
        if found:
            return dt.date(*map(int, found.groups()))
    except ValueError:
        pass
    raise Unreadable(_("“%(text)s” is no date such as 2026-12-31.") % {"text": text})


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise Unreadable(_("“%(text)s” is no e-mail address.") % {"text": text}) from None
    return User.objects.normalize_email(text)


def _by_name[N: Named](rows: Iterable[N]) -> dict[str, list[N]]:
    found: dict[str, list[N]] = defaultdict(list)
    for row in rows:
        for name in {row.code.casefold(), row.name_zh.casefold(), row.name_en.casefold()}:
            found[name].append(row)
    return found


def _one[N: Named](word: str, rows: dict[str, list[N]]) -> N:
    found = rows.get(word.casefold(), [])
    if not found:
        raise Unreadable(_("There is no “%(word)s” here. Make it first.") % {"word": word})
    if len(found) > 1:
        raise Unreadable(_("“%(word)s” can be several: use its code.") % {"word": word})
    return found[0]


def _role_words() -> dict[str, str]:
    words: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            words |= {str(role.label).casefold(): role.value for role in Role}
    return words | {role.value: role.value for role in Role}
