"""Pictures: what their heads say, before anybody unfolds them."""

from __future__ import annotations

import os
from typing import IO, Final

from PIL import Image

from tenants.files.limits import BOMB, BROKEN, CHUNK, MIXED, MOST_PIXELS, OTHER, Unfit

_FORMATS: Final = {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "webp": "WEBP"}
_MARKUP: Final = (b"<script", b"<html", b"<!doctype", b"<svg", b"<?php")


def check(file: IO[bytes], kind: str) -> set[str]:
    """Raise Unfit unless the file is a picture of this kind, and nothing else besides."""
    file.seek(0)
    try:
        with Image.open(file, formats=(_FORMATS[kind],)) as picture:
            _check_pixels(picture)
            picture.verify()
    except Unfit:
        raise
    except Exception as error:  # Pillow raises what comes; each means the same
        raise Unfit(_what_is_wrong(file)) from error
    _check_for_markup(file)
    return set()


def check_size(part: IO[bytes]) -> None:
    """Raise Unfit when a picture inside a document unfolds to too much; others are left alone."""
    try:
        with Image.open(part, formats=("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")) as picture:
            _check_pixels(picture)
    except Image.DecompressionBombError as error:
        raise Unfit(BOMB) from error
    except (OSError, ValueError, SyntaxError):
        return  # a drawing, or a picture that no reader shows either


def _check_pixels(picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        raise Unfit(BOMB)


def _what_is_wrong(file: IO[bytes]) -> str:
    """Return "broken" for a picture that was cut off, "other" for what never was one."""
    file.seek(0)
    try:
        with Image.open(file):
            return BROKEN
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return OTHER


def _check_for_markup(file: IO[bytes]) -> None:
    """Refuse a picture that a browser could be talked into reading as a page."""
    file.seek(0)
    head = file.read(CHUNK)
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - CHUNK))
    ends = (head + file.read()).lower()
    if any(words in ends for words in _MARKUP):
        raise Unfit(MIXED)
