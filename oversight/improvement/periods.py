"""The periods of an objective, and how each stands: met, missed, missing, or not over yet."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from documents.actions.revisions import add_months
from oversight.models import ObjectiveResult, QualityObjective

DAYS_TO_ENTER: Final = 15  # after the end of a period; then its result is late
MONTHS: Final = {
    QualityObjective.Period.MONTH: 1,
    QualityObjective.Period.QUARTER: 3,
    QualityObjective.Period.HALF: 6,
    QualityObjective.Period.YEAR: 12,
}


class Span(NamedTuple):
    """A period of the calendar; `until` is its last day in which the objective holds."""

    first: dt.date
    until: dt.date
    months: int

    @property
    def due_on(self) -> dt.date:
        """Return by when its result is entered."""
        return self.until + dt.timedelta(days=DAYS_TO_ENTER)

    @property
    def name(self) -> str:
        return period_name(self.first, self.months)


def period_name(first: dt.date, months: int) -> str:
    """Return what people call a period: 2026-03, 2026 Q1, 2026 H1, 2026."""
    said = {"year": first.year, "n": (first.month - 1) // months + 1}
    if months == MONTHS[QualityObjective.Period.MONTH]:
        return f"{first:%Y-%m}"
    if months == MONTHS[QualityObjective.Period.QUARTER]:
        return _("%(year)d Q%(n)d") % said
    if months == MONTHS[QualityObjective.Period.HALF]:
        return (_("%(year)d H2") if first.month > months else _("%(year)d H1")) % said
    return str(first.year)


def span_of(objective: QualityObjective, day: dt.date) -> Span:
    """Return the period of the objective in which a day lies."""
    months = MONTHS[QualityObjective.Period(objective.period)]
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    until = add_months(first, months) - dt.timedelta(days=1)
    if objective.ends_on is not None and objective.ends_on < until:
        until = objective.ends_on
    return Span(first, until, months)


def spans(objective: QualityObjective, today: dt.date) -> Iterator[Span]:
    """Yield the periods that have begun, the oldest first."""
    last = min(today, objective.ends_on or today)
    day = objective.starts_on
    while day <= last:
        span = span_of(objective, day)
        yield span
        day = add_months(span.first, span.months)


class Standing(Enum):
    """How a period of an objective stands."""

    MET = "met"
    MISSED = "missed"
    MISSING = "missing"  # it is over, and nobody has said what came of it
    RUNNING = "running"


@dataclass(frozen=True)
class Period:
    """A period with its result, if there is one by now."""

    span: Span
    standing: Standing
    result: ObjectiveResult | None = None
    is_late: bool = False

    @property
    def is_over(self) -> bool:
        return self.standing != Standing.RUNNING

    @property
    def value(self) -> Decimal | None:
        return self.result.value if self.result else None


@dataclass(frozen=True)
class Progress:
    """An objective with its periods so far, the oldest first."""

    objective: QualityObjective
    periods: list[Period]

    @property
    def last(self) -> Period | None:
        """Return the newest period that has a result, or should have one."""
        return self.over[-1] if self.over else None

    @property
    def over(self) -> list[Period]:
        """Return the periods of which a result can be entered."""
        return [each for each in self.periods if each.is_over]

    @property
    def to_enter(self) -> Period | None:
        """Return the oldest period that is over and waits for its result."""
        return next((each for each in self.periods if each.standing == Standing.MISSING), None)


def progress_of(objectives: Iterable[QualityObjective], today: dt.date) -> list[Progress]:
    """Say how objectives stand; one statement however many."""
    objectives = list(objectives)
    rows = ObjectiveResult.objects.filter(objective__in=objectives).standing().with_people()
    found: dict[UUID, dict[dt.date, ObjectiveResult]] = defaultdict(dict)
    for result in rows:
        found[result.objective_id][result.period_from] = result
    return [
        Progress(
            objective,
            [
                _period(objective, span, found[objective.pk].get(span.first), today)
                for span in spans(objective, today)
            ],
        )
        for objective in objectives
    ]


def _period(
    objective: QualityObjective, span: Span, result: ObjectiveResult | None, today: dt.date
) -> Period:
    if result is not None:
        is_met = objective.is_met_by(result.value)
        return Period(span, Standing.MET if is_met else Standing.MISSED, result)
    if span.until >= today:
        return Period(span, Standing.RUNNING)
    return Period(span, Standing.MISSING, is_late=span.due_on < today)
