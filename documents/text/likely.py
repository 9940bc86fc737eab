"""Which texts of two piles are likely the same, a little changed; which pairs are in order."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

_SHINGLE = 5
_ONE_IN = 3  # so many runs of letters are looked at: enough to know a text by
_COMMON = 8
_PARTNERS = 3


def like_pairs(olds: Mapping[int, str], news: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Return pairs that share rare runs of letters, the likeliest of each new one first.

    Every run is looked up once, so that thousands of texts take as long as their letters.
    """
    if not olds or not news:
        return
    found: dict[str, list[int]] = defaultdict(list)
    for i, text in olds.items():
        for shingle in _shingles(text):
            found[shingle].append(i)
    for j, text in news.items():
        votes: Counter[int] = Counter()
        for shingle in _shingles(text):
            if len(places := found.get(shingle, ())) <= _COMMON:
                votes.update(places)
        yield from ((i, j) for i, _n in votes.most_common(_PARTNERS))


def _shingles(text: str) -> set[str]:
    places = range(max(1, len(text) - _SHINGLE + 1))
    return {text[k : k + _SHINGLE] for k in places if not ord(text[k]) % _ONE_IN}


def in_order(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of pairs that rises on both sides."""
    # Longest increasing subsequence: ends[n] closes the best run of length n + 1.
    common = sorted(pairs, key=lambda pair: (pair[0], -pair[1]))
    ends: list[int] = []
    keys: list[int] = []
    before: list[int] = []
    for index, (_i, j) in enumerate(common):
        length = bisect_left(keys, j)
        before.append(ends[length - 1] if length else -1)
        ends[length : length + 1] = [index]
        keys[length : length + 1] = [j]
    run = []
    index = ends[-1] if ends else -1
    while index >= 0:
        run.append(common[index])
        index = before[index]
    return run[::-1]


def heaviest_in_order(pairs: Sequence[tuple[int, int]], weights: Sequence[int]) -> list[int]:
    """Return which pairs, sorted by their first place, rise in the second and weigh most."""
    ranks = {j: rank for rank, j in enumerate(sorted(j for _i, j in pairs), 1)}
    # A tree of best runs: tree[k] is the heaviest that ends in a range of ranks up to k.
    tree: list[tuple[int, int]] = [(0, -1)] * (len(ranks) + 1)
    before: list[int] = []
    best = (0, -1)
    for index, (_i, j) in enumerate(pairs):
        rank = ranks[j]
        reached = (0, -1)
        k = rank - 1
        while k:
            reached = max(reached, tree[k])
            k &= k - 1
        before.append(reached[1])
        run = (reached[0] + weights[index], index)
        best = max(best, run)
        while rank < len(tree):
            tree[rank] = max(tree[rank], run)
            rank += rank & -rank
    chosen = []
    index = best[1]
    while index >= 0:
        chosen.append(index)
        index = before[index]
    return chosen[::-1]
