"""Make facts of cells of a sheet that somebody filled in."""

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _

from tenants.models.unit import Named

DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?\Z")
FAULTY: Final = {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"}


class Unreadable(Exception):
    """A cell says what cannot be; the message is the sentence."""


def written(value: Any) -> str:
    """Return what a cell says as somebody would type it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFC", str(value))
    return "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] != "C").strip()


def check_worked_out(text: str) -> None:
    """Refuse what Excel shows when a formula gives no value."""
    if text in FAULTY:
        raise Unreadable(_("The formula in this cell gives no value."))


def day(text: str) -> dt.date:
    """Return the day that a cell names."""
    found = DAY.match(text)
    try:
        if found:
            return dt.date(*map(int, found.groups()))
    except ValueError:
        pass
    raise Unreadable(_("“%(text)s” is no date such as 2026-12-31.") % {"text": text})


def by_name[N: Named](rows: Iterable[N]) -> dict[str, list[N]]:
    """Return rows by their code and by their name in either language."""
    found: dict[str, list[N]] = defaultdict(list)
    for row in rows:
        for name in {row.code.casefold(), row.name_zh.casefold(), row.name_en.casefold()}:
            found[name].append(row)
    return found


def one[N: Named](word: str, rows: dict[str, list[N]]) -> N:
    """Return what a word names."""
    found = rows.get(word.casefold(), [])
    if not found:
        raise Unreadable(_("There is no “%(word)s” here. Make it first.") % {"word": word})
    if len(found) > 1:
        raise Unreadable(_("“%(word)s” can be several: use its code.") % {"word": word})
    return found[0]
