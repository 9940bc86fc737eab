"""Measure ours against a peer in shuffled rounds; what counts is the ratio within one run."""

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Literal

type Verdict = Literal["yes", "no", "inconclusive"]

# Ours measured against itself: outside of this the machine was too restless to blame the code.
QUIET = (0.9, 1.1)


@dataclass(frozen=True, slots=True)
class Goal:
    """What the two times must fulfil."""

    text: str
    value: Callable[[float, float], float]  # of our time and the peer's
    unit: str
    holds: Callable[[float], bool]
    is_absolute: bool = False  # a time, not a ratio: only a machine with nothing else to do judges


def at_most(ratio: float) -> Goal:
    """Ask that ours takes at most so many times as long."""
    return Goal(f"≤{ratio:.2f}", lambda ours, peer: ours / peer, "x", lambda value: value <= ratio)


def at_least(times: float) -> Goal:
    """Ask that ours does at least so many times as much in the same time."""
    return Goal(f"≥{times:g}x", lambda ours, peer: peer / ours, "x", lambda value: value >= times)


def at_most_more(microseconds: float) -> Goal:
    """Ask that ours takes at most so much longer."""
    return Goal(
        f"≤+{microseconds:g} µs",
        lambda ours, peer: (ours - peer) * 1e6,
        " µs",
        lambda value: value <= microseconds,
        is_absolute=True,
    )


@dataclass(frozen=True, slots=True)
class Case:
    """Two ways to do the same thing; each returns how many seconds one of it took."""

    name: str
    ours: Callable[[], float]
    peer_name: str
    peer: Callable[[], float]
    goal: Goal
    note: Callable[[], str] = str  # said below the table; nothing by default
    aim: str = ""  # what one of it may take on a machine of its own: printed, never judged
    most_rounds: int | None = None  # of a case that takes long


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured, in seconds."""

    case: Case
    ours: list[float]
    again: list[float]
    peer: list[float]
    load: float  # of the machine at the end

    @property
    def value(self) -> float:
        return self.case.goal.value(lower_quartile(self.ours), lower_quartile(self.peer))

    @property
    def median_value(self) -> float:
        return self.case.goal.value(median(self.ours), median(self.peer))

    @property
    def noise(self) -> float:
        """Return ours against ours: 1.00 on a quiet machine."""
        return lower_quartile(self.again) / lower_quartile(self.ours)

    @property
    def verdict(self) -> Verdict:
        if self.case.goal.holds(self.value):
            return "yes"
        return "no" if self.was_quiet else "inconclusive"

    @property
    def was_quiet(self) -> bool:
        """Return whether the machine was quiet enough to blame the code for a missed goal."""
        is_idle = self.load <= (os.cpu_count() or 1)
        return QUIET[0] <= self.noise <= QUIET[1] and (is_idle or not self.case.goal.is_absolute)


def measure(case: Case, rounds: int) -> Result:
    """Take each way once a round, in another order each time; the first round only warms."""
    samples: dict[str, list[float]] = {"ours": [], "again": [], "peer": []}
    ways = {"ours": case.ours, "again": case.ours, "peer": case.peer}
    for number in range(min(rounds, case.most_rounds or rounds) + 1):
        for name in random.sample(sorted(ways), len(ways)):
            seconds = ways[name]()
            if number:
                samples[name].append(seconds)
    return Result(case, **samples, load=os.getloadavg()[0])


def lower_quartile(samples: Sequence[float]) -> float:
    """Return what a quarter of the samples stay below: neighbours shake it less than the median."""
    return quantiles(samples, n=4, method="inclusive")[0] if len(samples) > 1 else samples[0]
