"""Kinds and channels as a table to tick."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tenants.channels.wishes import Wishes
from tenants.models import Delivery
from tenants.notices import Kind
from tenants.notices.kinds import every


@dataclass(frozen=True, slots=True)
class Cell:
    """Whether kinds of one label come by a channel, and whether that stands."""

    name: str  # of the box
    label: str
    is_on: bool
    is_held: bool  # the floor: nobody switches it off


@dataclass(frozen=True, slots=True)
class Row:
    """Kinds that are called the same, and how they come."""

    label: str
    has_floor: bool
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """What is shown and ticked."""

    ways: list[str]
    rows: list[Row]


def groups() -> dict[str, list[Kind]]:
    """Return the kinds by their label: what people call the same is switched as one."""
    found: dict[str, list[Kind]] = {}
    for kind in every().values():
        found.setdefault(str(kind.label), []).append(kind)
    return found


def table_for(wishes: Wishes, ways: Sequence[str]) -> Table:
    """Return the table of a person's wishes, or of those of a tenant."""
    rows = []
    for label, kinds in groups().items():
        has_floor = any(kind.has_floor() for kind in kinds)
        on = {way for kind in kinds for way in wishes.ways_for(kind, ways)}
        cells = [
            Cell(f"{kinds[0].name}:{way}", label_of(way), way in on, has_floor and len(ways) == 1)
            for way in ways
        ]
        rows.append(Row(label, has_floor, cells))
    return Table([label_of(way) for way in ways], rows)


def label_of(way: str) -> str:
    return str(Delivery.Channel(way).label)


def chosen(data: Mapping[str, object], ways: Sequence[str]) -> dict[tuple[str, str], bool]:
    """Return what was ticked: kind and channel → on or off, for every kind of a label."""
    return {
        (kind.name, way): f"{kinds[0].name}:{way}" in data
        for kinds in groups().values()
        for kind in kinds
        for way in ways
    }
