"""Print what was measured, for people and for programs."""

import os
from collections.abc import Sequence
from statistics import median, quantiles

from benchmarks.measure import Result, lower_quartile

TIMES = ("one machine, one day", "quartile", "median", "p95", "aim")
HEADER = ("case", "ours", "peer", "peer time", "value", "median", "goal", "ok", "A/A")


def table(results: Sequence[Result]) -> str:
    """Return a line per case; times are lower quartiles."""
    notes = [f"{result.case.name}: {note}" for result in results if (note := result.case.note())]
    return "\n".join([*_lines([HEADER, *map(_cells, results)]), *notes])


def times(results: Sequence[Result]) -> str:
    """Return how long one of each took: of interest to whoever knows the machine, never judged."""
    return "\n".join(_lines([TIMES, *map(_times, results)]))


def _lines(cells: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    ]


def _times(result: Result) -> tuple[str, ...]:
    taken = [*result.ours, *result.again]
    late = quantiles(taken, n=20, method="inclusive")[-1]
    shown = (lower_quartile(taken), median(taken), late)
    return (result.case.name, *map(duration, shown), result.case.aim or "–")


def _cells(result: Result) -> tuple[str, ...]:
    case = result.case
    return (
        case.name,
        duration(lower_quartile(result.ours)),
        case.peer_name,
        duration(lower_quartile(result.peer)),
        f"{result.value:.2f}{case.goal.unit}",
        f"{result.median_value:.2f}{case.goal.unit}",
        case.goal.text,
        result.verdict,
        f"{result.noise:.2f}",
    )


def duration(seconds: float) -> str:
    """Return a time with a unit that leaves few digits."""
    for unit, size in (("s", 1), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.2f} {unit}"
    return f"{seconds * 1e6:.0f} µs"


def load() -> str:
    """Return how busy the machine is: beyond its number of processors, times are worth little."""
    return f"{os.cpu_count()} cpu, load {os.getloadavg()[0]:.1f}"


def facts(result: Result) -> dict[str, object]:
    """Return everything about a case, each sample too."""
    return {
        "case": result.case.name,
        "peer": result.case.peer_name,
        "goal": result.case.goal.text,
        "value": result.value,
        "ok": result.verdict,
        "noise": result.noise,
        "note": result.case.note(),
        "seconds": {"ours": result.ours, "again": result.again, "peer": result.peer},
        "median_seconds": {"ours": median(result.ours), "peer": median(result.peer)},
    }
