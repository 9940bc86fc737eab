"""What hangs on a row that people may end, merge or hand over: each app tells it of its own rows.

The app registers a `Tie` in `AppConfig.ready`, so that a page of a lower room can name what a
higher one still needs, without importing it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Model

from tenants.models import Member


class Need(NamedTuple):
    """One thing that hangs on a row: what kind of thing, which one, and where to deal with it.

    What the reader may not see is counted, and neither named nor given an address.
    """

    kind: str
    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class Tie:
    """How things of one kind hang on rows of a model."""

    to: type[Model]
    find: Callable[[Any, Member | None], Iterable[Need]]  # the reader is told what they may see
    move: Callable[[Any, Any], None] | None = None  # from a row that merges to the one that stays
    holds: bool = True  # the row cannot end while there are any


_ties: list[Tie] = []


def register(*ties: Tie) -> None:
    """Make ties known; they are told in this order."""
    _ties.extend(ties)


def still_needed(row: Model, reader: Member | None) -> list[Need]:
    """Return everything that keeps the row from ending, in words for this reader."""
    return [need for tie in _ties_of(row) if tie.holds for need in tie.find(row, reader)]


def tied(row: Model, reader: Member | None) -> list[Need]:
    """Return everything that would move with the row if it merged into another one."""
    return [need for tie in _ties_of(row) if tie.move for need in tie.find(row, reader)]


def move_on(old: Model, new: Model) -> None:
    """Hang on the new row whatever hangs on the old one."""
    for tie in _ties_of(old):
        if tie.move:
            tie.move(old, new)


def _ties_of(row: Model) -> list[Tie]:
    return [tie for tie in _ties if isinstance(row, tie.to)]
