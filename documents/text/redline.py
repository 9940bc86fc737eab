"""What changed between two revisions, block by block and word by word."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from documents.text.align import Budget, Pair, align
from documents.text.blocks import Block
from documents.text.clauses import own_number
from documents.text.moves import moved_pairs
from documents.text.notes import Note, notes_on
from documents.text.tables import Lines, compare_tables, one_sided_table, table_text
from documents.text.wording import Change, Segment, Side, compare_texts, text_of

_BUDGET_CELLS = 6_000_000
_LIKE = 0.4
_LIKE_UNDER_SAME_NUMBER = 0.2


@dataclass(frozen=True, slots=True)
class Row:
    """One block of either revision, or a pair of them."""

    kind: Change
    old: Block | None
    new: Block | None
    segments: tuple[Segment, ...] = ()
    table: Lines = ()
    notes: tuple[Note, ...] = ()
    # Of a block that moved: what it was where it came from, what it is where it went.
    origin: Block | None = None
    goal: Block | None = None
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
    def first_difference(self) -> tuple[str, str]:
        """Return the first words that went and the first that came for them; "" for none."""
        cells = (inner for line in self.table for cell in line for inner in (cell, *cell.absorbed))
        segments = [*self.segments, *(segment for cell in cells for segment in cell.segments)]
        changed = [k for k, s in enumerate(segments) if s.kind != "equal" and s.text.strip()]
        if not changed:
            return "", ""
        first, following = segments[changed[0]], segments[changed[0] + 1 : changed[0] + 2]
        if first.kind == "ins":
            return "", first.text
        answered = following and following[0].kind == "ins"
        return first.text, following[0].text if answered else ""

    def text(self, side: Side) -> str:
        """Return the text of one revision, put together from the segments."""
        return table_text(self.table, side) if self.table else text_of(self.segments, side)


@dataclass(frozen=True)
class Redline:
    """All rows of a comparison, in reading order."""

    rows: tuple[Row, ...]

    @cached_property
    def changes(self) -> tuple[Row, ...]:
        """Return the changed rows, each number once; a move by the place it went to."""
        numbered: dict[int, Row] = {}
        for row in self.rows:
            if row.number and (row.number not in numbered or row.origin):
                numbered[row.number] = row
        return tuple(numbered[number] for number in sorted(numbered))

    @cached_property
    def counts(self) -> Counter[Change]:
        """Return how many changes there are of each kind."""
        return Counter(row.kind for row in self.changes)

    @cached_property
    def fingerprints(self) -> dict[int, str]:
        """Return what tells each change from others, also after other parts were written anew."""
        seen: Counter[str] = Counter()
        prints = {}
        for row in self.changes:
            sides = (row.old or row.origin, row.new or row.goal)
            said = repr([row.kind, row.notes, *((b.text, b.html, b.marker) for b in sides if b)])
            digest = hashlib.sha256(f"{said}{seen[said]}".encode()).hexdigest()
            seen[said] += 1
            prints[row.number] = digest[:32]
        return prints


def compare(old: Sequence[Block], new: Sequence[Block], *, formats: bool = True) -> Redline:
    """Return what changed from the old blocks to the new.

    Without `formats` only words count: two kinds of file set and space the same text differently.
    """
    return _Comparison(old, new, formats=formats).redline()


class _Comparison:
    """The two texts, and what their comparison may still spend."""

    def __init__(self, old: Sequence[Block], new: Sequence[Block], *, formats: bool) -> None:
        self.old, self.new, self.formats = old, new, formats
        self.budget = Budget(_BUDGET_CELLS)
        self.likeness = _Likeness(old, new)
        self.keys = [*map(self._key, old)], [*map(self._key, new)]
        # New blocks whose words are those of old ones that ended elsewhere.
        self.cut_anew: set[int] = set()

    def _key(self, block: Block) -> str:
        marker = block.marker if block.kind == "image" else ""
        text = block.text if self.formats else _joined([block])
        return f"{_sort(block)}\0{text}\0{marker}"

    def redline(self) -> Redline:
        """Pair the blocks, find the moves among what is left, compare the words of each pair."""
        pairs = align(*self.keys, self.likeness, self.budget)
        if not self.formats:
            pairs = self._without_other_cuts(pairs)
        unlike = [pair for pair in pairs if pair[1] not in self.cut_anew]
        moves = dict(moved_pairs(self.old, self.new, self.keys, unlike, self.likeness))
        origins = {j: i for i, j in moves.items()}
        rows = [self._row(i, j, moves, origins) for i, j in pairs]
        ends = [j if j in origins else moves.get(i) if i is not None else None for i, j in pairs]
        return Redline(tuple(_numbered(rows, ends)))

    def _without_other_cuts(self, pairs: list[Pair]) -> list[Pair]:
        """Leave out what one file has in one paragraph and the other in two: pages do that."""
        kept: list[Pair] = []
        for is_equal, group in groupby(pairs, key=self._is_equal):
            run = list(group)
            kept += run if is_equal else self._uncut(run)
        return kept

    def _is_equal(self, pair: Pair) -> bool:
        i, j = pair
        return i is not None and j is not None and self.keys[0][i] == self.keys[1][j]

    def _uncut(self, run: list[Pair]) -> list[Pair]:
        news = [j for _i, j in run if j is not None]
        before = _joined(self.old[i] for i, _j in run if i is not None)
        if not before or before != _joined(self.new[j] for j in news):
            return run
        self.cut_anew.update(news)
        return [(None, j) for j in news]

    def _row(
        self, i: int | None, j: int | None, moves: dict[int, int], origins: dict[int, int]
    ) -> Row:
        before = self.old[i] if i is not None else None
        after = self.new[j] if j is not None else None
        if j in self.cut_anew and after is not None:
            return Row("equal", None, after, (Segment("equal", after.text),))
        if before is not None and after is not None:
            return self._pair(before, after)
        if i in moves:
            return replace(_one_sided(before, after), kind="moved", goal=self.new[moves[i]])
        if j in origins and after is not None:
            origin = self.old[origins[j]]
            return replace(self._pair(origin, after), kind="moved", old=None, origin=origin)
        return _one_sided(before, after)

    def _pair(self, old: Block, new: Block) -> Row:
        notes = notes_on(old, new, formats=self.formats)
        if old.kind == new.kind == "table":
            row = Row("equal", old, new, table=compare_tables(old, new, self.budget), notes=notes)
            other_words = any(cell.kind != "equal" for line in row.table for cell in line)
        else:
            same = (self.formats and old.text == new.text) or self._key(old) == self._key(new)
            text = new.text if same else old.text
            segments = tuple(compare_texts(text, new.text, self.budget))
            row, other_words = Row("equal", old, new, segments, notes=notes), not same
        if other_words or not all(note.is_format for note in notes):
            return replace(row, kind="changed")
        return replace(row, kind="formatted") if notes else row


class _Likeness:
    """How much two blocks have in common: 0 for no, up to 1, a little more for one number."""

    def __init__(self, old: Sequence[Block], new: Sequence[Block]) -> None:
        self.blocks = old, new
        self.pairs_of: dict[str, set[str]] = {}
        self.numbers = [own_number(b) for b in old], [own_number(b) for b in new]

    def __call__(self, i: int, j: int) -> float:
        old, new = self.blocks[0][i], self.blocks[1][j]
        if _sort(old) != _sort(new):
            return 0.0
        if old.kind == "image":  # another picture in the place of one
            return 1.0 if old.text == new.text else 0.5
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


def _joined(blocks: Iterable[Block]) -> str:
    """Return the words of several blocks without any blank."""
    return "".join("".join(block.text.split()) for block in blocks)


def _one_sided(old: Block | None, new: Block | None) -> Row:
    kind: Change = "removed" if new is None else "added"
    row = Row(kind, old, new)
    if row.block.kind == "table":
        return replace(row, table=one_sided_table(row.block, "old" if new is None else "new"))
    segment = Segment("del" if new is None else "ins", row.block.text)
    return replace(row, segments=(segment,))


def _numbered(rows: list[Row], ends: list[int | None]) -> Iterable[Row]:
    """Count the changes; `ends` says of each row which move it is an end of."""
    number = 0
    numbers: dict[int, int] = {}
    for row, end in zip(rows, ends, strict=True):
        if row.kind == "equal":
            yield row
        elif end is not None and end in numbers:
            yield replace(row, number=numbers[end])
        else:
            number += 1
            if end is not None:
                numbers[end] = number
            yield replace(row, number=number)
