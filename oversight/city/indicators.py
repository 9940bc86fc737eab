"""The indicators by which tenants are compared, on one screen.

An indicator is an entry here: the column of the scorecard that bears its name, how one figure is
made of all, and from which figures on it is good, watched or alarming until the quality office says
otherwise (oversight/city/thresholds.py). What fills the columns: oversight/city/measures.py.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from django.db.models import (
    Aggregate,
    Avg,
    Count,
    DecimalField,
    F,
    FloatField,
    IntegerField,
    Q,
    Sum,
)
from django.db.models import Value as Const
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, NullIf
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oversight.models import Figures, IndicatorName

type Value = int | Decimal
SOON_DAYS: Final = 90


class Bounds(NamedTuple):
    """Up to which figure an indicator is good, from which it is watched, and alarming."""

    good: Value
    watch: Value
    alert: Value


class Median(Aggregate):
    """The figure in the middle; of two in the middle, halfway between."""

    function = "percentile_cont"
    name = "Median"
    output_field = FloatField()
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


class Indicator(NamedTuple):
    """A figure of each tenant, compared with those of its kind."""

    name: IndicatorName
    explained: Promise
    icon: str
    whole: Combinable  # of all tenants, by the database
    bounds: Bounds
    unit: str = ""
    whole_label: str | Promise = ""  # where the whole is another thing than its parts
    whole_unit: str | Promise = ""
    parts: tuple[str, str] = ("", "")  # columns that show it as "26/28"
    higher_is_better: bool = False
    in_table: bool = True
    is_sum: bool = False  # the whole adds tenants up
    counts_tenants: bool = False  # the whole says how many tenants are short

    @property
    def label(self) -> str:
        return str(self.name.label)

    @property
    def has_level(self) -> bool:
        """Tell whether the whole is of the same size as its parts."""
        return not self.is_sum and not self.counts_tenants

    def of(self, figures: Figures) -> Value | None:
        """Return a tenant's figure: the column that bears the name."""
        value: Value | None = getattr(figures, self.name)
        return value

    def reaches(self, bound: Value) -> Q:
        """Ask the database what `tone` asks of a row: is it as bad as this, or worse?"""
        is_whole = bound == int(bound)  # 1.5 is no whole number, and whole ones compare faster
        field = IntegerField() if is_whole else DecimalField()
        exactly = Const(int(bound) if is_whole else bound, output_field=field)
        return Q(**{f"{self.name}__{'lte' if self.higher_is_better else 'gte'}": exactly})

    def shown(self, figures: Figures) -> str:
        """Return a tenant's figure as it is read; a dash where there is nothing to count."""
        value = self.of(figures)
        if value is None:
            return "—"
        if self.parts[0]:
            done, all_ = (getattr(figures, part) for part in self.parts)
            return f"{done}/{all_}"
        return f"{value}{self.unit}"

    def tone(self, value: Value | None, bounds: Bounds) -> str:
        """Return "ok", "", "warn" or "bad"."""
        if value is None:
            return ""
        good, watch, alert = bounds
        if self.higher_is_better:
            value, good, watch, alert = -value, -good, -watch, -alert
        if value >= alert:
            return "bad"
        if value >= watch:
            return "warn"
        return "ok" if value <= good else ""

    def gain(self, now: float, then: float) -> float:
        """Return by how much a tenant became better; negative: worse."""
        return now - then if self.higher_is_better else then - now

    def whole_gain(self, now: float, then: float) -> float:
        """Return by how much all became better: more tenants that are short is worse."""
        return then - now if self.counts_tenants else self.gain(now, then)


def share(done: str, all_: str) -> Combinable:
    """Return how many of a hundred, over all tenants."""
    whole = NullIf(Sum(all_), 0)
    return 100.0 * Cast(Sum(done), FloatField()) / Cast(whole, FloatField())


def within(name: str, days: int = SOON_DAYS) -> Aggregate:
    """Return of how many tenants the day comes within so many days, or is over."""
    return Count("pk", filter=Q(**{f"{name}__lte": days}))


INDICATORS: Final[tuple[Indicator, ...]] = (
    Indicator(
        IndicatorName.REVIEWS_OVERDUE,
        _("Documents in force whose periodic review should have been done by now."),
        icon="calendar-x",
        whole=Sum("reviews_overdue"),
        is_sum=True,
        bounds=Bounds(0, 1, 4),
    ),
    Indicator(
        IndicatorName.APPROVALS_OVERDUE,
        _("Open steps of approvals whose day is over."),
        icon="timer",
        whole=Sum("approvals_overdue"),
        is_sum=True,
        bounds=Bounds(0, 1, 3),
        in_table=False,
    ),
    Indicator(
        IndicatorName.ACKNOWLEDGED,
        _("Acknowledgements given of those required, texts in force."),
        icon="book-open-check",
        whole=share("acknowledgements_done", "acknowledgements_required"),
        bounds=Bounds(95, 90, 75),
        unit="%",
        whole_unit="%",
        higher_is_better=True,
    ),
    Indicator(
        IndicatorName.DAYS_TO_FORCE,
        _("Days from the first submission to being in force: the median of the last 90 days."),
        icon="hourglass",
        whole=Median("days_to_force"),
        bounds=Bounds(Decimal("3.5"), Decimal("5.5"), Decimal(8)),
        whole_label=_("Approval takes, in the middle"),
        whole_unit=_("days"),
    ),
    Indicator(
        IndicatorName.DAYS_TO_EXPIRY,
        _("Days until the certificate that ends first is no longer valid."),
        icon="badge-check",
        whole=within("days_to_expiry"),
        counts_tenants=True,
        bounds=Bounds(300, 90, 30),
        whole_label=_("Certificates that end within 90 days"),
        higher_is_better=True,
    ),
    Indicator(
        IndicatorName.CLAUSES,
        _("Applicable clauses of the standard that a document in force covers."),
        icon="table-2",
        whole=share("clauses_covered", "clauses_applicable"),
        bounds=Bounds(100, 99, 85),
        unit="%",
        whole_unit="%",
        parts=("clauses_covered", "clauses_applicable"),
        higher_is_better=True,
    ),
    Indicator(
        IndicatorName.FINDINGS,
        _("Major and minor findings of audits that are not verified yet; observations are none."),
        icon="shield-alert",
        whole=Sum(F("findings_major") + F("findings_minor")),
        is_sum=True,
        bounds=Bounds(0, 4, 7),
    ),
    Indicator(
        IndicatorName.DAYS_TO_AUDIT,
        _("Days until the latest day on which the next audit may be held."),
        icon="search-check",
        whole=within("days_to_audit"),
        counts_tenants=True,
        bounds=Bounds(180, 60, 14),
        whole_label=_("Audits due within 90 days"),
        higher_is_better=True,
        in_table=False,
    ),
    Indicator(
        IndicatorName.EXPIRED,
        _("Documents in force although their validity is over."),
        icon="calendar-clock",
        whole=Sum("expired"),
        is_sum=True,
        bounds=Bounds(0, 1, 3),
        in_table=False,
    ),
    Indicator(
        IndicatorName.READINESS,
        _("Weight of the rules of readiness that hold, of the weight of those that apply."),
        icon="gauge",
        whole=Avg("readiness", output_field=DecimalField()),
        bounds=Bounds(95, 80, 60),
        unit="%",
        whole_unit="%",
        higher_is_better=True,
    ),
)
BY_NAME: Final[dict[str, Indicator]] = {indicator.name.value: indicator for indicator in INDICATORS}
CARDS: Final = (
    *("reviews_overdue", "acknowledged_percent", "days_to_force"),
    *("days_to_expiry", "clauses_percent"),
)
FIRST: Final = "acknowledged_percent"  # whose year the overview shows
