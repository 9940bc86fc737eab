"""Results of objectives: periods of the calendar, judged by the target, corrected by a new row."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from oversight.actions.objectives import Entered, change_objective, enter_result
from oversight.improvement.periods import Standing, progress_of, span_of, spans
from oversight.models import ObjectiveResult, QualityObjective
from tenants.errors import IllegalMove, Refused
from tests.approvals.conftest import Office
from tests.reviews import enter_one, set_one
from tests.world import Cast

DATE = dt.date
SPANS = {
    "month": (DATE(2024, 2, 11), DATE(2024, 2, 1), DATE(2024, 2, 29), "2024-02"),
    "quarter": (DATE(2025, 12, 31), DATE(2025, 10, 1), DATE(2025, 12, 31), "2025 Q4"),
    "half": (DATE(2025, 7, 1), DATE(2025, 7, 1), DATE(2025, 12, 31), "2025 H2"),
    "year": (DATE(2025, 7, 1), DATE(2025, 1, 1), DATE(2025, 12, 31), "2025"),
}


@pytest.mark.parametrize(
    ("period", "day", "first", "until", "name"),
    [(period, *expected) for period, expected in SPANS.items()],
    ids=SPANS,
)
def test_periods_are_those_of_the_calendar(
    office: Office, period: str, day: DATE, first: DATE, until: DATE, name: str
) -> None:
    span = span_of(QualityObjective(period=period, starts_on=first), day)
    assert (span.first, span.until, span.name) == (first, until, name)
    assert span.due_on == until + dt.timedelta(days=15)


def test_an_objective_has_the_periods_in_which_it_holds() -> None:
    objective = QualityObjective(
        period="quarter", starts_on=DATE(2025, 2, 20), ends_on=DATE(2025, 8, 10)
    )
    found = [(span.first, span.until) for span in spans(objective, DATE(2026, 1, 1))]
    assert found == [
        (DATE(2025, 1, 1), DATE(2025, 3, 31)),
        (DATE(2025, 4, 1), DATE(2025, 6, 30)),
        (DATE(2025, 7, 1), DATE(2025, 8, 10)),
    ]
    assert not list(spans(objective, DATE(2025, 2, 19)))


def standings(objective: QualityObjective, day: DATE) -> list[tuple[str, bool]]:
    [progress] = progress_of([objective], day)
    return [(period.standing.value, period.is_late) for period in progress.periods]


def test_a_period_is_met_missed_missing_or_running(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    objective = set_one(acme.ada, DATE(today.year - 1, 8, 1), ends_on=DATE(today.year - 1, 10, 31))
    year = today.year - 1
    enter_one(objective, DATE(year, 8, 1), 95, acme.ada)
    enter_one(objective, DATE(year, 9, 1), 94, acme.ada)
    kept = [(Standing.MET.value, False), (Standing.MISSED.value, False)]
    assert standings(objective, DATE(year, 10, 31)) == [*kept, (Standing.RUNNING.value, False)]
    assert standings(objective, DATE(year, 11, 15)) == [*kept, (Standing.MISSING.value, False)]
    assert standings(objective, DATE(year, 11, 16)) == [*kept, (Standing.MISSING.value, True)]


@pytest.mark.parametrize(
    ("direction", "met"), [("at_least", [95, 96]), ("at_most", [94, 95])], ids=str
)
def test_a_target_is_reached_from_its_side(direction: str, met: list[int]) -> None:
    objective = QualityObjective(direction=direction, target=Decimal(95))
    assert [value for value in (94, 95, 96) if objective.is_met_by(Decimal(value))] == met


def test_a_correction_is_a_new_row_with_a_reason(acme: Cast, office: Office) -> None:
    year = acme.tenant.today().year - 1
    first = DATE(year, 1, 1)
    objective = set_one(acme.ada, first, ends_on=DATE(year, 1, 31))
    enter_one(objective, first, 90, acme.ada)
    with pytest.raises(IllegalMove, match="meanwhile"):
        enter_one(objective, first, 97, acme.ada)
    with pytest.raises(Refused, match="why the result is corrected"):
        enter_one(objective, first, 97, acme.ada, words=" ", known=1)
    enter_one(objective, first, 97, acme.cora, words="Two were counted twice", known=1)
    rows = ObjectiveResult.objects.values_list("n", "value", "by__name")
    assert list(rows) == [(1, Decimal(90), "Ada"), (2, Decimal(97), "Cora")]
    assert standings(objective, DATE(year, 3, 1)) == [("met", False)]
    with pytest.raises(DatabaseError), transaction.atomic():
        ObjectiveResult.objects.update(value=100)
    with pytest.raises(DatabaseError), transaction.atomic():
        ObjectiveResult.objects.all().delete()


def test_a_result_is_of_a_period_that_is_over_and_rests_on_something(
    acme: Cast, office: Office
) -> None:
    today = acme.tenant.today()
    objective = set_one(acme.ada, today)
    for first, words, sentence in (
        (today.replace(day=1), "Counted", "not over before"),
        (DATE(2020, 1, 1), "Counted", "Choose a period"),
    ):
        with pytest.raises(Refused, match=sentence):
            enter_one(objective, first, 97, acme.ada, words=words)
    old = set_one(acme.ada, DATE(2024, 1, 1))
    with pytest.raises(Refused, match="rests on"):
        enter_one(old, DATE(2024, 1, 1), 97, acme.ada, words="")


def test_how_it_is_judged_stays_once_a_result_stands(acme: Cast, office: Office) -> None:
    first = DATE(2024, 3, 1)
    objective = set_one(acme.ada, DATE(2024, 2, 1))
    change_objective(objective, {"target": Decimal(90)}, by=acme.cora)
    said = Entered(first=first, value=Decimal(91), words="Counted")
    key = acme.ada.pk
    assert enter_result(objective, said, by=acme.ada, key=key).pk == (
        enter_result(objective, said, by=acme.ada, key=key).pk
    )
    with pytest.raises(Refused, match="set a new one"):
        change_objective(objective, {"target": Decimal(99)}, by=acme.cora)
    with pytest.raises(Refused, match="cannot have ended"):
        change_objective(objective, {"ends_on": DATE(2024, 2, 29)}, by=acme.cora)
    change_objective(objective, {"owner": acme.ravi, "ends_on": DATE(2024, 3, 31)}, by=acme.cora)
    kept = QualityObjective.objects.get()
    assert (kept.target, kept.owner, kept.ends_on) == (
        Decimal(90),
        acme.ravi,
        DATE(2024, 3, 31),
    )
