"""Two tables compared cell by cell: rows and columns that came and went, cells merged and split."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from documents.text.align import Budget, Pair, align
from documents.text.blocks import Block
from documents.text.grid import Grid, GridCell
from documents.text.wording import Change, Segment, Side, compare_texts, text_of

type At = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a compared table, as large as it is drawn."""

    kind: Change
    segments: tuple[Segment, ...] = ()
    colspan: int = 1
    rowspan: int = 1
    is_head: bool = False
    # Row and place in the row, in the text of either revision.
    old_at: At | None = None
    new_at: At | None = None
    is_merged_anew: bool = False
    # Cells of the old revision that this one swallowed.
    absorbed: tuple[Cell, ...] = ()
    old_html: str = ""
    new_html: str = ""


type Lines = tuple[tuple[Cell, ...], ...]


def compare_tables(old: Block, new: Block, budget: Budget) -> Lines:
    """Return the rows of both tables in one."""
    before, after = Grid.of(old), Grid.of(new)
    rows = _pair_rows(before, after, budget)
    columns = _pair_columns(before, after, rows, budget)
    return tuple(_Union(before, after, rows, columns).lines(budget))


def one_sided_table(block: Block, side: Side) -> Lines:
    """Return a table that came or went whole."""
    grid = Grid.of(block)
    rows: list[Pair] = [(y, None) if side == "old" else (None, y) for y in range(len(grid.rows))]
    columns: list[Pair] = [(x, None) if side == "old" else (None, x) for x in range(grid.width)]
    empty = Grid([])
    sides = (grid, empty) if side == "old" else (empty, grid)
    return tuple(_Union(*sides, rows, columns).lines(Budget(0)))


def table_text(lines: Lines, side: Side) -> str:
    """Return the text of one revision's table, put together from the cells."""
    cells = [inner for line in lines for cell in line for inner in (cell, *cell.absorbed)]
    words: dict[int, dict[int, str]] = {}
    for cell in cells:
        if at := cell.old_at if side == "old" else cell.new_at:
            words.setdefault(at[0], {})[at[1]] = text_of(cell.segments, side)
    return "\n".join(
        "\t".join(text for _place, text in sorted(row.items())) for _y, row in sorted(words.items())
    )


def _pair_rows(before: Grid, after: Grid, budget: Budget) -> list[Pair]:
    lines = [
        ["\t".join(cell.text for cell in row) for row in grid.rows] for grid in (before, after)
    ]
    words = [[Counter(c.text for c in row if c.text) for row in g.rows] for g in (before, after)]

    def likeness(i: int, j: int) -> float:
        common = sum((words[0][i] & words[1][j]).values())
        # A line whose figures all changed still stands in its place.
        same_shape = len(before.rows[i]) == len(after.rows[j])
        return common + 0.01 if same_shape else 0.9 * common

    return align(lines[0], lines[1], likeness, budget)


def _pair_columns(before: Grid, after: Grid, rows: list[Pair], budget: Budget) -> list[Pair]:
    pairs = [(i, j) for i, j in rows if i is not None and j is not None]
    olds = [tuple(before.text_at(i, x) for i, _j in pairs) for x in range(before.width)]
    news = [tuple(after.text_at(j, x) for _i, j in pairs) for x in range(after.width)]

    def likeness(i: int, j: int) -> float:
        return 0.01 + sum(a == b != "" for a, b in zip(olds[i], news[j], strict=True))

    return align(["\0".join(c) for c in olds], ["\0".join(c) for c in news], likeness, budget)


@dataclass(slots=True)
class _Place:
    """A rectangle of the union, and who stands in it."""

    top: int
    left: int
    bottom: int
    right: int
    old: GridCell | None = None
    new: GridCell | None = None
    absorbed: list[GridCell] = field(default_factory=list)

    def spots(self) -> Iterator[At]:
        for y in range(self.top, self.bottom + 1):
            for x in range(self.left, self.right + 1):
                yield y, x


class _Union:
    """A grid with the rows and columns of both tables; where they overlap, the new one wins."""

    def __init__(self, before: Grid, after: Grid, rows: list[Pair], columns: list[Pair]) -> None:
        self.height, self.width = len(rows), len(columns)
        self.rows = [_places(rows, side) for side in (0, 1)]
        self.columns = [_places(columns, side) for side in (0, 1)]
        self.columns_of_both = {c for c, pair in enumerate(columns) if None not in pair}
        self.rows_of_both = {r for r, pair in enumerate(rows) if None not in pair}
        self.taken: dict[At, _Place] = {}
        self.places: list[_Place] = []
        for cell in after.cells:
            self._put(self._room(cell, 1), new=cell)
        for cell in before.cells:
            self._join(cell)

    def _room(self, cell: GridCell, side: int) -> _Place:
        rows, columns = self.rows[side], self.columns[side]
        bottom, right = cell.y + cell.rowspan - 1, cell.x + cell.colspan - 1
        return _Place(rows[cell.y], columns[cell.x], rows[bottom], columns[right])

    def _put(
        self, room: _Place, *, old: GridCell | None = None, new: GridCell | None = None
    ) -> None:
        """Take the room, or of it only the first spot when somebody stands in the rest."""
        if any(spot in self.taken for spot in room.spots()):
            room.bottom, room.right = room.top, room.left
        room.old, room.new = old, new
        self.places.append(room)
        for spot in room.spots():
            self.taken[spot] = room

    def _join(self, cell: GridCell) -> None:
        room = self._room(cell, 0)
        place = self.taken.get((room.top, room.left))
        if place is None:
            self._put(room, old=cell)
        elif place.old is None and (place.top, place.left) == (room.top, room.left):
            place.old = cell
            self._widen(place, room)
        else:
            place.absorbed.append(cell)

    def _widen(self, place: _Place, room: _Place) -> None:
        """Let a cell reach as far as it did, over what only the old table had."""
        wide = _Place(
            place.top, place.left, max(place.bottom, room.bottom), max(place.right, room.right)
        )
        if all(self.taken.get(spot, place) is place for spot in wide.spots()):
            place.bottom, place.right = wide.bottom, wide.right
            self.taken.update(dict.fromkeys(wide.spots(), place))

    def lines(self, budget: Budget) -> Iterator[tuple[Cell, ...]]:
        """Return the rows; a spot where nobody stands is an empty cell."""
        begun = {(place.top, place.left): place for place in self.places}
        for y in range(self.height):
            line = []
            for x in range(self.width):
                if place := begun.get((y, x)):
                    line.append(self._cell(place, budget))
                elif (y, x) not in self.taken:
                    line.append(Cell("equal"))
            yield tuple(line)

    def _cell(self, place: _Place, budget: Budget) -> Cell:
        old, new = place.old, place.new
        words = old.text if old else "", new.text if new else ""
        merged_anew = bool(old and new and self._reach(old, 0) != self._reach(new, 1))
        kind: Change = "added" if old is None else "removed" if new is None else "equal"
        if kind == "equal" and (words[0] != words[1] or merged_anew or place.absorbed):
            kind = "changed"
        return Cell(
            kind,
            tuple(compare_texts(*words, budget)) or _nothing(kind),
            colspan=place.right - place.left + 1,
            rowspan=place.bottom - place.top + 1,
            is_head=bool(new.is_head if new else old and old.is_head),
            old_at=old.at if old else None,
            new_at=new.at if new else None,
            is_merged_anew=merged_anew,
            absorbed=tuple(_gone(cell) for cell in place.absorbed),
            old_html=old.html if old else "",
            new_html=new.html if new else "",
        )

    def _reach(self, cell: GridCell, side: int) -> tuple[int, int]:
        """Return over how many rows and columns that both tables have a cell stretches."""
        room = self._room(cell, side)
        rows = self.rows_of_both.intersection(range(room.top, room.bottom + 1))
        columns = self.columns_of_both.intersection(range(room.left, room.right + 1))
        return len(rows), len(columns)


def _nothing(kind: Change) -> tuple[Segment, ...]:
    """Mark even an empty cell that came or went."""
    marks = {"added": Segment("ins", ""), "removed": Segment("del", "")}
    return (marks[kind],) if kind in marks else ()


def _gone(cell: GridCell) -> Cell:
    return Cell("removed", (Segment("del", cell.text),), old_at=cell.at, old_html=cell.html)


def _places(pairs: list[Pair], side: int) -> list[int]:
    """Return where each row or column of one table stands in the union."""
    return [place for place, pair in enumerate(pairs) if pair[side] is not None]
