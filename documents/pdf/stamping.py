"""The controlled PDF of a body that shows its source as it looks: all is stamped round its pages.

Sizes are in points, as PDF has them.
"""

import dataclasses
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf
from django.utils import translation
from django.utils.translation import gettext as _

from documents.aside.process import Unfit, run_aside
from documents.pdf.labels import labels
from documents.pdf.pages import BodyPage, Cover, Sheet
from documents.pdf.typeset import frame_pdf
from documents.text.blocks import Block
from tenants.errors import Refused

MM = 72 / 25.4
HEAD, FOOT = 11 * MM, 17 * MM  # what the stamp takes of each page
SMALLEST = (80 * MM, 70 * MM)  # a smaller page is laid on a sheet of this size
MOST_PAGES = 3_000
SECONDS = 60  # of computing, for each of the two steps

type Matrix = tuple[float, float, float, float, float, float]


def stamped_pdf(cover: Cover, page: BodyPage, body: bytes) -> bytes:
    """Return cover, history, the pages of the body each in its stamp, and signatures.

    Raises Unfit when the body cannot be read within the limits.
    """
    headings = [block for block in page.blocks if block.kind == "heading" and block.text.strip()]
    with tempfile.TemporaryDirectory(prefix="stamping-") as name:
        folder = Path(name)
        (folder / "body.pdf").write_bytes(body)
        wanted = {"most_pages": MOST_PAGES, "headings": [block.text for block in headings]}
        found = run_aside("measure", folder, wanted, seconds=SECONDS)
        sheets = [sheet_for(**shape) for shape in found["pages"]]
        frame = frame_pdf(cover, page, sheets)
        (folder / "frame.pdf").write_bytes(frame)
        order = _order(page, sheets, _ends(frame, page.language))
        order["headings"] = _placed(headings, found["headings"], order["before"])
        run_aside("merge", folder, order, seconds=SECONDS)
        return (folder / "whole.pdf").read_bytes()


def check_body(page: BodyPage, body: bytes) -> None:
    """Refuse a body that could not be stamped later, when it has been signed."""
    cover = Cover(
        organisation="",
        owning_unit="",
        issued_on=page.dated.date(),
        effective_on=page.dated.date(),
        signatures=(),
        history=(),
        manifest_sha256="0" * 64,
        url=page.number,
    )
    try:
        stamped_pdf(cover, page, body)
    except Unfit as unfit:
        raise Refused(
            _("No controlled PDF can be made round this file: it is damaged, locked or too large.")
        ) from unfit


def sheet_for(box: Sequence[float], turned: int, ink: Sequence[float]) -> Sheet:
    """Return the sheet for a page: upright, and set in only where its ink is in the stamp's way."""
    upright, width, height = _upright(box, turned)
    sheet_width, sheet_height = max(width, SMALLEST[0]), max(height, SMALLEST[1])
    dx, dy = (sheet_width - width) / 2, (sheet_height - height) / 2
    above, below = ink[1], ink[3]
    if above + dy >= HEAD and below + dy >= FOOT:
        return Sheet(sheet_width, sheet_height, box, _then(upright, 1, dx, dy))
    scale = min(1, (sheet_height - HEAD - FOOT) / height)
    dx, dy = (sheet_width - width * scale) / 2, (sheet_height - HEAD - FOOT - height * scale) / 2
    return Sheet(sheet_width, sheet_height, box, _then(upright, scale, dx, dy + FOOT))


def _upright(box: Sequence[float], turned: int) -> tuple[Matrix, float, float]:
    """Return what turns a page as it is shown, with its corner in the origin, and its size."""
    x0, y0, x1, y1 = box
    matrices: dict[int, Matrix] = {
        0: (1, 0, 0, 1, -x0, -y0),
        90: (0, -1, 1, 0, -y0, x1),
        180: (-1, 0, 0, -1, x1, y1),
        270: (0, 1, -1, 0, y1, -x0),
    }
    sides = (x1 - x0, y1 - y0)
    return matrices[turned], *(sides if turned in {0, 180} else sides[::-1])


def _then(matrix: Matrix, scale: float, dx: float, dy: float) -> Matrix:
    a, b, c, d, e, f = (scale * number for number in matrix)
    return a, b, c, d, e + dx, f + dy


def _ends(frame: bytes, language: str) -> list[dict[str, Any]]:
    """Return the pages of the frame that are named: history and signatures."""
    with translation.override(language):
        words = labels()
    named = [words["history"], words["signatures"]]
    with pikepdf.open(io.BytesIO(frame)) as pdf, pdf.open_outline() as outline:
        at = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
        aims: list[Any] = [item.destination for item in outline.root]
        pages = [at[aim[0].objgen] for aim in aims]
    return [
        {"text": text, "page": page} for text, page in zip(named[-len(pages) :], pages, strict=True)
    ]


def _order(page: BodyPage, sheets: Sequence[Sheet], ends: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "pages": [dataclasses.asdict(sheet) for sheet in sheets],
        "before": ends[-1]["page"] - len(sheets),
        "ends": ends,
        "language": page.language,
        "about": {
            "Title": page.title,
            "Keywords": f"{page.number}, {page.revision}",
            "CreationDate": f"D:{page.dated:%Y%m%d%H%M%S}Z",
        },
    }


def _placed(
    headings: Sequence[Block], pages: Sequence[int | None], before: int
) -> list[dict[str, Any]]:
    return [
        {"text": heading.text[:200], "level": max(heading.level, 1), "page": before + page}
        for heading, page in zip(headings, pages, strict=True)
        if page is not None
    ]
