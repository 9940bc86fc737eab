"""A long table as A4 pages, lying: its head on every page, who made it at the foot, page x of y.

It is set in parts, each in a process of its own, so that memory stays the same however long it is.
"""

import io
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import batched
from pathlib import Path
from typing import Final

import pikepdf
from django.utils import translation
from django.utils.translation import gettext as _

from documents.aside.process import run_aside
from documents.pdf.fonts import Face, typecase, wheel_folder
from documents.pdf.labels import labels
from documents.pdf.printable import printable
from documents.pdf.typeset import TEMPLATES
from tenants.errors import Refused

PART_ROWS: Final = 1000
MOST_ROWS: Final = 10_000
MOST_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Head:
    """A column of the table: its words, its share of the width, whether its cells stay whole."""

    words: str
    width: int
    keeps_line: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """What stands on the pages round the rows, in the reader's language."""

    organisation: str
    title: str
    notes: Sequence[str]  # below the title: what was asked for, how many there are
    foot: str  # who made it, and when
    heads: Sequence[Head]
    rows: Iterable[Sequence[str | int | float]]
    signers: Sequence[str]  # who signs it on paper


def table_pdf(table: Table) -> bytes:
    """Set the table; raises Refused for one that nobody would print."""
    with ExitStack() as opened:
        parts = [
            opened.enter_context(pikepdf.open(io.BytesIO(_set("list.typ", data))))
            for data in _parts(table)
        ]
        whole = parts[0]
        for part in parts[1:]:
            whole.pages.extend(part.pages)
        frames = _set("frame.typ", _frame(table, len(whole.pages)))
        frame = opened.enter_context(pikepdf.open(io.BytesIO(frames)))
        for page, round_it in zip(whole.pages, frame.pages, strict=True):
            page.add_overlay(round_it, None)
        written = io.BytesIO()
        whole.save(written)
    return written.getvalue()


def _parts(table: Table) -> Iterable[dict[str, object]]:
    """Yield what each part is set from; a table without rows has one, too."""
    faces = typecase().faces
    common = {
        "organisation": printable(table.organisation, faces),
        "title": printable(table.title, faces),
        "notes": [printable(note, faces) for note in table.notes],
        "heads": [asdict(head) for head in table.heads],
        "nothing": _("Nothing stands in this list."),
    }
    signers = [printable(signer, faces) for signer in table.signers]
    rows = _shown(table, faces)
    batches = batched(rows, PART_ROWS, strict=False)
    part = next(batches, ())
    is_first = True
    while True:
        following = next(batches, None)
        last = {"signers": signers if following is None else [], "day": _("Date")}
        yield common | last | {"rows": part, "is_first": is_first}
        if following is None:
            return
        part, is_first = following, False


def _shown(table: Table, faces: Sequence[Face]) -> Iterable[list[str]]:
    for position, row in enumerate(table.rows):
        if position == MOST_ROWS:
            words = _("More than %(n)d rows are no list to print. Filter it, or take the sheet.")
            raise Refused(words % {"n": MOST_ROWS})
        yield [
            printable(str(cell), faces, longest_word=max(4, head.width - 2))
            for cell, head in zip(row, table.heads, strict=True)
        ]


def _frame(table: Table, pages: int) -> dict[str, object]:
    faces = typecase().faces
    return {
        "head": printable(f"{table.organisation} · {table.title}", faces),
        "foot": printable(table.foot, faces),
        "pages": [_("Page %(page)s of %(pages)s") % {"page": n + 1, "pages": pages}
                  for n in range(pages)],
    }  # fmt: skip


def _set(template: str, data: dict[str, object]) -> bytes:
    case = typecase()
    job: dict[str, object] = {
        "template": str(TEMPLATES / template),
        "root": str(TEMPLATES),
        "font_paths": wheel_folder(),
        "timestamp": int(time.time()),
        "data": data
        | {
            "language": (translation.get_language() or "").partition("-")[0],
            "families": [face.family for face in case.faces],
            "mono": case.mono,
            "has_bold": case.faces[0].has_bold,
            "labels": labels(),
            "cover": None,
        },
    }
    with tempfile.TemporaryDirectory(prefix="set-") as name:
        folder = Path(name)
        run_aside("set", folder, job, seconds=MOST_SECONDS)
        return (folder / "set.pdf").read_bytes()
