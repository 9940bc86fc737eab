"""Say how large each page of body.pdf is, where its ink stands, and on which page a heading is.

Started as `python -I measure.py` in a folder with order.json and body.pdf.
"""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

A4 = (0.0, 0.0, 595.28, 841.89)
MOST_POINTS = 14_400  # what a page may be long, says PDF
INK_SCALE = 0.4  # 29 dots per inch: a line of text leaves a mark, a page takes milliseconds
PAPER = 250  # of 255: lighter is no ink
DEEPEST = 30
# Word counts headings by itself: the number is on the page and not always in the text.
NUMBERING = re.compile(r"^(?:第?[\d.]+[章节条、.]?|第?[一二三四五六七八九十]+[章节条、])")
LONGEST_LINE = 300


def measure(order: dict[str, Any]) -> dict[str, Any]:
    """Return sizes, places of ink and pages of headings."""
    with pikepdf.open("body.pdf") as pdf, pypdfium2.PdfDocument("body.pdf") as drawn:
        if not 0 < len(pdf.pages) <= order["most_pages"] or len(pdf.pages) != len(drawn):
            raise ValueError("pages")
        shapes = [_shape(page) for page in pdf.pages]
        found = _Headings(order["headings"])
        for n, shape in enumerate(shapes):
            page = drawn[n]
            shape["ink"] = _ink(page)
            if "/Outlines" not in pdf.Root:
                found.look_at(page, n)
            page.close()
        return {"pages": shapes, "headings": found.places}


def _shape(page: pikepdf.Page) -> dict[str, Any]:
    """Return the box that is shown, and how it is turned."""
    media = _box(page, "/MediaBox") or A4
    crop = _box(page, "/CropBox") or media
    box = [max(crop[0], media[0]), max(crop[1], media[1])]
    box += [min(crop[2], media[2]), min(crop[3], media[3])]
    if box[2] - box[0] < 1 or box[3] - box[1] < 1:
        box = list(media)
    turned = _inherited(page, "/Rotate")
    quarter = int(turned) % 360 // 90 * 90 if isinstance(turned, int) else 0
    return {"box": box, "turned": quarter}


def _box(page: pikepdf.Page, name: str) -> tuple[float, float, float, float] | None:
    try:
        a, b, c, d = (float(side) for side in _inherited(page, name))
    except (TypeError, ValueError):
        return None
    x0, x1, y0, y1 = min(a, c), max(a, c), min(b, d), max(b, d)
    if not (1 <= x1 - x0 <= MOST_POINTS and 1 <= y1 - y0 <= MOST_POINTS):
        return None
    return x0, y0, x1, y1


def _inherited(page: pikepdf.Page, name: str) -> Any:
    node: Any = page.obj
    for _level in range(DEEPEST):
        if node is None or name in node:
            break
        node = node.get("/Parent")
    return node.get(name) if node is not None else None


def _ink(page: pypdfium2.PdfPage) -> list[float]:
    """Return how far from left, top, right and bottom the ink stays, in points."""
    width, height = page.get_size()
    scale = min(INK_SCALE, 2000 / max(width, height, 1))
    picture = page.render(scale=scale, grayscale=True, draw_annots=True).to_pil()
    box = picture.point([255 if light < PAPER else 0 for light in range(256)]).getbbox()
    if box is None:
        return [width, height, width, height]
    left, top, right, bottom = (side / scale for side in box)
    return [left, top, width - right, height - bottom]


class _Headings:
    """Finds each heading, in their order, as a line of its own."""

    def __init__(self, wanted: list[str]) -> None:
        self.wanted = [_squeezed(text) for text in wanted]
        self.places: list[int | None] = [None] * len(wanted)
        self.next = 0

    def look_at(self, page: pypdfium2.PdfPage, n: int) -> None:
        if self.next >= len(self.wanted):
            return
        words = page.get_textpage().get_text_range()
        whole = {_squeezed(line) for line in words[:100_000].splitlines()}
        lines = whole | {NUMBERING.sub("", line) for line in whole}
        for at in range(self.next, min(self.next + 40, len(self.wanted))):
            if self.wanted[at] and self.wanted[at] in lines:
                self.places[at] = n
                self.next = at + 1


def _squeezed(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text[:LONGEST_LINE])
    return re.sub(r"[\s\u200b\ufffe\u00ad]", "", plain)


if __name__ == "__main__":
    answer = measure(json.loads(Path("order.json").read_text()))
    Path("answer.json").write_text(json.dumps(answer))
