"""Which element of one sequence answers which of another; near-linear on large input."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

type Pair = tuple[int | None, int | None]

# difflib compares each with each: above this many comparisons a range is first cut at the
# elements that occur once on both sides, and what is still too large counts as replaced.
_MOST_CELLS = 250_000
_MOST_LIKENESS_CELLS = 8_000


class Budget:
    """What one comparison may still spend, so that no document takes long."""

    def __init__(self, cells: int) -> None:
        self.cells = cells

    def take(self, cells: int, most: int) -> bool:
        """Spend, unless it is more than `most` or than what is left."""
        if cells > min(most, self.cells):
            return False
        self.cells -= cells
        return True


def equal_pairs[T](old: Sequence[T], new: Sequence[T], budget: Budget) -> list[tuple[int, int]]:
    """Return the positions of equal elements, in order on both sides."""
    shorter = min(len(old), len(new))
    head = next((k for k in range(shorter) if old[k] != new[k]), shorter)
    rest = range(shorter - head)
    tail = next((k for k in rest if old[-1 - k] != new[-1 - k]), len(rest))
    middle = _middle_pairs(old[head : len(old) - tail], new[head : len(new) - tail], budget)
    return [
        *((k, k) for k in range(head)),
        *((head + i, head + j) for i, j in middle),
        *((len(old) - k, len(new) - k) for k in range(tail, 0, -1)),
    ]


def align(
    old: Sequence[str],
    new: Sequence[str],
    likeness: Callable[[int, int], float],
    budget: Budget,
) -> list[Pair]:
    """Pair equal elements, then like ones between them; what has no partner stands alone."""
    pairs: list[Pair] = []
    i = j = 0
    for k, m in [*equal_pairs(old, new, budget), (len(old), len(new))]:
        pairs += _pair_gap(range(i, k), range(j, m), likeness, budget)
        if k < len(old):
            pairs.append((k, m))
        i, j = k + 1, m + 1
    return pairs


def _middle_pairs[T](old: Sequence[T], new: Sequence[T], budget: Budget) -> list[tuple[int, int]]:
    if not old or not new:
        return []
    if budget.take(len(old) * len(new), _MOST_CELLS):
        blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        return [(b.a + k, b.b + k) for b in blocks for k in range(b.size)]
    # Paid for as well, so that the recursion below cannot go deep.
    if not budget.take(20 * (len(old) + len(new)), budget.cells):
        return []
    anchors = _anchors(old, new)
    if not anchors:
        return []
    pairs: list[tuple[int, int]] = []
    i = j = 0
    for k, m in [*anchors, (len(old), len(new))]:
        pairs += [(i + a, j + b) for a, b in equal_pairs(old[i:k], new[j:m], budget)]
        pairs += [(k, m)] if k < len(old) else []
        i, j = k + 1, m + 1
    return pairs


def _anchors[T](old: Sequence[T], new: Sequence[T]) -> list[tuple[int, int]]:
    """Return elements that occur once on both sides, the longest run of them in order."""
    in_old, in_new = Counter(old), Counter(new)
    place = {element: j for j, element in enumerate(new) if in_new[element] == 1}
    common = [(i, place[e]) for i, e in enumerate(old) if in_old[e] == 1 and e in place]
    # Longest increasing subsequence: ends[n] closes the best run of length n + 1.
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


def _pair_gap(
    olds: range, news: range, likeness: Callable[[int, int], float], budget: Budget
) -> list[Pair]:
    """Pair so that the sum of likeness is largest; likeness 0 means: not the same thing."""
    if not olds or not news:
        return _alone(olds, news)
    if not budget.take(50 * len(olds) * len(news), 50 * _MOST_LIKENESS_CELLS):
        return _pair_in_step(olds, news, likeness)
    width = len(news) + 1
    best = [[0.0] * width for _ in range(len(olds) + 1)]
    alike = [[likeness(i, j) for j in news] for i in olds]
    for i in range(len(olds) - 1, -1, -1):
        for j in range(len(news) - 1, -1, -1):
            joined = alike[i][j] + best[i + 1][j + 1] if alike[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], joined)
    pairs: list[Pair] = []
    i = j = 0
    while i < len(olds) and j < len(news):
        if alike[i][j] and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            pairs.append((olds[i], news[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((olds[i], None))
            i += 1
        else:
            pairs.append((None, news[j]))
            j += 1
    return pairs + _alone(olds[i:], news[j:])


def _pair_in_step(olds: range, news: range, likeness: Callable[[int, int], float]) -> list[Pair]:
    pairs: list[Pair] = []
    for i, j in zip(olds, news, strict=False):
        pairs += [(i, j)] if likeness(i, j) else [(i, None), (None, j)]
    shorter = min(len(olds), len(news))
    return pairs + _alone(olds[shorter:], news[shorter:])


def _alone(olds: range, news: range) -> list[Pair]:
    return [*((i, None) for i in olds), *((None, j) for j in news)]
