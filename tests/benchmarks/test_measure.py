"""How a benchmark judges: goals, noise, rounds."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings

from benchmarks import report
from benchmarks.cases import CASES
from benchmarks.cases.register_rls import Page
from benchmarks.cases.search import written_out
from benchmarks.desk import text_of
from benchmarks.measure import Case, Goal, Result, at_least, at_most, at_most_more, measure
from documents.register.search import LOOK_UP


def always(seconds: float) -> Callable[[], float]:
    return lambda: seconds


def case(goal: Goal, ours: float, peer: float) -> Case:
    return Case("case", always(ours), "peer", always(peer), goal)


@pytest.mark.parametrize(
    ("goal", "ours", "peer", "value", "verdict"),
    [
        (at_most(1.10), 1.0, 1.0, 1.0, "yes"),
        (at_most(1.10), 1.2, 1.0, 1.2, "no"),
        (at_least(25), 0.04, 1.2, 30, "yes"),
        (at_least(25), 0.06, 1.2, 20, "no"),
        (at_most_more(80), 160e-6, 90e-6, 70, "yes"),
        (at_most_more(80), 180e-6, 90e-6, 90, "no"),
    ],
)
def test_a_goal_is_met_or_missed(
    goal: Goal, ours: float, peer: float, value: float, verdict: str
) -> None:
    result = replace(measure(case(goal, ours, peer), rounds=3), load=0)
    assert result.value == pytest.approx(value)
    assert result.median_value == pytest.approx(value)
    assert result.verdict == verdict


@pytest.mark.parametrize(
    ("again", "verdict"), [(1.0, "no"), (1.09, "no"), (1.3, "inconclusive"), (0.8, "inconclusive")]
)
def test_a_restless_machine_excuses_a_missed_goal(again: float, verdict: str) -> None:
    missed = Result(
        case(at_most(1.10), 2.0, 1.0), ours=[2.0], again=[2.0 * again], peer=[1.0], load=99
    )
    assert missed.noise == pytest.approx(again)
    assert missed.verdict == verdict


@pytest.mark.parametrize(("load", "verdict"), [(0, "no"), (999, "inconclusive")])
def test_a_busy_machine_excuses_a_missed_time(load: float, verdict: str) -> None:
    slow = case(at_most_more(80), 180e-6, 90e-6)
    missed = Result(slow, ours=[180e-6], again=[180e-6], peer=[90e-6], load=load)
    assert missed.verdict == verdict


def test_the_first_round_only_warms() -> None:
    times: Iterator[float] = iter([60.0, 60.0, *[1.0] * 6])
    cold = Case("case", lambda: next(times), "peer", always(1.0), at_most(1.10))
    result = measure(cold, rounds=3)
    assert result.ours == result.again == [1.0] * 3


def test_the_order_differs_from_round_to_round() -> None:
    seen: list[str] = []

    def way(name: str) -> Callable[[], float]:
        return lambda: float(seen.append(name) or 1)  # type: ignore[func-returns-value]

    measure(Case("case", way("ours"), "peer", way("peer"), at_most(1)), rounds=30)
    rounds = {tuple(seen[i : i + 3]) for i in range(0, len(seen), 3)}
    assert rounds == {
        ("ours", "ours", "peer"),
        ("ours", "peer", "ours"),
        ("peer", "ours", "ours"),
    }


def test_a_result_is_printed_and_kept() -> None:
    times = cycle([0.004])
    told = Case("pages", lambda: next(times), "peer", always(0.002), at_most(1.1), lambda: "a note")
    result = measure(told, rounds=2)
    header, line, note = report.table([result]).splitlines()
    assert header.split()[:3] == ["case", "ours", "peer"]
    assert "4.00 ms" in line
    assert "2.00x" in line
    assert note == "pages: a note"
    assert json.loads(json.dumps(report.facts(result)))["ok"] == "no"


def test_a_long_case_is_measured_less_often() -> None:
    brief = replace(case(at_most(1), 1.0, 1.0), most_rounds=2)
    assert len(measure(brief, rounds=15).ours) == 2
    assert len(measure(brief, rounds=1).ours) == 1


def test_times_are_printed_and_do_not_judge() -> None:
    slow = replace(case(at_most(2), 9.0, 9.0), aim="40 ms")
    result = measure(slow, rounds=3)
    _header, line = report.times([result]).splitlines()
    assert line.split() == ["case", "9.00", "s", "9.00", "s", "9.00", "s", "40", "ms"]
    assert result.verdict == "yes"


def test_every_case_has_a_name_of_its_own_on_the_page_that_lists_them() -> None:
    page = (Path(settings.BASE_DIR) / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [name for name in CASES if f"`{name}`" not in page] == []


def test_a_text_is_as_long_as_it_says_and_repeats_nothing() -> None:
    text = text_of(50)
    clauses = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(text) > 50 * 800
    assert len(set(clauses)) == len(clauses)


@pytest.mark.parametrize("earlier", [False, True])
def test_a_search_written_out_asks_no_function(*, earlier: bool) -> None:
    page = Page(UUID(int=7), [(LOOK_UP, ["x", 9, earlier, UUID(int=7)]), ("SELECT 1", [])])
    (sql, params), other = written_out(page).statements
    assert "definer" not in sql
    assert ("NOT in_force" in sql) == earlier
    assert sql.count("%s") == len(params)
    assert (params[:2], params[-1]) == ([UUID(int=7), "x"], 9)
    assert other == ("SELECT 1", [])
