"""What changed between two revisions, block by block and word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape
from typing import Literal

from documents.text.align import Budget, Pair, align
from documents.text.blocks import Block
from documents.text.clauses import own_number
from documents.text.wording import Segment, Side, compare_texts, text_of

type Change = Literal["equal", "changed", "added", "removed", "moved"]

_BUDGET_CELLS = 6_000_000
_LIKE = 0.4
_LIKE_UNDER_SAME_NUMBER = 0.2
_SHORTEST_MOVE = 8
_SUMMARY_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a compared table."""

    kind: Change
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One block of either revision, or a pair of them."""

    kind: Change
    old: Block | None
    new: Block | None
    segments: tuple[Segment, ...] = ()
    table: tuple[tuple[Cell, ...], ...] = ()
    links_removed: tuple[str, ...] = ()
    links_added: tuple[str, ...] = ()
    # 1, 2, 3 … in reading order, 0 where nothing changed; both ends of a move carry the same.
    number: int = 0

    @property
    def block(self) -> Block:
        """Return the block as it reads now, or read last."""
        block = self.new or self.old
        assert block is not None  # noqa: S101 - a row has at least one side
        return block

    @property
    def clause(self) -> str:
        """Return the clause the row stands in."""
        return self.block.clause

    @property
    def summary(self) -> str:
        """Return the first difference in a few words, for a list of changes."""
        segments = [*self.segments, *(s for line in self.table for c in line for s in c.segments)]
        changed = [k for k, s in enumerate(segments) if s.kind != "equal"]
        if not changed:
            return " → ".join(map(_shortened, (*self.links_removed[:1], *self.links_added[:1])))
        first, following = segments[changed[0]], segments[changed[0] + 1 : changed[0] + 2]
        if first.kind == "del" and following and following[0].kind == "ins":
            return f"{_shortened(first.text)} → {_shortened(following[0].text)}"
        return f"{'+' if first.kind == 'ins' else '−'} {_shortened(first.text)}"

    def text(self, side: Side) -> str:
        """Return the text of one revision, put together from the segments."""
        absent = "added" if side == "old" else "removed"
        if not self.table:
            return text_of(self.segments, side)
        lines = [[c for c in line if c.kind != absent] for line in self.table]
        return "\n".join(
            "\t".join(text_of(c.segments, side) for c in line) for line in lines if line
        )


@dataclass(frozen=True)
class Redline:
    """All rows of a comparison, in reading order."""

    rows: tuple[Row, ...]

    @cached_property
    def changes(self) -> tuple[Row, ...]:
        """Return the changed rows, each number once."""
        numbered = {row.number: row for row in self.rows if row.number}
        return tuple(numbered[number] for number in sorted(numbered))

    @cached_property
    def counts(self) -> Counter[Change]:
        """Return how many changes there are of each kind."""
        return Counter(row.kind for row in self.changes)


def compare(old: Sequence[Block], new: Sequence[Block]) -> Redline:
    """Return what changed from the old blocks to the new."""
    budget = Budget(_BUDGET_CELLS)
    likeness = _Likeness(old, new)
    pairs = align([*map(_key, old)], [*map(_key, new)], likeness, budget)
    moves = _moves(old, new, pairs)
    rows = []
    for i, j in pairs:
        before = old[i] if i is not None else None
        after = new[j] if j is not None else None
        row = _row(before, after, budget)
        rows.append(replace(row, kind="moved") if (i, j) in moves else row)
    return Redline(tuple(_numbered(rows, [moves.get(pair) for pair in pairs])))


class _Likeness:
    """How much two blocks have in common: 0 for no, up to 1, a little more for one number."""

    def __init__(self, old: Sequence[Block], new: Sequence[Block]) -> None:
        self.blocks = old, new
        self.pairs_of: dict[str, set[str]] = {}
        self.numbers = [own_number(b) for b in old], [own_number(b) for b in new]

    def __call__(self, i: int, j: int) -> float:
        old, new = self.blocks[0][i], self.blocks[1][j]
        if _sort(old) != _sort(new) or old.kind == "image":
            return 0.0
        a, b = self._letters(old.text), self._letters(new.text)
        if min(len(a), len(b)) < _LIKE_UNDER_SAME_NUMBER / 2 * max(len(a), len(b)):
            return 0.0
        common = 2 * len(a & b) / ((len(a) + len(b)) or 1)
        same_number = self.numbers[0][i] == self.numbers[1][j] is not None
        enough = _LIKE_UNDER_SAME_NUMBER if same_number or old.kind == "table" else _LIKE
        return common + 0.1 * same_number if common >= enough else 0.0

    def _letters(self, text: str) -> set[str]:
        if text not in self.pairs_of:
            self.pairs_of[text] = {text[k : k + 2] for k in range(len(text))}
        return self.pairs_of[text]


def _sort(block: Block) -> str:
    """Tell apart what cannot turn into one another; a paragraph can become an item."""
    return block.kind if block.kind in {"table", "code", "image"} else "text"


def _key(block: Block) -> str:
    marker = block.marker if block.kind == "image" else ""
    return f"{_sort(block)}\0{block.text}\0{marker}"


def _moves(old: Sequence[Block], new: Sequence[Block], pairs: list[Pair]) -> dict[Pair, str]:
    """Return the unpaired blocks that left one place and stand unchanged in another."""
    left = {_key(old[i]): (i, j) for i, j in pairs if i is not None and j is None}
    moves: dict[Pair, str] = {}
    for i, j in pairs:
        if i is None and j is not None and len(new[j].text) >= _SHORTEST_MOVE:
            key = _key(new[j])
            if origin := left.pop(key, None):
                moves[origin] = moves[i, j] = key
    return moves


def _row(old: Block | None, new: Block | None, budget: Budget) -> Row:
    if old is None or new is None:
        return _one_sided(old, new)
    if old.kind == new.kind == "table":
        table = _compare_tables(old, new, budget)
        row = Row("equal", old, new, table=table)
    else:
        row = Row("equal", old, new, tuple(compare_texts(old.text, new.text, budget)))
    before, after = _links(old), _links(new)
    row = replace(
        row,
        links_removed=tuple(link for link in before if link not in after),
        links_added=tuple(link for link in after if link not in before),
    )
    changed = old.text != new.text or row.links_removed or row.links_added
    return replace(row, kind="changed") if changed else row


def _one_sided(old: Block | None, new: Block | None) -> Row:
    kind: Change = "removed" if new is None else "added"
    row = Row(kind, old, new)
    if row.block.kind == "table":
        side: Side = "old" if new is None else "new"
        return replace(row, table=tuple(_one_sided_line(line, side) for line in row.block.rows))
    segment = Segment("del" if new is None else "ins", row.block.text)
    return replace(row, segments=(segment,))


def _one_sided_line(cells: Sequence[str], side: Side) -> tuple[Cell, ...]:
    kind: Change = "removed" if side == "old" else "added"
    mark: Literal["del", "ins"] = "del" if side == "old" else "ins"
    return tuple(Cell(kind, (Segment(mark, text),)) for text in cells)


def _compare_tables(old: Block, new: Block, budget: Budget) -> tuple[tuple[Cell, ...], ...]:
    before, after = old.rows, new.rows
    lines = old.text.split("\n"), new.text.split("\n")

    def likeness(i: int, j: int) -> float:
        same = sum(a == b for a, b in zip(before[i], after[j], strict=False))
        # A line whose figures all changed still stands in its place.
        return 0.01 + same if len(before[i]) == len(after[j]) else 0.01 * same

    table = []
    for i, j in align(*lines, likeness, budget):
        if i is None or j is None:
            cells = after[j] if j is not None else before[i or 0]
            table.append(_one_sided_line(cells, "new" if i is None else "old"))
        else:
            table.append(_compare_lines(before[i], after[j], budget))
    return tuple(table)


def _compare_lines(old: list[str], new: list[str], budget: Budget) -> tuple[Cell, ...]:
    cells = [
        Cell("equal" if a == b else "changed", tuple(compare_texts(a, b, budget)))
        for a, b in zip(old, new, strict=False)
    ]
    return (
        *cells,
        *_one_sided_line(old[len(cells) :], "old"),
        *_one_sided_line(new[len(cells) :], "new"),
    )


def _numbered(rows: list[Row], moves: list[str | None]) -> Iterable[Row]:
    number = 0
    numbers: dict[str, int] = {}
    for row, move in zip(rows, moves, strict=True):
        if row.kind == "equal":
            yield row
        elif move in numbers:
            yield replace(row, number=numbers[move])
        else:
            number += 1
            if move is not None:
                numbers[move] = number
            yield replace(row, number=number)


def _links(block: Block) -> list[str]:
    return [unescape(link) for link in re.findall(r'href="([^"]*)"', block.html)]


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SUMMARY_LENGTH else text[: _SUMMARY_LENGTH - 1] + "…"
