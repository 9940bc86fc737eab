"""Read an uploaded sheet, within bounds, into rows of plain values."""

import io
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from tenants.errors import Refused
from tenants.files import ooxml

MOST_BYTES: Final = 5 * 2**20
MOST_ROWS: Final = 10_000
MOST_COLUMNS: Final = 60
HEAD_WITHIN: Final = 10  # rows: titles may stand above the heads

type Values = tuple[Any, ...]
type Heads = list[tuple[int, str]]
type Guess = Callable[[Heads], dict[str, int]]  # says what is known by which column


class Line(NamedTuple):
    """A row of the sheet: its number, and what its cells say."""

    number: int
    values: Values


class Sheet(NamedTuple):
    """What the head of a sheet says."""

    heads: Heads
    first_row: int
    columns: dict[str, int]


def address(column: int, row: int) -> str:
    """Return a cell's address as Excel shows it, such as C14."""
    return f"{get_column_letter(column + 1)}{row}"


def plain(head: object) -> str:
    """Return a head as it is compared."""
    return "".join(str(head or "").casefold().split()).strip("*：:")


def guesser(known: Mapping[str, tuple[str, ...]]) -> Guess:
    """Return what guesses columns by heads as they are met: fact → heads, the best first."""

    def guess(heads: Heads) -> dict[str, int]:
        by_head = {plain(text): column for column, text in reversed(heads)}
        found = {
            fact: next((by_head[name] for name in names if name in by_head), None)
            for fact, names in known.items()
        }
        return {fact: column for fact, column in found.items() if column is not None}

    return guess


def open_sheet(content: bytes, guess: Guess) -> Sheet:
    """Check the file and find its heads; raises Refused with a sentence for whoever made it."""
    _check(content)
    best: Sheet | None = None
    for line in islice(_lines(content), HEAD_WITHIN):
        heads = [(i, str(v).strip()[:60]) for i, v in enumerate(line.values) if v not in (None, "")]
        sheet = Sheet(heads, line.number + 1, guess(heads))
        if heads and (best is None or len(sheet.columns) > len(best.columns)):
            best = sheet
    if best is None:
        raise Refused(_("The first sheet of the file is empty."))
    return best


def read_lines(content: bytes, first_row: int) -> list[Line]:
    """Return the rows below the heads that say anything; Refused when they are too many."""
    found = [line for line in _lines(content) if line.number >= first_row and any(line.values)]
    if len(found) > MOST_ROWS:
        raise Refused(_("The sheet has more than %(n)d rows. Divide it.") % {"n": MOST_ROWS})
    return found


def _lines(content: bytes) -> Iterator[Line]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        page = book.worksheets[0]
        # What a file says of its own size may be a lie; one row too many tells that it is too long.
        page.reset_dimensions()
        last = MOST_ROWS + HEAD_WITHIN + 1
        rows = page.iter_rows(max_row=last, max_col=MOST_COLUMNS, values_only=True)
        for number, values in enumerate(rows, start=1):
            yield Line(number, tuple(values))
    except Exception as error:  # openpyxl raises whatever it stumbles over
        raise Refused(_sentence("broken")) from error


def _check(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise Refused(_("The file is larger than %(n)d MB.") % {"n": MOST_BYTES >> 20})
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(_sentence("old"))
    verdict = ooxml.verdict(io.BytesIO(content), ooxml.SHEET)
    if verdict != "fit":
        raise Refused(_sentence(verdict))


def _sentence(verdict: str) -> str:
    sentences = {
        "old": _("This is the old Excel format or has a password. Save it as .xlsx without one."),
        "encrypted": _("The file is protected by a password. Save it without one."),
        "macros": _("The file holds macros or controls. Save it as .xlsx without them."),
        "external": _("The file takes in content from outside. Embed it or break the link."),
        "bomb": _("The file unpacks to more than can be checked safely."),
    }
    return sentences.get(verdict) or _("This is not an Excel sheet. Save it as .xlsx.")
