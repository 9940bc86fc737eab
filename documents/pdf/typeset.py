"""Set pages with typst; text reaches the templates as data, never as markup."""

import contextlib
import dataclasses
import json
import shutil
import tempfile
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import Any

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from documents.pdf.data import cover_data, page_data
from documents.pdf.fonts import typecase
from documents.pdf.labels import labels
from documents.pdf.pages import BodyPage, Cover, Sheet
from documents.pdf.printable import printable
from documents.pdf.raster import Raster
from tenants.errors import Refused

TEMPLATES = Path(__file__).parent / "templates"
# Some 600 pages, set in well under the minute a worker may take; cells cost far more than text.
MOST_LETTERS = 1_000_000
MOST_CELLS = 50_000
CODE = 11.5 * 72 / 25.4  # points; what a phone still reads from a print


def body_pdf(page: BodyPage) -> bytes:
    """Set the text of a revision as the A4 pages that signatures bind to."""
    return _compile(page, None)


def controlled_pdf(cover: Cover, page: BodyPage) -> bytes:
    """Set cover, revision history, text and signatures: the copy that is issued."""
    return _compile(page, cover)


def frame_pdf(cover: Cover, page: BodyPage, sheets: Sequence[Sheet]) -> bytes:
    """Set the same round sheets that are empty but for a stamp, to be laid over another body."""
    return _compile(dataclasses.replace(page, blocks=()), cover, sheets)


def label_pdf(line: str, sheets: Sequence[tuple[float, float]]) -> bytes:
    """Set a line at the upper right of otherwise empty pages of these sizes, in points."""
    said = printable(line, typecase().faces)
    return overlay_pdf("label.typ", {"line": said, "sheets": sheets}, pdf_tags=False)


def overlay_pdf(template: str, data: Mapping[str, object], **options: Any) -> bytes:
    """Set what is laid over the pages of another PDF; `options` are those of typst."""
    case = typecase()
    families = [face.family for face in case.faces]
    made: bytes = typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=case.fonts,
        sys_inputs={"data": json.dumps({"families": families, **data})},
        format="pdf",
        **options,
    )
    return made


def _compile(page: BodyPage, cover: Cover | None, sheets: Sequence[Sheet] | None = None) -> bytes:
    """Run typst for PDF/A-2b, which embeds every face and fails on a missing character."""
    _refuse_if_too_long(page)
    case = typecase()
    with _workplace(page) as (root, raster):
        data = _data(page, cover, sheets, raster)
        return typst.compile(
            root / "document.typ",
            root=root,
            font_paths=case.fonts,
            sys_inputs={"data": json.dumps(data)},
            pdf_standards="a-2b",
            # What the page itself says of its time, so that the same input gives the same bytes.
            timestamp=int(page.dated.timestamp()),
        )


def _data(
    page: BodyPage, cover: Cover | None, sheets: Sequence[Sheet] | None, raster: Raster
) -> dict[str, object]:
    case = typecase()
    with translation.override(page.language):
        return {
            "language": page.language.partition("-")[0],
            "families": [face.family for face in case.faces],
            "mono": case.mono,
            "has_bold": case.faces[0].has_bold,
            "labels": labels(),
            "page": page_data(page, case.faces, raster),
            "cover": cover_data(cover, case.faces) if cover else None,
            "sheets": None if sheets is None else [dataclasses.asdict(sheet) for sheet in sheets],
            "code": CODE,
        }


@contextlib.contextmanager
def _workplace(page: BodyPage) -> Generator[tuple[Path, Raster]]:
    """Lay the templates and the pictures of the page side by side, where typst may read."""
    if not page.pictures:
        yield TEMPLATES, Raster({}, TEMPLATES)
        return
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for template in TEMPLATES.iterdir():
            shutil.copyfile(template, root / template.name)
        (root / "pictures").mkdir()
        yield root, Raster(page.pictures, root / "pictures")


def _refuse_if_too_long(page: BodyPage) -> None:
    letters = sum(len(block.text) for block in page.blocks)
    tables = (block.text for block in page.blocks if block.kind == "table")
    cells = sum(text.count("\t") + text.count("\n") + 1 for text in tables)
    if letters > MOST_LETTERS or cells > MOST_CELLS:
        raise Refused(_("This text is too long to be set as pages; divide the document."))
