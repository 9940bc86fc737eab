"""Make paper copies of a controlled PDF: each with its stamp, issue number, receiver and code."""

import dataclasses
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
import segno
import typst

from documents.pdf.fonts import typecase
from documents.pdf.printable import printable
from documents.pdf.typeset import TEMPLATES
from documents.pdf.voiding import uncertify

type Size = tuple[int, int]  # in points, as PDF has them


@dataclass(frozen=True, slots=True)
class Stamped:
    """What a copy says of itself, in the language of the document."""

    number: str  # 发放号 3
    said: str  # who has it, since when
    url: str  # where it says whether it holds


def copies_pdf(pdf: bytes, copies: Sequence[Stamped]) -> bytes:
    """Return the PDF once for each copy, one after the other, every page stamped."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as whole, pikepdf.new() as printed:
        uncertify(whole)
        shapes = [_size(page) for page in whole.pages]
        sizes = list(dict.fromkeys(shapes))
        with pikepdf.open(io.BytesIO(_stamps(copies, sizes))) as stamps:
            laid = [printed.copy_foreign(page.as_form_xobject()) for page in stamps.pages]
            for _copy in copies:  # all of them before the first is stamped: they share their text
                printed.pages.extend(whole.pages)
            for n, page in enumerate(printed.pages):
                copy, place = divmod(n, len(shapes))
                page.add_overlay(laid[copy * len(sizes) + sizes.index(shapes[place])], None)
        printed.save(out)
    return out.getvalue()


def _size(page: pikepdf.Page) -> Size:
    x0, y0, x1, y1 = (float(edge) for edge in page.trimbox)
    return round(x1 - x0), round(y1 - y0)


def _stamps(copies: Sequence[Stamped], sizes: Sequence[Size]) -> bytes:
    """Return a page of stamps for each copy and size of page."""
    case = typecase()
    shown = [dataclasses.asdict(copy) | {"qr": _code(copy.url)} for copy in copies]
    for copy in shown:
        copy["said"] = printable(copy["said"], case.faces)
    data: dict[str, Any] = {
        "families": [face.family for face in case.faces],
        "copies": shown,
        "sizes": sizes,
    }
    template = TEMPLATES / "copy.typ"
    return typst.compile(
        template,
        root=TEMPLATES,
        font_paths=case.fonts,
        sys_inputs={"data": json.dumps(data)},
        format="pdf",
    )


def _code(url: str) -> str:
    drawn = io.BytesIO()
    segno.make(url, error="m", micro=False).save(drawn, kind="svg", border=0)
    return drawn.getvalue().decode()
