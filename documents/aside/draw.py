"""Draw pages of body.pdf as pictures, and say how large every page is.

Started as `python -I draw.py` in a folder with order.json and body.pdf; writes <size>-<page>.webp.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

TALLEST = 4  # times as high as wide; a longer page is drawn smaller
# A page of print has few colours: 16 of them, kept exactly, take half the bytes of a photograph.
MOST_COLOURS_OF_PRINT = 4_096
INKS = 16
QUALITY = 72


def draw(order: dict[str, Any]) -> dict[str, Any]:
    """Draw the pages that are ordered, in every size that is."""
    with pypdfium2.PdfDocument("body.pdf") as pdf:
        pdf.init_forms()  # what is filled in is seen
        if not 0 < len(pdf) <= order["most_pages"]:
            raise ValueError("pages")
        for n in order["pages"]:
            page = pdf[n - 1]
            for size, width in order["sizes"].items():
                _save(_drawn(page, width), f"{size}-{n}.webp")
            page.close()
        if order["measure"]:
            return {"sizes": [_shape(pdf.get_page_size(n)) for n in range(len(pdf))]}
        return {}


def _shape(size: tuple[float, float]) -> tuple[float, float]:
    width, height = (max(1, round(side, 1)) for side in size)
    return width, height


def _drawn(page: pypdfium2.PdfPage, width: int) -> Image.Image:
    page_width, page_height = page.get_size()
    scale = min(width / page_width, TALLEST * width / page_height)
    picture: Image.Image = page.render(scale=scale, may_draw_forms=True).to_pil()
    return picture.convert("RGB")


def _save(picture: Image.Image, name: str) -> None:
    if picture.getcolors(MOST_COLOURS_OF_PRINT) is None:
        picture.save(name, "WEBP", quality=QUALITY, method=2)
        return
    inked = picture.quantize(INKS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    inked.convert("RGB").save(name, "WEBP", lossless=True, method=2, quality=0)


if __name__ == "__main__":
    answer = draw(json.loads(Path("order.json").read_text()))
    Path("answer.json").write_text(json.dumps(answer))
