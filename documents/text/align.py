"""Which element of one sequence answers which of another; near-linear on large input."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from documents.text.likely import heaviest_in_order, in_order, like_pairs

type Pair = tuple[int | None, int | None]

# difflib compares each with each: above this many comparisons a range is first cut at the
# elements that occur once on both sides, and what is still too large counts as replaced.
_MOST_CELLS = 250_000
_MOST_LIKENESS_CELLS = 8_000
# So few rows for each pair of elements: they were written anew in their places.
_STEADY = 1.1


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
    gaps = _Gaps(old, new, likeness, budget)
    i = j = 0
    for k, m in [*_equal_texts(old, new, budget), (len(old), len(new))]:
        pairs += gaps.pair(range(i, k), range(j, m))
        if k < len(old):
            pairs.append((k, m))
        i, j = k + 1, m + 1
    return pairs


def _equal_texts(old: Sequence[str], new: Sequence[str], budget: Budget) -> list[tuple[int, int]]:
    """Return the positions of equal texts; of what changed places, the shorter part moves."""
    common = _unique_pairs(old, new)
    weights = [len(old[i]) for i, _j in common]
    anchors = [common[index] for index in heaviest_in_order(common, weights)]
    pairs: list[tuple[int, int]] = []
    i = j = 0
    for k, m in [*anchors, (len(old), len(new))]:
        pairs += [(i + a, j + b) for a, b in equal_pairs(old[i:k], new[j:m], budget)]
        pairs += [(k, m)] if k < len(old) else []
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
    anchors = in_order(_unique_pairs(old, new))
    if not anchors:
        return []
    pairs: list[tuple[int, int]] = []
    i = j = 0
    for k, m in [*anchors, (len(old), len(new))]:
        pairs += [(i + a, j + b) for a, b in equal_pairs(old[i:k], new[j:m], budget)]
        pairs += [(k, m)] if k < len(old) else []
        i, j = k + 1, m + 1
    return pairs


def _unique_pairs[T](old: Sequence[T], new: Sequence[T]) -> list[tuple[int, int]]:
    """Return where the elements stand that occur once on both sides."""
    in_old, in_new = Counter(old), Counter(new)
    place = {element: j for j, element in enumerate(new) if in_new[element] == 1}
    return [(i, place[e]) for i, e in enumerate(old) if in_old[e] == 1 and e in place]


class _Gaps:
    """Pairs what is not equal but like, between elements that are."""

    def __init__(
        self,
        old: Sequence[str],
        new: Sequence[str],
        likeness: Callable[[int, int], float],
        budget: Budget,
    ) -> None:
        self.old, self.new, self.likeness, self.budget = old, new, likeness, budget

    def pair(self, olds: range, news: range) -> list[Pair]:
        """Pair so that the sum of likeness is largest; likeness 0 means: not the same thing."""
        if not olds or not news:
            return _alone(olds, news)
        if self.budget.take(50 * len(olds) * len(news), 50 * _MOST_LIKENESS_CELLS):
            return self._pair_best(olds, news)
        return self._pair_likely(olds, news)

    def _pair_best(self, olds: range, news: range) -> list[Pair]:
        width = len(news) + 1
        best = [[0.0] * width for _ in range(len(olds) + 1)]
        alike = [[self.likeness(i, j) for j in news] for i in olds]
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

    def _pair_likely(self, olds: range, news: range) -> list[Pair]:
        """Cut a large gap at what shares rare words; what is left is paired in step."""
        if len(olds) == len(news):
            in_step = self._pair_in_step(olds, news)
            if len(in_step) < _STEADY * len(olds):
                return in_step
        likely = like_pairs({i: self.old[i] for i in olds}, {j: self.new[j] for j in news})
        anchors = in_order((i, j) for i, j in likely if self.likeness(i, j))
        if not anchors:
            return self._pair_in_step(olds, news)
        pairs: list[Pair] = []
        i, j = olds.start, news.start
        for k, m in [*anchors, (olds.stop, news.stop)]:
            pairs += self.pair(range(i, k), range(j, m))
            if k < olds.stop:
                pairs.append((k, m))
            i, j = k + 1, m + 1
        return pairs

    def _pair_in_step(self, olds: range, news: range) -> list[Pair]:
        pairs: list[Pair] = []
        for i, j in zip(olds, news, strict=False):
            pairs += [(i, j)] if self.likeness(i, j) else [(i, None), (None, j)]
        shorter = min(len(olds), len(news))
        return pairs + _alone(olds[shorter:], news[shorter:])


def _alone(olds: range, news: range) -> list[Pair]:
    return [*((i, None) for i in olds), *((None, j) for j in news)]
