"""Lines of a page joined to the paragraphs they were before somebody printed them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from documents.text.blocks import Block
from documents.text.clauses import own_number, with_clauses
from documents.text.html import HAN, plain

NARROW: Final = 30  # half-width characters: a page with no longer line was not broken into lines
FULL: Final = 0.8  # of the longest line: a shorter one ends its paragraph
REPEATED: Final = 0.6  # of the pages: a line that stands on so many is a head or a foot
FEWEST_PAGES: Final = 4
EDGE: Final = 2
_ENDS: Final = re.compile(r"[。！？；：.!?;:”」]$")
_WIDE: Final = re.compile(f"[{HAN}\uff00-\uff60\u3000-\u303f]")
_BULLET: Final = re.compile(r"[•·●○■□▪◆➢]\s*")


def blocks_of(pages: Sequence[Sequence[str]]) -> tuple[list[Block], list[int]]:
    """Return paragraphs, and for each page the block with which it begins."""
    pages = _without_heads([[plain(line) for line in page] for page in pages])
    blocks: list[Block] = []
    starts = []
    for page in pages:
        starts.append(len(blocks))
        paragraphs = [Block("paragraph", text, escape(text)) for text in _joined(page)]
        blocks.extend(paragraphs)
    return with_clauses(blocks), starts


def _joined(lines: Sequence[str]) -> Iterator[str]:
    longest = max(map(_width, lines), default=0)
    text = ""
    last = ""
    for line in lines:
        if not line:
            continue
        if text and _goes_on(last, line, longest):
            text = _join(text, line)
        else:
            if text:
                yield text
            text = line
        last = line
    if text:
        yield text


def _goes_on(last: str, line: str, longest: int) -> bool:
    """Tell whether a line continues the one before."""
    if longest < NARROW or _BULLET.match(line) or own_number(Block("paragraph", line)):
        return False
    return _width(last) >= FULL * longest and not _ENDS.search(last)


def _join(text: str, line: str) -> str:
    if text.endswith("-") and line[:1].islower():
        return text[:-1] + line
    is_wide = _WIDE.match(text[-1]) or _WIDE.match(line[0])
    return text + ("" if is_wide else " ") + line


def _width(line: str) -> int:
    return len(line) + len(_WIDE.findall(line))


def _without_heads(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Leave out what stands at the head or foot of most pages, page numbers among it."""
    filled = [[line for line in page if line] for page in pages]
    if len(filled) < FEWEST_PAGES:
        return filled
    seen = Counter(key for page in filled for key in {_key(line) for line in _edges(page)})
    heads = {key for key, count in seen.items() if count >= REPEATED * len(filled)}
    return [
        [line for n, line in enumerate(page) if not (_at_edge(n, page) and _key(line) in heads)]
        for page in filled
    ]


def _edges(page: Sequence[str]) -> list[str]:
    return [line for n, line in enumerate(page) if _at_edge(n, page)]


def _at_edge(n: int, page: Sequence[str]) -> bool:
    return n < EDGE or n >= len(page) - EDGE


def _key(line: str) -> str:
    return re.sub(r"\d+", "0", line)
