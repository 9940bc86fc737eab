"""Read the inline markup of a block into runs and cells that a template can set."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

from documents.pdf.raster import Fitted
from documents.text.blocks import Block
from documents.text.grid import WIDEST_SPAN, place_cells
from documents.text.html import PICTURE, picture_tag

MARKS = {
    **dict.fromkeys(("b", "strong", "i", "em"), "strong"),
    **dict.fromkeys(("s", "del"), "strike"),
    **{name: name for name in ("u", "sub", "sup", "code")},
}
BLANKS = re.compile(r"[ \t\r\n\f\v\xa0]+")
LONGEST_LINK = 2000
_WIDTH = re.compile(r' width="(\d{1,5})"')


@dataclass
class Run:
    """Words that look alike."""

    text: str
    marks: list[str] = field(default_factory=list)
    href: str = ""
    # Of a picture: its hash, the width in pixels its author gave it, and how it is set.
    picture: str = ""
    width: int = 0
    fitted: Fitted | None = None


@dataclass
class Cell:
    """A table cell and the place it takes in the grid."""

    runs: list[Run] = field(default_factory=list)
    is_head: bool = False
    colspan: int = 1
    rowspan: int = 1
    x: int = 0
    y: int = 0


def runs_of(block: Block) -> list[Run]:
    """Return the text of a block run by run."""
    if block.kind == "image":
        picture = PICTURE.fullmatch(block.html or picture_tag(block.marker, block.text, {}))
        return [_picture(picture, block.text)] if picture else [Run(block.text)]
    if not block.html or block.kind == "code":
        return [Run(block.text)]
    return _read(block.html).runs


def cells_of(block: Block) -> list[list[Cell]]:
    """Return the rows of a table, each cell at its own free place."""
    if block.html:
        rows = [row for row in _read(block.html).rows if row]
    else:
        rows = [[Cell([Run(text)]) for text in row] for row in block.rows]
        for cell in rows[0]:
            cell.is_head = True
    place_cells(rows)
    return rows


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


class _Reader(HTMLParser):
    """Collects runs, and in a table rows of cells; knows only the tags our converters write."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[Cell]] = [[]]
        self.runs: list[Run] = []
        self.marks: Counter[str] = Counter()
        self.href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in MARKS:
            self.marks[MARKS[tag]] += 1
        elif tag == "a" and len(values.get("href", "")) <= LONGEST_LINK:
            self.href = values.get("href", "")
        elif tag == "br":
            self.runs.append(Run("\n"))
        elif tag == "img" and (picture := PICTURE.fullmatch(self.get_starttag_text() or "")):
            run = _picture(picture, f"[{values.get('alt', '')}]")
            run.href = self.href
            self.runs.append(run)
        elif tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            cell = Cell([], tag == "th", _span(values, "colspan"), _span(values, "rowspan"))
            self.runs = cell.runs
            self.rows[-1].append(cell)

    def handle_endtag(self, tag: str) -> None:
        if tag in MARKS:
            self.marks[MARKS[tag]] -= 1
        elif tag == "a":
            self.href = ""

    def handle_data(self, data: str) -> None:
        marks = sorted(mark for mark, depth in self.marks.items() if depth > 0)
        self.runs.append(Run(BLANKS.sub(" ", data), marks, self.href))


def _picture(found: re.Match[str], words: str) -> Run:
    width = _WIDTH.search(found[3])
    return Run(words, picture=found[1], width=int(width[1]) if width else 0)


def _span(values: dict[str, str], name: str) -> int:
    value = values.get(name, "")
    return min(int(value), WIDEST_SPAN) if value.isdecimal() and int(value) else 1
