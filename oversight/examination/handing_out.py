"""The result of a round as one workbook for the city, and a tenant's own as pages."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from documents.pdf.tables import Head, Table, table_pdf
from oversight.examination.reckoning import last_round
from oversight.examination.results import Gap, Placed, points_of, published
from oversight.examination.scoring import Points
from oversight.models import Examination, Result
from tenants.models import Tenant
from tenants.sheets import Page, Value, workbook_of


def _number(points: Points | Decimal) -> Value:
    return None if points is None else float(points)


def sheet(round: Examination) -> tuple[bytes, int]:
    """Return the workbook with results and corrections, and how many tenants it names."""
    criteria = list(round.criteria.all())
    placed = published(round, last_round(round))
    head = [
        *(_("Code"), _("Organ or zone"), _("Kind"), _("Place"), _("Total"), _("Since last time")),
        *(f"{each.title} ({each.weight})" for each in criteria),
        *(_("Off for being late"), _("Report")),
    ]
    rows = [_row(each, [str(criterion.pk) for criterion in criteria]) for each in placed]
    corrections = [
        [result.tenant.code, result.n, _number(result.total), result.reason]
        for result in Result.objects.filter(round=round, n__gt=0).select_related("tenant")
    ]
    heads = [_("Code"), _("Correction"), _("Total"), _("Reason")]
    book = workbook_of(
        Page(_("Result"), head, rows, [8, 28, 10, 8, 8, 8]),
        Page(_("Corrections"), heads, corrections, [8, 12, 8, 60]),
    )
    return book, len(rows)


def _row(placed: Placed, keys: Sequence[str]) -> list[Value]:
    result, points = placed.result, points_of(placed.result)
    tenant = result.tenant
    return [
        *(tenant.code, tenant.name, str(tenant.get_kind_display()), placed.place),
        *(_number(result.total), _number(placed.change)),
        *(_number(points.get(key)) for key in keys),
        *(_number(result.off), _("handed in") if result.has_report else _("none")),
    ]


def pages(
    round: Examination, zone: Tenant, placed: Placed, gaps: Sequence[Gap], notes: Sequence[str]
) -> bytes:
    """Return a tenant's result as pages; the last note is their foot."""
    total = _("Total %(total)s of 100 · place %(place)d of %(of)d") % {
        "total": placed.result.total,
        "place": placed.place,
        "of": placed.of,
    }
    heads = [
        Head(_("Criterion"), 22),
        Head(_("Weight"), 6, keeps_line=True),
        Head(_("Points"), 6, keeps_line=True),
        Head(_("Best"), 6, keeps_line=True),
        Head(_("Median"), 6, keeps_line=True),
        Head(_("Who is best"), 18),
        Head(_("What the best shares"), 26),
    ]
    return table_pdf(
        Table(
            organisation=zone.head,
            title=round.name,
            notes=[total, *notes[:-1]],
            foot=notes[-1],
            heads=heads,
            rows=[_cells(gap) for gap in gaps],
            signers=(),
        )
    )


def _cells(gap: Gap) -> list[str | int]:
    named = [str(tenant.name) for tenant in gap.best_tenants]
    shown: list[str | int] = [gap.criterion.title, gap.criterion.weight]
    shown += ["—" if p is None else str(p) for p in (gap.points, gap.best, gap.median)]
    return [*shown, "、".join(named[:3]), "；".join(each.name for each in gap.shared[:5])]
