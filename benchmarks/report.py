"""Print what was measured, for people and for programs."""

import os
from collections.abc import Sequence
from statistics import median

from benchmarks.measure import Result, lower_quartile

HEADER = ("case", "ours", "peer", "peer time", "value", "median", "goal", "ok", "A/A")


def table(results: Sequence[Result]) -> str:
    """Return a line per case; times are lower quartiles."""
    lines = [HEADER, *map(_cells, results)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rows = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    notes = [f"{result.case.name}: {note}" for result in results if (note := result.case.note())]
    return "\n".join([*rows, *notes])


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
