"""Twelve months of indicators: of the whole city, and of single tenants."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, Max
from django.utils.functional import Promise

from oversight.city.board import Board
from oversight.city.charts import Chart, Line, chart, spark
from oversight.city.indicators import BY_NAME, CARDS, INDICATORS, Indicator
from oversight.city.months import months_before
from oversight.models import MonthEnd
from tenants.models import Tenant

type Wholes = Mapping[str, float | None]

LEAST = 0.05  # a smaller change is none


@dataclass(frozen=True, slots=True)
class Card:
    """A figure over all tenants, with its year and its change since the end of last month."""

    indicator: Indicator
    label: str | Promise
    value: str
    unit: str | Promise
    tone: str
    change: str
    is_better: bool | None  # None: as before, or nothing to compare with
    is_more: bool
    line: Line


class Year:
    """The months that are over, as they were frozen, and today."""

    def __init__(self, board: Board, asked: Iterable[Indicator] = INDICATORS) -> None:
        self.board = board
        self.months = months_before(board.today)
        self._asked = {f"whole_{each.name}": each.whole for each in asked}

    @cached_property
    def wholes(self) -> dict[dt.date, Wholes]:
        """Return what each month said of the whole city."""
        newest = MonthEnd.objects.order_by("month", "tenant").values_list("pk", flat=True).last()
        found = _frozen(newest, tuple(self.months), tuple(self._asked))
        return {month: self._named(row) for month, row in found.items()}

    @cached_property
    def _now(self) -> Mapping[str, Any]:
        asked = {"number": Count("pk"), "at": Max("measured_at"), **self._asked}
        return self.board.compared.aggregate(**asked)

    @property
    def now(self) -> Wholes:
        """Return what today's scorecards say of the whole city."""
        return self._named(self._now)

    @property
    def compared(self) -> int:
        """Return how many tenants that is."""
        number: int = self._now["number"]
        return number

    @property
    def measured_at(self) -> dt.datetime | None:
        """Return when the last of them was measured."""
        at: dt.datetime | None = self._now["at"]
        return at

    def _named(self, row: Mapping[str, object]) -> Wholes:
        return {name.removeprefix("whole_"): _number(row[name]) for name in self._asked}

    def of_city(self, indicator: Indicator) -> list[float | None]:
        """Return the city's figure of every month, and today's."""
        name = indicator.name
        months = (self.wholes.get(month, {}).get(name) for month in self.months)
        return [*months, self.now[name]]

    def of_tenants(
        self, indicator: Indicator, tenants: Collection[UUID]
    ) -> dict[UUID, list[float | None]]:
        """Return the figures of some tenants, month by month, and today's."""
        name, found = indicator.name, defaultdict[UUID, dict[dt.date, float | None]](dict)
        ends = MonthEnd.objects.filter(month__in=self.months, tenant__in=tenants)
        for pk, month, value in ends.values_list("tenant_id", "month", name):
            found[pk][month] = _number(value)
        cards = self.board.compared.filter(tenant__in=tenants)
        today = {pk: _number(value) for pk, value in cards.values_list("tenant_id", name)}
        return {
            pk: [*(found[pk].get(month) for month in self.months), today.get(pk)] for pk in tenants
        }

    def cards(self) -> list[Card]:
        return [self._card(BY_NAME[name]) for name in CARDS]

    def _card(self, indicator: Indicator) -> Card:
        values = self.of_city(indicator)
        now, before = values[-1], values[-2]
        step = 0.0 if now is None or before is None else now - before
        is_moved = abs(step) >= LEAST
        gain = indicator.whole_gain(now or 0, before or 0)
        bounds = self.board.bounds[indicator.name]
        tone = indicator.tone(_rounded(now), bounds) if indicator.unit == "%" else ""
        return Card(
            indicator,
            indicator.whole_label or indicator.label,
            shown(now),
            indicator.whole_unit,
            tone,
            shown(abs(step)),
            gain > 0 if is_moved else None,
            step > 0,
            spark(values),
        )

    def chart(self, indicator: Indicator, tenants: Mapping[str, Tenant], city: str) -> Chart | None:
        """Draw the year of an indicator: the city's line, and of some tenants by their looks."""
        lines = []
        if indicator.has_level:
            values = self.of_city(indicator)
            lines.append((city, f"{shown(values[-1])}{indicator.unit}", "is-city", values))
        of_tenants = self.of_tenants(indicator, [tenant.pk for tenant in tenants.values()])
        for look, tenant in tenants.items():
            values = of_tenants[tenant.pk]
            lines.append((tenant.name, f"{shown(values[-1])}{indicator.unit}", look, values))
        months = [f"{month:%m}" for month in [*self.months, self.board.today]]
        target = float(self.board.bounds[indicator.name].good)
        return chart(lines, months, target, indicator.label, indicator.unit)


@lru_cache(maxsize=32)
def _frozen(
    _newest: UUID | None, months: tuple[dt.date, ...], asked: tuple[str, ...]
) -> Mapping[dt.date, Mapping[str, Any]]:
    """Return what each month said of the whole city: a process asks once until a month is frozen.

    Months are frozen whole and in their order, and stay: the newest row stands for all of them.
    """
    wholes = {name: BY_NAME[name.removeprefix("whole_")].whole for name in asked}
    ends = MonthEnd.objects.filter(month__in=months).values("month").order_by("month")
    return {row["month"]: row for row in ends.annotate(**wholes)}


def _number(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]


def _rounded(value: float | None) -> int | None:
    return None if value is None else int(value)


def shown(value: float | None) -> str:
    """Write a figure with a decimal where it has one."""
    return "—" if value is None else f"{value:.1f}".removesuffix(".0")
