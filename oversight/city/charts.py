"""Lines as points of an SVG: drawn by attributes, since the CSP allows no inline style."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from django.utils.functional import Promise

type Values = Sequence[float | None]

SPARK: Final = (72, 26)
WIDE, HIGH = 720, 250
LEFT, RIGHT, TOP, BOTTOM = 46, 640, 14, 218  # of the plot; the last figures stand right of it
TICKS: Final = 5
FIGURE_HIGH: Final = 16  # two figures do not come closer


class Point(NamedTuple):
    x: float
    y: float

    def __str__(self) -> str:
        return f"{self.x:.1f},{self.y:.1f}"


class Tick(NamedTuple):
    """A mark of an axis: where it is and what it says."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """What is drawn of figures month by month: a stroke for each unbroken run of them."""

    strokes: list[str]
    end: Point | None
    name: str = ""
    figure: str = ""  # the last one
    look: str = ""
    figure_at: float = 0
    under: str = ""  # the area below the longest stroke


@dataclass(frozen=True, slots=True)
class Chart:
    """A year of an indicator."""

    lines: list[Line]
    rows: list[Tick]
    columns: list[Tick]
    target: Tick | None
    label: str | Promise
    wide: int = WIDE
    high: int = HIGH
    left: int = LEFT
    right: int = RIGHT


def spark(values: Values) -> Line:
    """Draw a line without axes, its own least and most at the edges."""
    wide, high = SPARK
    known = [value for value in values if value is not None]
    low, top = (min(known), max(known)) if known else (0, 0)
    return _line(values, (3, wide - 4), (high - 4, 4), low, top)


def chart(
    lines: Sequence[tuple[str, str, str, Values]],
    months: Sequence[str],
    target: float,
    label: str | Promise,
    unit: str,
) -> Chart | None:
    """Draw lines over the same months, each with its name, the words of its last figure and look.

    None where there is no figure at all.
    """
    known = [value for *_said, values in lines for value in values if value is not None]
    if not known:
        return None
    steps = _steps(min(known), max(known), most=100 if unit == "%" else math.inf)
    low, top = steps[0], steps[-1]
    y_of = _scale((BOTTOM, TOP), low, top)
    drawn = [
        _line(values, (LEFT, RIGHT), (BOTTOM, TOP), low, top, (name, figure, look))
        for name, figure, look, values in lines
    ]
    x_of = _scale((LEFT, RIGHT), 0, max(len(months) - 1, 1))
    columns = [Tick(x_of(n), month) for n, month in enumerate(months)]
    return Chart(
        lines=_apart(drawn),
        rows=[Tick(y_of(step), f"{step:g}{unit}") for step in steps],
        columns=columns[len(columns) % 2 :: 2] if len(columns) > 7 else columns,
        target=Tick(y_of(target), f"{target:g}{unit}") if low <= target <= top else None,
        label=label,
    )


def _scale(onto: tuple[float, float], low: float, top: float):  # type: ignore[no-untyped-def]
    first, last = onto
    span = (top - low) or 1
    return lambda value: first + (last - first) * (float(value) - low) / span


def _line(
    values: Values,
    across: tuple[float, float],
    upwards: tuple[float, float],
    low: float,
    top: float,
    said: tuple[str, str, str] = ("", "", ""),
) -> Line:
    x_of, y_of = _scale(across, 0, max(len(values) - 1, 1)), _scale(upwards, low, top)
    runs: list[list[Point]] = [[]]
    for n, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(Point(x_of(n), y_of(value)))
    runs = [run for run in runs if run]
    end = runs[-1][-1] if runs and values[-1] is not None else None
    longest = max(runs, key=len, default=[])
    under = (
        " ".join(map(str, (Point(longest[0].x, BOTTOM), *longest, Point(longest[-1].x, BOTTOM))))
        if len(longest) > 1
        else ""
    )
    strokes = [" ".join(map(str, run)) for run in runs if len(run) > 1]
    name, figure, look = said
    return Line(strokes, end, name, figure, look, end.y if end else 0, under)


def _apart(lines: list[Line]) -> list[Line]:
    """Let no two figures stand on each other."""
    placed: list[Line] = []
    floor = -math.inf
    for line in sorted(lines, key=lambda line: line.figure_at):
        at = max(line.figure_at, floor)
        floor = at + FIGURE_HIGH if line.end else floor
        placed.append(replace(line, figure_at=at))
    return sorted(placed, key=lambda line: line.look)


def _steps(low: float, top: float, most: float) -> list[float]:
    """Return round figures that have everything between them, at most `most`."""
    span = float(top - low) or max(abs(float(top)), 1)
    rough = span / (TICKS - 1)
    power = 10 ** math.floor(math.log10(rough))
    step = max(next(n * power for n in (1, 2, 5, 10) if n * power >= rough), 1)
    first = math.floor(float(low) / step) * step
    count = math.ceil((float(top) - first) / step) or 1
    return [first + n * step for n in range(count + 1) if first + n * step <= max(most, float(top))]
