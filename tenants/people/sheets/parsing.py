"""Make facts of cells; every fault is told with the cell it stands in."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import override

from tenants.files.sheet_cells import Unreadable, by_name, check_worked_out, day, one, written
from tenants.files.sheet_reading import Line, address
from tenants.models import Post, Unit, User
from tenants.people.roles import Role

SEPARATORS: Final = re.compile(r"[、,，;；/\n]+")
MOBILE: Final = re.compile(r"\+?[\d -]{6,19}\d\Z")
LONGEST: Final = {"name": 50, "staff_number": 30, "mobile": 20, "email": 254}


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
        self.units = by_name(Unit.objects.active())
        self.posts = by_name(Post.objects.active())
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
        return written(values[column]) if column is not None and column < len(values) else ""

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
        units = self._each(row, "units", lambda word: one(word, self.units))
        posts = self._each(row, "posts", lambda word: one(word, self.posts))
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


def _fact(fact: str, text: str) -> str | dt.date:
    if fact != "name":
        text = unicodedata.normalize("NFKC", text)  # full-width digits and letters
    check_worked_out(text)
    if fact in ("valid_from", "valid_until"):
        return day(text)
    if len(text) > LONGEST[fact]:
        raise Unreadable(_("Longer than %(n)d characters.") % {"n": LONGEST[fact]})
    if fact == "email" and "@" in text:
        return _email(text)
    if fact in ("email", "mobile") and not MOBILE.match(text):
        raise Unreadable(_("“%(text)s” is no e-mail and no mobile number.") % {"text": text})
    return text


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise Unreadable(_("“%(text)s” is no e-mail address.") % {"text": text}) from None
    return User.objects.normalize_email(text)


def _role_words() -> dict[str, str]:
    words: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            words |= {str(role.label).casefold(): role.value for role in Role}
    return words | {role.value: role.value for role in Role}
