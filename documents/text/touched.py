"""The passages that a change touches, with the clauses they stand in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from documents.text.blocks import Block
from documents.text.clauses import chapter_of
from documents.text.redline import Redline, Row


@dataclass(frozen=True, slots=True)
class Passage:
    """A changed block as it read before and as it reads now, one text each."""

    clauses: tuple[str, ...]
    texts: tuple[str, ...]
    is_picture: bool = False  # nobody reads what it shows


def touched(redline: Redline) -> Iterator[Passage]:
    """Yield every changed block in reading order; a move from the place it left and at its goal."""
    chapters: dict[str, str] = {"old": "", "new": ""}
    for row in redline.rows:
        for side, block in (("old", row.old), ("new", row.new)):
            if block is not None:
                chapters[side] = chapter_of(block) or chapters[side]
        if row.number:
            yield _passage(row, chapters)


def _passage(row: Row, chapters: dict[str, str]) -> Passage:
    blocks = [b for b in (row.old, row.new, row.origin, row.goal) if b is not None]
    sides = [side for side, block in (("old", row.old), ("new", row.new)) if block is not None]
    clauses = [*(b.clause for b in blocks), *(chapters[side] for side in sides)]
    return Passage(
        clauses=tuple(dict.fromkeys(clause for clause in clauses if clause)),
        texts=tuple(dict.fromkeys(block.text for block in blocks)),
        is_picture=any(note.what == "picture" for note in row.notes)
        or any(_is_new_picture(block, row) for block in blocks),
    )


def _is_new_picture(block: Block, row: Row) -> bool:
    is_alone = row.old is None or row.new is None
    return block.kind == "image" or (is_alone and "<img" in block.html)


def stands_in(clause: str, wanted: str) -> bool:
    """Tell whether a clause is the one wanted or below it: 7.5.1 stands in 7.5, 7.50 does not."""
    clause, wanted = _plain(clause), _plain(wanted)
    rest = clause[len(wanted) :]
    if not wanted or not clause.startswith(wanted):
        return False
    return not rest or not (rest[0].isalnum() or rest[0] == "之") or not wanted[-1].isalnum()


def _plain(clause: str) -> str:
    plain = unicodedata.normalize("NFKC", clause).casefold()
    return "".join(plain.split()).strip("§").rstrip(".、")
