"""The city's table: tenants by indicators, each number with a tone that thresholds decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oversight.models import Scorecard
from tenants.models import Tenant


class Indicator(NamedTuple):
    """A column: the bound from which it is to be watched, and from which it is alarming."""

    name: str
    label: Promise
    watch: int
    alert: int
    unit: str = ""
    higher_is_better: bool = False

    def tone(self, value: int) -> str:
        """Return "ok", "", "warn" or "bad"."""
        sign = -1 if self.higher_is_better else 1
        if sign * value >= sign * self.alert:
            return "bad"
        if sign * value >= sign * self.watch:
            return "warn"
        best = 100 if self.higher_is_better else 0
        return "ok" if value == best else ""


INDICATORS: Final = (
    Indicator("reviews_overdue", _("Reviews overdue"), watch=1, alert=4),
    Indicator("approvals_overdue", _("Approvals overdue"), watch=1, alert=3),
    Indicator("expired", _("Expired"), watch=1, alert=3),
    Indicator(
        "acknowledged_percent", _("Acknowledged"), watch=90, alert=75, unit="%",
        higher_is_better=True,
    ),
)  # fmt: skip
ICONS: Final = {"ok": "check", "warn": "triangle-alert", "bad": "circle-alert", "": ""}
WEIGHTS: Final = {"bad": 3, "warn": 1, "": 0, "ok": 0}


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A tenant's line; the one that falls behind most has the most weight."""

    tenant: Tenant
    documents: str
    cells: list[Cell]
    worry: str
    weight: int
    day: dt.date | None
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Total:
    """A figure over all tenants."""

    label: str | Promise
    icon: str
    value: int
    unit: str = ""
    tone: str = ""


def rows(tenants: Sequence[Tenant], scorecards: Sequence[Scorecard], today: dt.date) -> list[Row]:
    """Return a line for each tenant, who falls behind first."""
    by_tenant = {scorecard.tenant_id: scorecard for scorecard in scorecards}
    lines = [_row(tenant, by_tenant.get(tenant.pk), today) for tenant in tenants]
    return sorted(lines, key=lambda row: (-row.weight, row.tenant.code))


def _row(tenant: Tenant, scorecard: Scorecard | None, today: dt.date) -> Row:
    if scorecard is None:
        return Row(tenant, "—", [Cell("—")] * len(INDICATORS), "", 0, None, is_stale=False)
    cells = [_cell(indicator, scorecard) for indicator in INDICATORS]
    weight = sum(WEIGHTS[cell.tone] for cell in cells)
    worry = " · ".join(
        f"{indicator.label} {cell.text}"
        for indicator, cell in zip(INDICATORS, cells, strict=True)
        if WEIGHTS[cell.tone]
    )
    is_stale = (today - scorecard.day).days > 1
    documents = str(scorecard.documents)
    return Row(tenant, documents, cells, worry, weight, scorecard.day, is_stale=is_stale)


def _cell(indicator: Indicator, scorecard: Scorecard) -> Cell:
    value = value_of(indicator, scorecard)
    if value is None:
        return Cell("—")
    tone = indicator.tone(value)
    return Cell(f"{value}{indicator.unit}", tone, ICONS[tone])


def value_of(indicator: Indicator, scorecard: Scorecard) -> int | None:
    """Return a scorecard's figure; None where there is nothing to count."""
    if indicator.name == "acknowledged_percent":
        return scorecard.acknowledged_percent()
    value: int = getattr(scorecard, indicator.name)
    return value


def totals(scorecards: Sequence[Scorecard]) -> list[Total]:
    """Return the figures over all tenants."""

    def add(name: str) -> int:
        return sum(getattr(scorecard, name) for scorecard in scorecards)

    reviews, approvals = add("reviews_overdue"), add("approvals_overdue")
    required = add("acknowledgements_required")
    percent = 100 * add("acknowledgements_done") // required if required else 100
    late = "bad" if reviews else "ok"
    slow = "warn" if approvals else "ok"
    return [
        Total(_("Documents in force"), icon="library", value=add("documents")),
        Total(_("Reviews overdue"), icon="calendar-x", value=reviews, tone=late),
        Total(_("Approvals overdue"), icon="timer", value=approvals, tone=slow),
        Total(
            _("Acknowledged"),
            icon="book-open-check",
            value=percent,
            unit="%",
            tone=INDICATORS[-1].tone(percent),
        ),
    ]
