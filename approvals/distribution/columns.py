"""The columns of what leaves the house: of the distribution, and of what one person has read."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from approvals.distribution.board import Board, Line, units_held
from approvals.distribution.own import Reading
from approvals.distribution.rows import how_of
from approvals.distribution.wanted import STATES
from documents.lists.columns import POSITION, Cell, Column, Found, day_of


def _column(name: str, head: object, width: int, *, keeps_line: bool = False) -> Column:
    def cell(found: Found) -> Cell:
        value = found[name]
        return value if isinstance(value, int) else str(value)

    return Column(name, head, width, cell, keeps_line=keeps_line)  # type: ignore[arg-type]


NUMBER: Final = _column("number", gettext_lazy("Number"), 18)
LABEL: Final = _column("label", gettext_lazy("Revision"), 8, keeps_line=True)
TITLE: Final = _column("title", gettext_lazy("Title"), 30)
DUE: Final = _column("due", gettext_lazy("Due"), 11, keeps_line=True)
STATE: Final = _column("state", gettext_lazy("Status"), 8)
GIVEN: Final = _column("given", pgettext_lazy("reading", "Acknowledged"), 16, keeps_line=True)
HOW: Final = _column("how", gettext_lazy("How"), 12)

LINES: Final = (
    POSITION,
    _column("person", gettext_lazy("Person"), 12),
    _column("staff_number", gettext_lazy("Staff number"), 10),
    _column("unit", gettext_lazy("Unit"), 16),
    *(NUMBER, LABEL, TITLE, DUE, STATE, GIVEN, HOW),
    _column("urged", gettext_lazy("Urged"), 8),
)
OWN: Final = (
    POSITION,
    *(NUMBER, LABEL, TITLE, STATE, DUE, GIVEN, HOW),
    _column("statement", gettext_lazy("Statement"), 40),
)


def line_cells(board: Board, lines: list[Line]) -> Iterator[list[Cell]]:
    """Make the cells of each line, in the order of the columns."""
    units = units_held(board.reader, list({line.person for line in lines}), board.day)
    found = (
        {
            "person": line.name,
            "staff_number": line.staff_number,
            "unit": "、".join(units.get(line.person, ())),
            "number": line.text.number,
            "label": line.text.label,
            "title": line.text.title,
            "due": day_of(line.due_on),
            "state": STATES[line.state],
            "given": _minute(line.at),
            "how": how_of(line),
            "urged": line.urges,
        }
        for line in lines
    )
    return _cells(LINES, found)


def own_cells(readings: list[Reading]) -> Iterator[list[Cell]]:
    """Make the cells of what one person has read and has yet to, in the order of the columns."""
    found = (
        {
            "number": each.number,
            "label": each.label,
            "title": each.title,
            "state": STATES[each.state],
            "due": day_of(each.due_on),
            "given": _minute(each.at),
            "how": each.how,
            "statement": each.statement,
        }
        for each in readings
    )
    return _cells(OWN, found)


def _cells(columns: Iterable[Column], found: Iterable[Found]) -> Iterator[list[Cell]]:
    for position, each in enumerate(found, start=1):
        yield [column.cell(each | {"position": position}) for column in columns]


def _minute(at: dt.datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
