"""The arithmetic of a round: numbers in, numbers out. Everything is exact to a hundredth."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Final

type Thresholds = Sequence[Sequence[int]]  # [bound, percent of the weight], best first
type Points = Decimal | None  # None: there was nothing to count

CENT: Final = Decimal("0.01")
NOTHING: Final = Decimal(0)
WHOLE: Final = Decimal(100)
MOST_APART: Final = Decimal("0.20")  # of a criterion's weight
ONE_DAY: Final = dt.timedelta(days=1)


def rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def counted(
    value: int | None, thresholds: Thresholds, weight: int, *, higher_is_better: bool
) -> Points:
    """Return the points for a figure: those of the first bound that it reaches, else none."""
    if value is None:
        return None
    for bound, percent in thresholds:
        if value >= bound if higher_is_better else value <= bound:
            return rounded(Decimal(weight) * percent / WHOLE)
    return NOTHING


def are_apart(points: Sequence[Decimal], weight: int) -> bool:
    """Tell whether examiners differ by more than a fifth of the criterion."""
    return len(points) > 1 and max(points) - min(points) > MOST_APART * weight


def judged(points: Sequence[Decimal], weight: int, third: Decimal | None = None) -> Points:
    """Return what examiners' points come to: their mean, or what the third says of wide ones.

    None while it is not decided.
    """
    if are_apart(points, weight):
        return third
    if len(points) < 2:
        return None
    return rounded(sum(points, NOTHING) / len(points))


def days_late(handed_in: dt.datetime, due: dt.datetime) -> int:
    """Return how many days have begun since the due instant."""
    return max(0, math.ceil((handed_in - due) / ONE_DAY))


def points_off(days: int, for_each: Decimal) -> Decimal:
    return min(WHOLE, rounded(days * for_each))


def total[Key](
    points: Mapping[Key, Points], weights: Mapping[Key, int], off: Decimal = NOTHING
) -> Decimal:
    """Return the points of a hundred: what there was nothing to count for is left out."""
    applicable = sum(weights[each] for each, found in points.items() if found is not None)
    if not applicable:
        return NOTHING
    reached = sum((found for found in points.values() if found is not None), NOTHING)
    return max(NOTHING, rounded(reached * WHOLE / applicable) - off)


def ranks[Key](totals: Mapping[Key, Decimal]) -> dict[Key, int]:
    """Return places from 1: equal totals share one, and the next is as far down as many were."""
    return {
        key: 1 + sum(other > value for other in totals.values()) for key, value in totals.items()
    }


def middle(values: Sequence[Decimal]) -> Points:
    """Return the median, None of nothing."""
    return rounded(Decimal(median(values))) if values else None
