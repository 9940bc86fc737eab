"""Make paper copies of a controlled PDF: each with its stamp, issue number, receiver and code."""

import dataclasses
import io
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf

from documents.pdf.data import qr_svg
from documents.pdf.fonts import typecase
from documents.pdf.printable import printable
from documents.pdf.typeset import overlay_pdf
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
    shown = [dataclasses.asdict(copy) | {"qr": qr_svg(copy.url)} for copy in copies]
    for copy in shown:
        copy["said"] = printable(copy["said"], typecase().faces)
    return overlay_pdf("copy.typ", {"copies": shown, "sizes": sizes})
