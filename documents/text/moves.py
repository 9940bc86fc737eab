"""Blocks that left one place and stand in another, as they were or with some words changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from documents.text.align import Pair
from documents.text.blocks import Block
from documents.text.likely import like_pairs

_SHORTEST = 8
# Who was edited as well is recognised by most of its words, and only if it has some.
_SHORTEST_EDITED = 16
_LIKE = 0.6


def moved_pairs(
    olds: Sequence[Block],
    news: Sequence[Block],
    keys: tuple[Sequence[str], Sequence[str]],
    pairs: Iterable[Pair],
    likeness: Callable[[int, int], float],
) -> Iterator[tuple[int, int]]:
    """Return which unpaired old block is which unpaired new one."""
    pairs = list(pairs)
    left = {i: olds[i] for i, j in pairs if i is not None and j is None}
    come = {j: news[j] for i, j in pairs if j is not None and i is None}
    places: dict[str, list[int]] = defaultdict(list)
    for i in reversed(left):
        places[keys[0][i]].append(i)
    for j, block in list(come.items()):
        if (len(block.text) >= _SHORTEST or block.kind == "image") and places[keys[1][j]]:
            i = places[keys[1][j]].pop()
            yield i, j
            del left[i], come[j]
    for i, j in like_pairs(_texts(left), _texts(come)):
        if i in left and j in come and likeness(i, j) >= _LIKE:
            yield i, j
            del left[i], come[j]


def _texts(blocks: Mapping[int, Block]) -> dict[int, str]:
    return {k: b.text for k, b in blocks.items() if len(b.text) >= _SHORTEST_EDITED}
