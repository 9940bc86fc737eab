"""The city's table: tenants by indicators, who falls behind first, and where each stood before."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import add
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, QuerySet, When
from django.db.models.expressions import Combinable

from oversight.city.indicators import INDICATORS, Bounds, Indicator, Value
from oversight.city.months import first_of, last_of, month_after
from oversight.city.thresholds import Thresholds
from oversight.models import Figures, MonthEnd, Scorecard, ScorecardQuerySet
from tenants.models import Tenant

ICONS: Final = {"ok": "check", "warn": "triangle-alert", "bad": "circle-alert", "": ""}
WEIGHTS: Final = {"bad": 3, "warn": 1, "": 0, "ok": 0}
ALARM: Final = 100  # in a tally; more than there are indicators
FRESH_DAYS: Final = 1  # older figures are not shown: they would pass for today's


class Who(NamedTuple):
    """A tenant as far as all of them are looked at: thousands, of which a page shows some."""

    pk: UUID
    code: str
    kind: str


class Standing(NamedTuple):
    """How much falls behind in a tenant that is compared: so much is read of all of them."""

    pk: UUID
    code: str
    kind: str
    tally: int

    @property
    def alarms(self) -> int:
        return self.tally // ALARM

    @property
    def watched(self) -> int:
        return self.tally % ALARM

    @property
    def weight(self) -> int:
        return weight_of(self.tally)


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


class Spread:
    """How many tenants of each kind have which weight: what ranks are told from."""

    def __init__(self, tallied: Mapping[tuple[str, int], int]) -> None:
        self.counted = Counter[tuple[str, int]]()
        for (kind, tally), number in tallied.items():
            self.counted[kind, weight_of(tally)] += number

    def rank(self, kind: str, weight: int) -> int:
        """Return the place among those of a kind: 1 has the least, equal ones share a rank."""
        lighter = (n for (k, w), n in self.counted.items() if k == kind and w < weight)
        return 1 + sum(lighter)


class Board:
    """All organs and zones as they stand on a day.

    What concerns all of them is asked of the database in a few statements whose rows are small;
    whole tenants and scorecards are read of those that a page shows.
    """

    def __init__(self, today: dt.date, thresholds: Thresholds | None = None) -> None:
        self.today = today
        self.thresholds = thresholds or Thresholds()
        self.last_month = month_after(first_of(today), -1)

    @property
    def below(self) -> QuerySet[Tenant]:
        """All organs and zones but those that are still being set up."""
        live = Tenant.objects.filter(live_at__isnull=False)
        return live.exclude(kind=Tenant.Kind.CITY).order_by("code")

    @cached_property
    def number(self) -> int:
        return self.below.count()

    def without(self, figures: ScorecardQuerySet) -> list[Who]:
        """Return who has none of these scorecards: few, as a rule."""
        rest = self.below.filter(~Exists(figures.filter(tenant=OuterRef("pk"))))
        return [Who(*row) for row in rest.values_list("pk", "code", "kind")]

    @cached_property
    def bounds(self) -> Mapping[str, Bounds]:
        return self.thresholds.on(self.today)

    @property
    def compared(self) -> ScorecardQuerySet:
        """The scorecards that are compared: not older than a day, of tenants at work."""
        return Scorecard.objects.compared(self.today - dt.timedelta(days=FRESH_DAYS))

    @property
    def ends(self) -> QuerySet[MonthEnd]:
        """How tenants stood at the end of last month."""
        return MonthEnd.objects.filter(month=self.last_month)

    @cached_property
    def standings(self) -> dict[UUID, Standing]:
        """Return how each tenant that is compared stands."""
        asked = ("tenant_id", "tenant__code", "tenant__kind", tally_by(self.bounds))
        return {row[0]: Standing(*row) for row in self.compared.values_list(*asked)}

    @cached_property
    def worst(self) -> list[Standing]:
        """Return who is compared, who falls behind first."""
        return sorted(self.standings.values(), key=lambda each: (-weight_of(each[3]), each[1]))

    @cached_property
    def order(self) -> list[UUID]:
        """Return every tenant, who falls behind first; who is not compared last."""
        rest = self.without(self.compared) if len(self.worst) < self.number else ()
        return [each.pk for each in (*self.worst, *rest)]

    def rows(self, tenants: Sequence[UUID] | None = None) -> list[Row]:
        """Return a line for each of these tenants, or for all in their order."""
        wanted = self.order if tenants is None else tenants
        found = Tenant.objects.in_bulk(wanted)
        newest = Scorecard.objects.newest(Tenant.objects.filter(pk__in=wanted))
        cards = {card.tenant_id: card for card in newest}
        ends = self.ends.filter(tenant__in=wanted)
        tally = tally_by(self._bounds_before)
        before = {pk: weight_of(each) for pk, each in ends.values_list("tenant_id", tally)}
        return [self._row(found[pk], cards.get(pk), before.get(pk)) for pk in wanted]

    def _row(self, tenant: Tenant, card: Scorecard | None, before: int | None) -> Row:
        age = (self.today - card.day).days if card else 0
        standing = self.standings.get(tenant.pk)
        if standing is None or card is None:
            return Row(tenant, card, age, [], 0, None, None)
        cells = cells_of(card, self.bounds)
        rank = self._spread.rank(tenant.kind, standing.weight)
        rank_before = None if before is None else self._spread_before.rank(tenant.kind, before)
        return Row(tenant, card, age, cells, standing.weight, rank, rank_before)

    @cached_property
    def _bounds_before(self) -> Mapping[str, Bounds]:
        return self.thresholds.on(last_of(self.last_month))

    @cached_property
    def _spread(self) -> Spread:
        return Spread(Counter((kind, tally) for _pk, _code, kind, tally in self.worst))

    @cached_property
    def _spread_before(self) -> Spread:
        live = self.ends.filter(tenant__live_at__isnull=False)
        tallied = live.annotate(tally=tally_by(self._bounds_before))
        counted = tallied.values_list("tenant__kind", "tally").annotate(n=Count("pk")).order_by()
        return Spread({(kind, tally): n for kind, tally, n in counted})


def cell_of(indicator: Indicator, figures: Figures, bounds: Mapping[str, Bounds]) -> Cell:
    value = indicator.of(figures)
    tone = indicator.tone(value, bounds[indicator.name])
    return Cell(indicator, indicator.shown(figures), value, tone)


def cells_of(figures: Figures, bounds: Mapping[str, Bounds]) -> list[Cell]:
    return [cell_of(indicator, figures, bounds) for indicator in INDICATORS]


def tally_by(bounds: Mapping[str, Bounds]) -> Combinable:
    """Ask the database how many indicators of a row are alarming, and how many watched.

    One number says both: ALARM for each that is alarming, and one for each that is watched.
    """
    judged = []
    for indicator in INDICATORS:
        _good, watch, alert = bounds[indicator.name]
        is_alarming, is_watched = indicator.reaches(alert), indicator.reaches(watch)
        judged.append(Case(When(is_alarming, then=ALARM), When(is_watched, then=1), default=0))
    return reduce(add, judged)


def weight_of(tally: int) -> int:
    """Return how much a tenant falls behind."""
    alarms, watched = divmod(tally, ALARM)
    return WEIGHTS["bad"] * alarms + WEIGHTS["warn"] * watched
