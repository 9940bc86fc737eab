"""What the templates are given: the words of a page, each made printable, as JSON can hold it."""

import dataclasses
import datetime as dt
import io
from collections.abc import Sequence

import segno
from django.utils import dateformat, translation

from documents.pdf.fonts import Face
from documents.pdf.inline import Run, cells_of, runs_of
from documents.pdf.pages import BodyPage, Cover
from documents.pdf.printable import printable
from documents.pdf.raster import Raster
from documents.text.blocks import Block

LONGEST_WORD = 40
LETTERS_IN_ROW = 72
MOST_COLUMNS = 30
# In points: the room between the margins, an indent, what a cell keeps free at its sides.
TEXT_WIDTH = 453.0
INDENT = 15.4
CELL_INSETS = 13.0
NARROWEST = 8.0


def page_data(page: BodyPage, faces: Sequence[Face], raster: Raster) -> dict[str, object]:
    """Return number, title and blocks of a page."""
    words = {field.name: getattr(page, field.name) for field in dataclasses.fields(page)}
    del words["pictures"]
    blocks = [_block(block, faces, raster) for block in words.pop("blocks")]
    return {name: _shown(value, faces) for name, value in words.items()} | {"blocks": blocks}


def cover_data(cover: Cover, faces: Sequence[Face]) -> dict[str, object]:
    """Return what cover, history and signature page say, with the QR code of the address."""
    words = {field.name: getattr(cover, field.name) for field in dataclasses.fields(cover)}
    days = [_shown(signature.signed_at.date(), faces) for signature in cover.signatures]
    return {name: _shown(value, faces) for name, value in words.items()} | {
        "signed_on": days,
        "manifest_sha256": cover.manifest_sha256,
        "qr": qr_svg(cover.url),
    }


def qr_svg(address: str) -> str:
    """Draw an address as a code for the camera of a phone."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0)
    return drawn.getvalue().decode()


def _block(block: Block, faces: Sequence[Face], raster: Raster) -> dict[str, object]:
    """Return what the template of this kind of block needs."""
    common = {"kind": block.kind, "level": block.level}
    if block.kind != "table":
        marker = block.marker if block.kind == "item" else ""
        runs = runs_of(block)
        _fit(runs, raster, TEXT_WIDTH - INDENT * block.level)
        words: dict[str, object] = {"marker": marker, "runs": runs}
        return common | {name: _shown(value, faces) for name, value in words.items()}
    rows = cells_of(block)
    columns = max((cell.x + cell.colspan for row in rows for cell in row), default=1)
    if columns > MOST_COLUMNS:
        # No page is wide enough for a grid; every word is still there, row by row.
        lines = block.text.replace("\t", " | ")
        return _block(dataclasses.replace(block, kind="code", text=lines), faces, raster)
    for cell in (cell for row in rows for cell in row):
        _fit(cell.runs, raster, TEXT_WIDTH / columns * cell.colspan - CELL_INSETS)
    letters = max(6, LETTERS_IN_ROW // columns)
    return common | {"columns": columns, "rows": _shown(rows, faces, letters)}


def _fit(runs: Sequence[Run], raster: Raster, widest: float) -> None:
    """Let the pictures among the runs be set, no wider than there is room."""
    for run in runs:
        if run.picture:
            run.fitted = raster.fitted(run.picture, run.width, max(widest, NARROWEST))


def _shown(value: object, faces: Sequence[Face], longest_word: int = LONGEST_WORD) -> object:
    """Return the value with every text in it printable and every date in words of the language."""
    match value:
        case str():
            return printable(value, faces, longest_word=longest_word)
        case dt.datetime():
            return f"{_day(value)} {value:%H:%M:%S %z}"
        case dt.date():
            return _day(value)
        case Run():
            # An address is followed, not read: nothing may be put into it.
            text = _shown(value.text, faces, longest_word)
            fitted = dataclasses.asdict(value.fitted) if value.fitted else None
            return {"text": text, "marks": value.marks, "href": value.href, "picture": fitted}
        case Sequence():
            return [_shown(item, faces, longest_word) for item in value]
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = dataclasses.fields(value)
            return {f.name: _shown(getattr(value, f.name), faces, longest_word) for f in fields}
    return value


def _day(value: dt.date) -> str:
    chinese = (translation.get_language() or "").startswith("zh")
    return dateformat.format(value, "Y-m-d" if chinese else "j M Y")
