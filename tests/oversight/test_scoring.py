"""Every sum of a round against a calculation that knows no product: fractions, by the rules."""

import datetime as dt
import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median

import pytest

from oversight.examination import scoring
from oversight.examination.indicators import parse_thresholds
from tenants.errors import Refused

NOON = dt.datetime(2026, 7, 10, 12, 0, tzinfo=dt.UTC)


def cents(value: Fraction) -> Decimal:
    """Round half up, by whole numbers."""
    whole = (value * 200 + 1) // 2
    return Decimal(int(whole)) / 100


@pytest.mark.parametrize(
    ("value", "points"),
    [(100, "15"), (95, "15"), (94, "12"), (90, "12"), (89, "7.50"), (75, "7.50"), (74, "0")],
)
def test_higher_is_better(value: int, points: str) -> None:
    steps = [[95, 100], [90, 80], [75, 50]]
    assert scoring.counted(value, steps, 15, higher_is_better=True) == Decimal(points)


@pytest.mark.parametrize(("value", "points"), [(0, "10"), (1, "6"), (3, "6"), (4, "0")])
def test_lower_is_better(value: int, points: str) -> None:
    steps = [[0, 100], [3, 60]]
    assert scoring.counted(value, steps, 10, higher_is_better=False) == Decimal(points)


def test_where_there_is_nothing_to_count_there_are_no_points() -> None:
    assert scoring.counted(None, [[0, 100]], 10, higher_is_better=False) is None


@pytest.mark.parametrize(
    ("points", "third", "comes_to"),
    [
        ("12 16", None, "14.00"),  # 4 of 20 are exactly a fifth: not too far apart
        ("12 16.01", None, None),
        ("12 16.01", "13", "13"),  # the third decides
        ("12 16", "1", "14.00"),  # and is not asked where nobody has to
        ("12", None, None),  # one alone decides nothing
        ("", None, None),
        ("10 10 11", None, "10.33"),
    ],
)
def test_judging(points: str, third: str | None, comes_to: str | None) -> None:
    given = [Decimal(each) for each in points.split()]
    found = scoring.judged(given, 20, Decimal(third) if third else None)
    assert found == (Decimal(comes_to) if comes_to else None)


@pytest.mark.parametrize(
    ("after", "days"),
    [
        (dt.timedelta(days=-3), 0),
        (dt.timedelta(0), 0),
        (dt.timedelta(microseconds=1), 1),
        (dt.timedelta(days=1), 1),
        (dt.timedelta(days=1, seconds=1), 2),
    ],
)
def test_days_late_are_those_that_have_begun(after: dt.timedelta, days: int) -> None:
    assert scoring.days_late(NOON + after, NOON) == days


def test_sums_at_random() -> None:
    chance = random.Random(31)
    for _ in range(2000):
        weights = {n: chance.randint(1, 40) for n in range(chance.randint(1, 8))}
        points = {
            n: None if chance.random() < 0.2 else Decimal(chance.randint(0, weight * 100)) / 100
            for n, weight in weights.items()
        }
        off = Decimal(chance.randint(0, 2000)) / 100
        applicable = sum(weights[n] for n, found in points.items() if found is not None)
        reached = sum((Fraction(p) for p in points.values() if p is not None), Fraction(0))
        wanted = cents(reached * 100 / applicable) - off if applicable else Decimal(0)
        assert scoring.total(points, weights, off) == max(Decimal(0), wanted)
        given = [Decimal(chance.randint(0, 100)) for _ in range(chance.randint(2, 4))]
        if max(given) - min(given) <= 20:
            assert scoring.judged(given, 100) == cents(Fraction(sum(given)) / len(given))
        assert scoring.middle(given) == Decimal(str(median(given))).quantize(
            Decimal("0.01"), ROUND_HALF_UP
        )


def test_equal_totals_share_a_place() -> None:
    totals = {"a": Decimal(90), "b": Decimal(80), "c": Decimal(90), "d": Decimal(70)}
    assert scoring.ranks(totals) == {"a": 1, "b": 3, "c": 1, "d": 4}


def test_points_off_never_take_more_than_there_is() -> None:
    assert scoring.points_off(500, Decimal(1)) == 100
    assert scoring.points_off(3, Decimal("0.50")) == Decimal("1.50")


@pytest.mark.parametrize(
    ("text", "higher", "steps"),
    [
        ("95=100, 90=80", True, [[95, 100], [90, 80]]),
        ("0：100；3＝60", False, [[0, 100], [3, 60]]),
        ("0=100\n 2 = 50 \n", False, [[0, 100], [2, 50]]),
    ],
)
def test_thresholds_as_people_type_them(text: str, higher: bool, steps: object) -> None:  # noqa: FBT001
    assert parse_thresholds(text, higher_is_better=higher) == steps


@pytest.mark.parametrize(
    ("text", "higher"),
    [
        ("", True),
        ("good", True),
        ("90=80, 95=100", True),
        ("95=80, 90=100", True),
        ("95=101", True),
        ("3=100, 0=60", False),
        ("3=100, 3=60", False),
        ("1=9, 2=8, 3=7, 4=6, 5=5, 6=4, 7=3", False),
    ],
)
def test_thresholds_that_say_nothing_are_refused(text: str, higher: bool) -> None:  # noqa: FBT001
    with pytest.raises(Refused):
        parse_thresholds(text, higher_is_better=higher)
