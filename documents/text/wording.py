"""What changed inside one text, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from documents.text.align import Budget, equal_pairs
from documents.text.html import HAN

type Change = Literal["equal", "changed", "formatted", "added", "removed", "moved"]
type Side = Literal["old", "new"]

_TOKENS = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+|\s+|.", re.DOTALL)
# An island of one of these between two changes says nothing by itself.
_FUNCTION_WORDS = frozenset(
    "的 了 和 与 或 在 及 以 为 对 由 应 "  # noqa: SIM905 - a list of words reads as words
    "the a an of and or to in on for by is are be as at with".split()
)
# Less common text than this, and two whole sentences read better than a mosaic.
_MOSAIC = 0.25


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that is in both revisions, only in the new or only in the old."""

    kind: Literal["equal", "ins", "del"]
    text: str


def compare_texts(old: str, new: str, budget: Budget) -> Iterable[Segment]:
    """Compare two texts word by word; the old word comes before the new."""
    if old == new:
        return [Segment("equal", old)] if old else []
    pieces = _pieces(_tokens(old), _tokens(new), budget)
    kept = sum(len(a) for a, b in pieces if a == b)
    if kept < _MOSAIC * min(len(old), len(new)):
        pieces = [(old, new)]
    segments: list[Segment] = []
    for equal, group in groupby(_without_islands(pieces), key=lambda piece: piece[2]):
        parts = list(group)
        before, after = "".join(p[0] for p in parts), "".join(p[1] for p in parts)
        if equal:
            segments.append(Segment("equal", before))
        else:
            segments += [Segment("del", before)] if before else []
            segments += [Segment("ins", after)] if after else []
    return segments


def _pieces(old: list[str], new: list[str], budget: Budget) -> list[tuple[str, str]]:
    """Return runs of equal text and of replaced text, in turn."""
    pieces: list[tuple[str, str]] = []
    i = j = 0
    for k, m in [*equal_pairs(old, new, budget), (len(old), len(new))]:
        if k > i or m > j:
            pieces.append(("".join(old[i:k]), "".join(new[j:m])))
        if k < len(old):
            if pieces and pieces[-1][0] == pieces[-1][1]:
                pieces[-1] = (pieces[-1][0] + old[k],) * 2
            else:
                pieces.append((old[k], new[m]))
        i, j = k + 1, m + 1
    return pieces


def _without_islands(pieces: list[tuple[str, str]]) -> Iterable[tuple[str, str, bool]]:
    for place, (before, after) in enumerate(pieces):
        word = before.strip().casefold()
        island = 0 < place < len(pieces) - 1 and (len(word) < 2 or word in _FUNCTION_WORDS)
        yield before, after, before == after and not island


def _tokens(text: str) -> list[str]:
    import rjieba  # its dictionary takes 33 MB: only processes that compare texts hold it

    tokens: list[str] = []
    for match in _TOKENS.finditer(text):
        run = match[0]
        tokens += rjieba.cut(run) if len(run) > 1 and re.match(f"[{HAN}]", run) else [run]
    return tokens


def text_of(segments: Iterable[Segment], side: Side) -> str:
    """Return the text of one side, put together from the segments."""
    other = "ins" if side == "old" else "del"
    return "".join(s.text for s in segments if s.kind != other)
