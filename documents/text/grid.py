"""A table as a grid: which cell stands where, with what its author merged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from documents.text.blocks import Block

WIDEST_SPAN = 100
_ROW = re.compile(r"<tr\b[^>]*>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[dh])\b([^>]*)>(.*?)</\1>", re.DOTALL)
_SPAN = re.compile(r'\b(colspan|rowspan)="(\d{1,6})"')


class Placeable(Protocol):
    """Anything that takes room in a grid."""

    x: int
    y: int
    colspan: int
    rowspan: int


@dataclass(slots=True)
class GridCell:
    """A cell: what it says and the room it takes."""

    text: str
    html: str = ""
    is_head: bool = False
    colspan: int = 1
    rowspan: int = 1
    x: int = 0
    y: int = 0
    index: int = 0  # the how manieth cell of its row, which is less than x after a merged one

    @property
    def at(self) -> tuple[int, int]:
        """Return row and place in the row, as the text of the block counts them."""
        return self.y, self.index


class Grid:
    """The cells of a table, each at its place."""

    def __init__(self, rows: Sequence[Sequence[GridCell]]) -> None:
        self.rows = rows
        self.cells = [cell for row in rows for cell in row]
        self.covered = place_cells(rows)
        self.width = max((cell.x + cell.colspan for cell in self.cells), default=0)

    @classmethod
    def of(cls, block: Block) -> Grid:
        """Read the table; the words are those of its text, the spans those of its markup."""
        texts = block.rows
        marked = [_CELL.findall(row) for row in _ROW.findall(block.html)]
        shapes = [max(1, len(row)) for row in marked], [len(row) for row in texts]
        if shapes[0] != shapes[1]:
            marked = [[] for _ in texts]
        rows = []
        for words, cells in zip(texts, marked, strict=True):
            line = [GridCell(text, index=k) for k, text in enumerate(words)]
            for cell, (tag, attributes, html) in zip(line, cells, strict=False):
                spans = {
                    name: min(int(n), WIDEST_SPAN) or 1 for name, n in _SPAN.findall(attributes)
                }
                cell.html, cell.is_head = html, tag == "th"
                cell.colspan, cell.rowspan = spans.get("colspan", 1), spans.get("rowspan", 1)
            rows.append(line)
        return cls(rows)

    def text_at(self, y: int, x: int) -> str:
        """Return what the cell says that covers this place; a merged one says it everywhere."""
        cell = self.covered.get((x, y))
        return cell.text if cell else ""


def place_cells[C: Placeable](rows: Sequence[Sequence[C]]) -> dict[tuple[int, int], C]:
    """Put each cell in the first free place of its row; a span stops where the grid does.

    Returns which cell covers which place (x, y).
    """
    taken: dict[tuple[int, int], C] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (x, y) in taken:
                x += 1
            cell.x, cell.y = x, y
            cell.rowspan = min(cell.rowspan, len(rows) - y)
            width = 1
            while width < cell.colspan and (x + width, y) not in taken:
                width += 1
            cell.colspan = width
            for dy in range(cell.rowspan):
                for dx in range(width):
                    taken[x + dx, y + dy] = cell
    return taken
