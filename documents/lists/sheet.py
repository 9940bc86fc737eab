"""A list as an Excel sheet."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from documents.lists.columns import Cell, Column
from tenants.sheets import Page, workbook_of


def as_sheet(
    title: str, columns: Sequence[Column], lines: Iterable[Sequence[Cell]], notes: Sequence[str]
) -> bytes:
    """Return the rows as a sheet; who made it and when stands on a second one.

    The heads are the first row, so that the sheet can be filtered, sorted and read again.
    """
    rows = Page(title, [str(c.head) for c in columns], lines, [c.width for c in columns])
    made = Page(_("About this list"), (title,), [(note,) for note in notes], (90,))
    return workbook_of(rows, made)
