"""A list as pages to sign: what the reader sees on the screen, under the letterhead."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from documents.lists.columns import Cell, Column
from documents.pdf.tables import Head, Table, table_pdf


def as_pages(
    organisation: str,
    title: str,
    columns: Sequence[Column],
    lines: Iterable[Sequence[Cell]],
    notes: Sequence[str],
) -> bytes:
    """Return the rows as a PDF with room for three signatures; the last note is its foot."""
    return table_pdf(
        Table(
            organisation=organisation,
            title=title,
            notes=notes[:-1],
            foot=notes[-1],
            heads=[Head(str(c.head), c.width, c.keeps_line) for c in columns],
            rows=lines,
            signers=(
                _("Prepared by"),
                _("Reviewed by"),
                _("Approved by"),
            ),
        )
    )
