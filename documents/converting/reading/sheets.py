"""Workbooks: a heading and a table for each sheet, formulas by the values they last had."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from documents.converting.reading.found import Unreadable, result
from documents.text.blocks import Block
from documents.text.clauses import with_clauses
from documents.text.html import plain

MOST_CELLS: Final = 200_000


def read(file: Path, folder: Path) -> dict[str, Any]:
    """Read every sheet that is shown and says something."""
    del folder
    try:
        book = openpyxl.load_workbook(file, data_only=True)
    except (InvalidFileException, TypeError, AttributeError, IndexError) as error:
        raise Unreadable from error
    blocks: list[Block] = []
    cells = hidden = 0
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            hidden += 1
            continue
        cells += sheet.max_row * sheet.max_column
        if cells > MOST_CELLS:
            raise MemoryError
        if table := _table(sheet):
            title = plain(sheet.title)
            blocks += [Block("heading", title, escape(title), level=1), table]
    warnings = ["hidden-sheets"] if hidden else []
    return result(with_clauses(blocks), warnings=warnings, sheets=len(book.worksheets))


def _table(sheet: Worksheet) -> Block | None:
    merged = {area.coord: area for area in sheet.merged_cells.ranges}
    spans = {(area.min_row, area.min_col): area for area in merged.values()}
    covered = {place for area in merged.values() for place in area.cells} - spans.keys()
    rows, html = [], []
    for row in _filled(sheet):
        texts = [_text(cell) for cell in row]
        rows.append("\t".join(texts))
        cells = (
            f"<td{_span(spans.get((cell.row, cell.column)))}>{escape(text)}</td>"
            for cell, text in zip(row, texts, strict=True)
            if (cell.row, cell.column) not in covered
        )
        html.append(f"<tr>{''.join(cells)}</tr>")
    return Block("table", "\n".join(rows), "".join(html)) if rows else None


def _filled(sheet: Worksheet) -> Iterator[list[Cell | MergedCell]]:
    """Return the rows up to the last cell that says something."""
    rows = [list(row) for row in sheet.iter_rows()]
    width = height = 0
    for n, row in enumerate(rows, 1):
        last = max((m for m, cell in enumerate(row, 1) if cell.value not in (None, "")), default=0)
        width, height = max(width, last), n if last else height
    yield from (row[:width] for row in rows[:height])


def _span(area: Any) -> str:
    if area is None:
        return ""
    across, down = area.max_col - area.min_col + 1, area.max_row - area.min_row + 1
    spans = (("colspan", across), ("rowspan", down))
    return "".join(f' {name}="{count}"' for name, count in spans if count > 1)


def _text(cell: Cell | MergedCell) -> str:
    """Write a value down as the sheet shows it, near enough to be found and compared."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        is_day = value.time() == dt.time.min
        return value.strftime("%Y-%m-%d" if is_day else "%Y-%m-%d %H:%M")
    if isinstance(value, float | int) and "%" in (cell.number_format or ""):
        return f"{round(value * 100, 2):g}%"
    if isinstance(value, float):
        return f"{value:.10g}"
    return plain(str(value)).replace("\n", " ")
