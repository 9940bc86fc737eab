"""What the automatic criteria would have given on the last scorecards of last month."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from oversight.city.months import first_of, last_of, month_after
from oversight.examination.indicators import figure, is_higher_better, unit_of
from oversight.examination.scoring import Points, counted
from oversight.models import Criterion, Scorecard
from tenants.models import Tenant


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, and the points it comes to."""

    figure: str
    points: Points


@dataclass(frozen=True, slots=True)
class Line:
    tenant: Tenant
    day: dt.date | None
    cells: list[Cell]
    sum: Decimal


def cell(criterion: Criterion, value: int | None) -> Cell:
    """Return what an indicator's figure comes to by a criterion."""
    is_higher = is_higher_better(criterion.indicator)
    points = counted(value, criterion.thresholds, criterion.weight, higher_is_better=is_higher)
    return Cell("—" if value is None else f"{value}{unit_of(criterion.indicator)}", points)


def month_end(today: dt.date) -> dt.date:
    return last_of(month_after(first_of(today), -1))


def preview(tenants: Sequence[Tenant], criteria: Sequence[Criterion], today: dt.date) -> list[Line]:
    """Return a line for each tenant, by code."""
    cards = {
        card.tenant_id: card
        for card in Scorecard.objects.filter(day__lte=month_end(today)).newest()
    }
    return [_line(tenant, criteria, cards.get(tenant.pk)) for tenant in tenants]


def _line(tenant: Tenant, criteria: Sequence[Criterion], card: Scorecard | None) -> Line:
    cells = [cell(criterion, figure(criterion.indicator, card)) for criterion in criteria]
    points = (each.points for each in cells if each.points is not None)
    return Line(tenant, card.day if card else None, cells, sum(points, Decimal(0)))
