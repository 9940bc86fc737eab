"""Pictures made fit for a page: turned upright, made smaller, in a form that PDF/A takes."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

MOST_PIXELS: Final = 50_000_000
# Two hundred dots to the inch across a whole page: a printer shows no more.
LONGEST_SIDE: Final = 1600
FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP")
POINTS_PER_PIXEL: Final = 0.75
TALLEST: Final = 600.0  # points


@dataclass(frozen=True, slots=True)
class Fitted:
    """A picture as a template sets it: where it lies, and how large it is in points."""

    path: str
    width: float
    height: float


class Raster:
    """The pictures of one page, each made fit once, in a folder that typst reads."""

    def __init__(self, pictures: Mapping[str, Path], folder: Path) -> None:
        self.pictures, self.folder = pictures, folder
        self.made: dict[str, tuple[str, int, int] | None] = {}

    def fitted(self, sha256: str, asked: int, widest: float) -> Fitted | None:
        """Return the picture no wider than this; None when it cannot be read."""
        if sha256 not in self.made:
            self.made[sha256] = self._make(sha256)
        if (made := self.made[sha256]) is None:
            return None
        name, width, height = made
        wide = min((asked or width) * POINTS_PER_PIXEL, widest)
        high = wide * height / width
        if high > TALLEST:
            wide, high = wide * TALLEST / high, TALLEST
        return Fitted(name, round(wide, 2), round(high, 2))

    def _make(self, sha256: str) -> tuple[str, int, int] | None:
        path = self.pictures.get(sha256)
        if path is None:
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                return self._save(path, sha256)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, MemoryError):
            return None  # its name stands in its place

    def _save(self, path: Path, sha256: str) -> tuple[str, int, int] | None:
        with Image.open(path, formats=FORMATS) as opened:
            width, height = opened.size
            if width * height > MOST_PIXELS:
                return None
            is_photo = opened.format in {"JPEG", "WEBP"}
            opened.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is read no larger than used
            image = ImageOps.exif_transpose(opened)
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            if (image.width > image.height) != (width > height):
                width, height = height, width  # it lay on its side
            name = f"{sha256}.{'jpg' if is_photo and not image.has_transparency_data else 'png'}"
            if name.endswith(".jpg"):
                image.convert("RGB").save(self.folder / name, quality=85)
            else:
                image.convert("RGBA" if image.has_transparency_data else "RGB").save(
                    self.folder / name
                )
        return f"/{self.folder.name}/{name}", width, height
