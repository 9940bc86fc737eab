"""The city's table: tenants by indicators, who falls behind first, and where each stood before."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from uuid import UUID

from oversight.city.indicators import INDICATORS, Bounds, Indicator, Value
from oversight.city.months import first_of, last_of, month_after
from oversight.city.thresholds import Thresholds
from oversight.models import Figures, MonthEnd, Scorecard, ScorecardQuerySet
from tenants.models import Tenant

ICONS: Final = {"ok": "check", "warn": "triangle-alert", "bad": "circle-alert", "": ""}
WEIGHTS: Final = {"bad": 3, "warn": 1, "": 0, "ok": 0}
FRESH_DAYS: Final = 1  # older figures are not shown: they would pass for today's

type Ranks = dict[UUID, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """A tenant's figure for an indicator, as it is judged."""

    indicator: Indicator
    text: str
    value: Value | None = None
    tone: str = ""

    @property
    def icon(self) -> str:
        return ICONS[self.tone]


@dataclass(frozen=True, slots=True)
class Row:
    """A tenant's line; the one that falls behind most has the most weight."""

    tenant: Tenant
    card: Scorecard | None
    age: int  # days
    cells: list[Cell]
    weight: int
    rank: int | None
    rank_before: int | None

    @property
    def is_fresh(self) -> bool:
        """Tell whether it is compared: measured lately, and at work."""
        return bool(self.cells)

    @property
    def risen(self) -> int:
        """Return how many places it is better than at the end of last month."""
        if self.rank is None or self.rank_before is None:
            return 0
        return self.rank_before - self.rank

    @property
    def fallen(self) -> int:
        return -self.risen

    @property
    def documents(self) -> int:
        return self.card.documents if self.card else 0


class Board:
    """All organs and zones as they stand on a day; each question is asked of the database once."""

    def __init__(self, today: dt.date, thresholds: Thresholds | None = None) -> None:
        self.today = today
        self.thresholds = thresholds or Thresholds()
        live = Tenant.objects.filter(live_at__isnull=False)  # being set up does not count yet
        below = live.exclude(kind=Tenant.Kind.CITY)
        self.tenants = list(below.order_by("code"))
        cards = Scorecard.objects.newest_of(below).defer("clause_gaps")
        self.cards = {card.tenant_id: card for card in cards}
        self.last_month = month_after(first_of(today), -1)
        ends = MonthEnd.objects.filter(month=self.last_month)
        self.ends = {end.tenant_id: end for end in ends}

    @cached_property
    def bounds(self) -> Mapping[str, Bounds]:
        return self.thresholds.on(self.today)

    @cached_property
    def fresh(self) -> dict[UUID, Scorecard]:
        """The scorecards that are compared: not older than a day, of tenants at work."""
        since = self.today - dt.timedelta(days=FRESH_DAYS)
        at_work = {tenant.pk for tenant in self.tenants if not tenant.is_suspended()}
        return {pk: card for pk, card in self.cards.items() if pk in at_work and card.day >= since}

    @property
    def compared(self) -> ScorecardQuerySet:
        """The same, to be summed up by the database."""
        return Scorecard.objects.filter(pk__in=[card.pk for card in self.fresh.values()])

    @cached_property
    def weights(self) -> dict[UUID, int]:
        return {pk: weight_of(card, self.bounds) for pk, card in self.fresh.items()}

    @cached_property
    def rows(self) -> list[Row]:
        """Return a line for each tenant, who falls behind first; by kind."""
        ranks = self._ranks(self.weights)
        then = self.thresholds.on(last_of(self.last_month))
        before = self._ranks({pk: weight_of(end, then) for pk, end in self.ends.items()})
        rows = [self._row(tenant, ranks, before) for tenant in self.tenants]
        return sorted(rows, key=lambda row: (not row.is_fresh, -row.weight, row.tenant.code))

    def _row(self, tenant: Tenant, ranks: Ranks, before: Ranks) -> Row:
        pk = tenant.pk
        card = self.cards.get(pk)
        age = (self.today - card.day).days if card else 0
        if pk not in self.fresh or card is None:
            return Row(tenant, card, age, [], 0, None, None)
        cells = [cell_of(indicator, card, self.bounds) for indicator in INDICATORS]
        return Row(tenant, card, age, cells, self.weights[pk], ranks.get(pk), before.get(pk))

    def _ranks(self, weights: Mapping[UUID, int]) -> Ranks:
        """Rank tenants with those of their kind: 1 is the best, equal ones share a rank."""
        by_kind: dict[str, list[UUID]] = defaultdict(list)
        for tenant in self.tenants:
            if tenant.pk in weights:
                by_kind[tenant.kind].append(tenant.pk)
        ranks: Ranks = {}
        for ids in by_kind.values():
            ordered = sorted(weights[pk] for pk in ids)
            ranks |= {pk: 1 + bisect_left(ordered, weights[pk]) for pk in ids}
        return ranks


def cell_of(indicator: Indicator, figures: Figures, bounds: Mapping[str, Bounds]) -> Cell:
    value = indicator.of(figures)
    tone = indicator.tone(value, bounds[indicator.name])
    return Cell(indicator, indicator.shown(figures), value, tone)


def weight_of(figures: Figures, bounds: Mapping[str, Bounds]) -> int:
    """Return how much a tenant falls behind, by the thresholds of the day."""
    return sum(
        WEIGHTS[indicator.tone(indicator.of(figures), bounds[indicator.name])]
        for indicator in INDICATORS
    )
