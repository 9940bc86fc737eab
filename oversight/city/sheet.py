"""The overview as a workbook: how all stand today, and their months."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from oversight.city.board import Board
from oversight.city.indicators import INDICATORS
from oversight.city.thresholds import tidy
from oversight.city.year import Year
from oversight.models import MonthEnd
from tenants.sheets import Page, Value, workbook_of

type Line = list[Value]


def overview_sheet(board: Board, year: Year, notes: list[str]) -> bytes:
    """Return what the overview shows, whole, with all indicators and the thresholds of today."""
    labels = [str(indicator.label) for indicator in INDICATORS]
    who = [_("Code"), _("Organ or zone"), _("Kind")]
    now = [*who, _("Rank"), _("Data of"), _("Documents"), *labels]
    return workbook_of(
        Page(_("Today"), now, [*_today(board), *([note] for note in notes)], (10, 28, 14)),
        Page(_("Month by month"), [*who, _("Month"), *labels], _months(board, year), (10, 28, 14)),
        Page(_("Indicator thresholds"), _heads(), _thresholds(board), (28, 12, 12, 12)),
    )


def _heads() -> list[str]:
    return [_("Indicator"), _("Good up to"), _("Watch from"), _("Alert from")]


def _today(board: Board) -> Iterator[Line]:
    for row in board.rows():
        tenant = row.tenant
        who: Line = [tenant.code, tenant.name, str(tenant.get_kind_display())]
        if row.card is None or not row.is_fresh:
            yield [*who, None, row.card.day.isoformat() if row.card else None]
            continue
        figures = [_value(cell.value) for cell in row.cells]
        yield [*who, row.rank, row.card.day.isoformat(), row.documents, *figures]


def _months(board: Board, year: Year) -> Iterator[Line]:
    ends = MonthEnd.objects.filter(month__in=year.months, tenant__in=board.below)
    for end in ends.select_related("tenant").order_by("month", "tenant__code"):
        tenant = end.tenant
        who: Line = [tenant.code, tenant.name, str(tenant.get_kind_display())]
        yield [*who, f"{end.month:%Y-%m}", *(_value(each.of(end)) for each in INDICATORS)]


def _thresholds(board: Board) -> Iterator[Line]:
    for indicator in INDICATORS:
        bounds = tidy(board.bounds[indicator.name])
        yield [str(indicator.label), *(_value(bound) for bound in bounds)]


def _value(value: object) -> Value:
    return value if value is None or isinstance(value, int) else float(value)  # type: ignore[arg-type]
