"""Tables of a Word file, with the cells that are merged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, Final

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

_PAGE_TWIPS: Final = 8844  # between the margins
_SLIMMEST, _WIDEST = 4, 40  # characters, for sharing the width out
_MOST_COLUMNS: Final = 63  # Word opens no more

type AddInline = Callable[[Paragraph, str], None]


@dataclass(slots=True)
class Cell:
    """One cell as HTML has it."""

    is_head: bool
    columns: int
    rows: int
    html: str = ""


@dataclass(slots=True)
class Place:
    """One cell as Word has it: each row names those that reach into it from above, too."""

    cell: Cell
    goes_on: bool  # from the row above


def add_table(document: Document, html: str, add_inline: AddInline) -> None:
    """Add the rows of a table to the end of the document."""
    reader = _Rows()
    reader.feed(html)
    reader.close()
    lines = _placed(reader.rows)
    if not lines or not lines[0]:
        return
    columns = max(sum(place.cell.columns for place in line) for line in lines)
    table = document.add_table(rows=0, cols=0, style="Table Grid")._tbl
    for width in _widths(lines, min(columns, _MOST_COLUMNS)):
        column = OxmlElement("w:gridCol")
        column.set(qn("w:w"), str(width))
        table.tblGrid.append(column)
    for line in lines:
        table.append(_row(line, document, add_inline))
    document.add_paragraph()  # two tables in a row would become one


class _Rows(HTMLParser):
    """Collects the cells of a table with the markup inside."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.rows: list[list[Cell]] = []
        self.cell: Cell | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"} and self.rows:
            spans = [int(dict(attrs).get(name) or 1) or 1 for name in ("colspan", "rowspan")]
            self.cell = Cell(tag == "th", min(spans[0], _MOST_COLUMNS), spans[1])
            self.rows[-1].append(self.cell)
        else:
            self._keep(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self.cell = None
        elif tag != "tr":
            self._keep(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._keep(f"&#{name};")

    def _keep(self, markup: str) -> None:
        if self.cell is not None:
            self.cell.html += markup


def _placed(rows: list[list[Cell]]) -> list[list[Place]]:
    """Tell for each row which cells stand in it, those from above included."""
    lines: list[list[Place]] = []
    reaching: dict[int, tuple[Cell, int]] = {}  # first column → the cell, and rows still to come
    for row in rows:
        line: list[Place] = []
        cells, column = list(row), 0
        following: dict[int, tuple[Cell, int]] = {}
        while cells or any(start >= column for start in reaching):
            above = reaching.get(column)
            if above is None and not cells:
                break
            cell, left = above or (cells[0], cells[0].rows)
            if above is None:
                cells.pop(0)
            line.append(Place(cell, goes_on=above is not None))
            if left > 1:
                following[column] = cell, left - 1
            column += cell.columns
        reaching = following
        lines.append(line)
    return lines


def _widths(lines: list[list[Place]], columns: int) -> list[int]:
    """Share the page's width out by what the columns have to say."""
    weights = [_SLIMMEST] * columns
    for line in lines:
        column = 0
        for place in line:
            if place.cell.columns == 1 and column < columns:
                length = min(max(len(place.cell.html), _SLIMMEST), _WIDEST)
                weights[column] = max(weights[column], length)
            column += place.cell.columns
    return [_PAGE_TWIPS * weight // sum(weights) for weight in weights]


def _row(line: list[Place], document: Document, add_inline: AddInline) -> Any:
    row = OxmlElement("w:tr")
    if line and all(place.cell.is_head for place in line):
        properties = OxmlElement("w:trPr")
        properties.append(OxmlElement("w:tblHeader"))
        row.append(properties)
    for place in line:
        row.append(_cell(place, document, add_inline))
    return row


def _cell(place: Place, document: Document, add_inline: AddInline) -> Any:
    made, properties = OxmlElement("w:tc"), OxmlElement("w:tcPr")
    made.append(properties)
    if place.cell.columns > 1:
        span = OxmlElement("w:gridSpan")
        span.set(qn("w:val"), str(place.cell.columns))
        properties.append(span)
    if place.cell.rows > 1:
        merge = OxmlElement("w:vMerge")
        if not place.goes_on:
            merge.set(qn("w:val"), "restart")
        properties.append(merge)
    paragraph = OxmlElement("w:p")
    made.append(paragraph)
    if not place.goes_on:
        add_inline(Paragraph(paragraph, document._body), place.cell.html)
    return made
