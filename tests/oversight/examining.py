"""A round of examination to test with, made by the city's own actions."""

import datetime as dt
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

from django.utils import timezone

from oversight.actions.examinations import draft_round, open_round, save_criteria
from oversight.models import Criterion, Examination
from tenants.scope import tenant_scope
from tests.world import City

CRITERIA: Final[list[dict[str, Any]]] = [
    {
        "title": "Reviews in time",
        "weight": 40,
        "kind": "automatic",
        "indicator": "reviews_overdue",
        "thresholds": [[0, 100], [3, 50]],
        "asks": "",
    },
    {
        "title": "Complaints",
        "weight": 60,
        "kind": "judged",
        "indicator": "",
        "thresholds": [],
        "asks": "The procedure and last half-year's record",
    },
]
IN: Final = dt.timedelta(days=10)


@contextmanager
def in_city(city: City) -> Generator[None]:
    with tenant_scope(city.tenant.pk, time_zone=city.tenant.time_zone):
        yield


def make_draft_round(city: City, **facts: Any) -> Examination:
    """Prepare a round of the first half-year of 2026, with one criterion of each kind."""
    with in_city(city):
        told = {"name": "H1 2026", "year": 2026, "half": 1, "due_at": timezone.now() + IN}
        round = draft_round(told | facts, by=city.quan)
        save_criteria(round, CRITERIA, by=city.quan)
        return round


def make_round(city: City, **facts: Any) -> Examination:
    """Open one."""
    round = make_draft_round(city, **facts)
    with in_city(city):
        open_round(round, by=city.quan)
    round.refresh_from_db()
    return round


def pass_due(round: Examination) -> None:
    """Let the due instant be over by a minute."""
    round.due_at = timezone.now() - dt.timedelta(minutes=1)
    round.save(update_fields=["due_at"])


def counted_of(round: Examination) -> Criterion:
    return round.criteria.get(kind=Criterion.Kind.AUTOMATIC)


def judged_of(round: Examination) -> Criterion:
    return round.criteria.get(kind=Criterion.Kind.JUDGED)
