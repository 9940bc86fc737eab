"""Tables for office programs: what a person typed stays text, and never becomes a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

type Value = str | int | float | None

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS: Final = tuple("=+-@\t\r\n\0＝＋－＠")  # OWASP ASVS 5.0, 1.2.10; Chinese Excel's
# What begins with a sign and is no sum: +86 871 6312 3456, -5, -5℃.
SIGNED: Final = re.compile(r"[+-]\d+(?:\.\d+)?(?: \d+(?:[ -]\d+)*)? ?(?:[℃℉%‰]|°[CF])?\Z", re.ASCII)


class Page(NamedTuple):
    """One sheet of a workbook."""

    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[int] = ()  # of its columns, in characters


def workbook(title: str, head: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return an .xlsx with one sheet."""
    return workbook_of(Page(title, head, rows))


def workbook_of(*pages: Page) -> bytes:
    """Return an .xlsx with these sheets; every text is a cell of text, and stays one if edited."""
    book = Workbook(write_only=True)
    for page in pages:
        sheet = book.create_sheet(page.title[:31])
        sheet.freeze_panes = "A2"
        for column, width in enumerate(page.widths, start=1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        for row in chain((page.head,), page.rows):
            sheet.append([_cell(sheet, value) for value in row])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _cell(sheet: Any, value: Value) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"  # openpyxl takes what begins with "=" for a formula
    if value.startswith(FORMULA_STARTS):
        cell.quotePrefix = True  # Excel would, once somebody has edited the cell
    return cell


def comma_separated(head: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return a .csv that Excel and WPS read as UTF-8; an apostrophe disarms would-be formulas.

    A .csv knows no types: what is told apart is what would be worked out, and what merely begins
    with a sign, such as a telephone number, and reads as it was written.
    """
    kept = io.StringIO()
    writer = csv.writer(kept)
    for row in chain((head,), rows):
        writer.writerow([_disarmed(value) for value in row])
    return b"\xef\xbb\xbf" + kept.getvalue().encode()


def _disarmed(value: Value) -> Value:
    if not isinstance(value, str) or SIGNED.match(value):
        return value
    if value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
