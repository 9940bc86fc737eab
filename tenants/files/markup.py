"""XML of strangers, read as a stream: no entities, so deep, so many elements."""

from __future__ import annotations

from typing import IO
from xml.parsers import expat

from tenants.files.limits import BOMB, CHUNK, DEEPEST, DOCTYPE, MOST_ELEMENTS, Unfit


class Elements:
    """How many elements the parts of a file may have together."""

    def __init__(self, most: int = MOST_ELEMENTS) -> None:
        self.left = most


class Walker:
    """What is looked for in a part: each element's name comes without its prefix."""

    takes_bare_doctype = False  # one that says nothing and names a place nobody goes to

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Look at an element that begins."""

    def end(self, tag: str) -> None:
        """Look at an element that ends."""

    def text(self, words: str) -> None:
        """Look at what stands in an element."""


def walk(part: IO[bytes], walker: Walker, elements: Elements, *, with_text: bool = False) -> None:
    """Lead the walker through a part; raise Unfit where it leaves the limits."""
    depth = 0

    def started(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        elements.left -= 1
        if elements.left < 0 or depth > DEEPEST:
            raise Unfit(BOMB)
        walker.start(tag.rpartition(":")[2], attributes)

    def ended(tag: str) -> None:
        nonlocal depth
        depth -= 1
        walker.end(tag.rpartition(":")[2])

    def doctype(*declared: object) -> None:
        has_subset = declared[-1]
        if has_subset or not walker.takes_bare_doctype:
            raise Unfit(DOCTYPE)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = started, ended
    parser.StartDoctypeDeclHandler = doctype
    if with_text:
        parser.CharacterDataHandler = walker.text
    while chunk := part.read(CHUNK):
        parser.Parse(chunk)
    parser.Parse(b"", True)  # noqa: FBT003 - takes no keywords
