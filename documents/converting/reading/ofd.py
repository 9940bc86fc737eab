"""OFD (GB/T 33190): pages of placed words in XML; read by their places."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from documents.converting.reading.found import Unreadable, result
from documents.converting.reading.lines import blocks_of
from documents.converting.reading.xml import Element, parse

ANY: Final = "{*}"  # two names are in use for the same words
SAME_LINE: Final = 2.0  # millimetres


def read(file: Path, folder: Path) -> dict[str, Any]:
    """Read the text of every page of every document in the container."""
    del folder
    with zipfile.ZipFile(file) as box:
        pages = [_lines(box, name) for name in _pages(box)]
    if not pages:
        raise Unreadable
    blocks, starts = blocks_of(pages)
    warnings = [] if blocks else ["no-text"]
    return result(blocks, warnings=warnings, pages=len(pages), page_starts=starts)


def _pages(box: zipfile.ZipFile) -> Iterator[str]:
    root = _tree(box, "OFD.xml")
    for found in root.iter(f"{ANY}DocRoot"):
        document = _path("", found.text)
        for page in _tree(box, document).iter(f"{ANY}Page"):
            yield _path(posixpath.dirname(document), page.get("BaseLoc"))


def _path(folder: str, place: str | None) -> str:
    """Return the name of an entry; one that begins with a slash begins at the root."""
    name = (place or "").strip()
    return posixpath.normpath(posixpath.join("/", folder, name)).lstrip("/")


def _tree(box: zipfile.ZipFile, name: str) -> Element:
    return parse(box.read(name))


def _lines(box: zipfile.ZipFile, name: str) -> list[str]:
    """Return what stands on a page, from top to bottom and from left to right."""
    placed = sorted(_words(_tree(box, name)))
    lines = groupby(placed, key=lambda word: round(word[0] / SAME_LINE))
    return [_line(list(words)) for _n, words in lines]


def _line(words: list[tuple[float, float, str]]) -> str:
    return "".join(text for _top, _left, text in sorted(words, key=lambda word: word[1]))


def _words(page: Element) -> Iterator[tuple[float, float, str]]:
    for words in page.iter(f"{ANY}TextObject"):
        left, top, *_size = [float(n) for n in (words.get("Boundary") or "0 0").split()]
        for code in words.iter(f"{ANY}TextCode"):
            if text := (code.text or "").strip():
                yield top + _number(code.get("Y")), left + _number(code.get("X")), text


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0
