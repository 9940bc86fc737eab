"""What I have read: my acknowledgements and what waits, with what I stated, to take along."""

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.distribution.columns import OWN, own_cells
from approvals.distribution.exporting import Listed, export
from approvals.distribution.own import readings_of
from approvals.distribution.rows import proof_of
from tenants.http import MemberRequest, member_view

PAGE_ROWS: Final = 100


@require_safe
@member_view("approvals.acknowledge")
def show_own(request: MemberRequest, code: str) -> HttpResponse:
    """Show what the reader has to read, and everything they have acknowledged here."""
    today = request.tenant.today()
    readings = readings_of(request.member, today)
    page = Paginator(readings, PAGE_ROWS).get_page(request.GET.get("page"))
    rows = [
        (each, proof_of(code, each.number, each.n, request.member.pk, today))
        for each in page.object_list
    ]
    open_ones = sum(each.at is None for each in readings)
    counts = {"open": open_ones, "done": len(readings) - open_ones}
    return render(
        request, "approvals/own_reading.html", {"page": page, "rows": rows, "counts": counts}
    )


@require_POST
@member_view("approvals.acknowledge", is_reading=True)
def export_sheet(request: MemberRequest, code: str) -> HttpResponse:
    """Hand out what the reader has read as an Excel sheet."""
    return export(request, _listed(request), "xlsx")


@require_POST
@member_view("approvals.acknowledge", is_reading=True)
def export_pages(request: MemberRequest, code: str) -> HttpResponse:
    """Hand out what the reader has read as pages to sign."""
    return export(request, _listed(request), "pdf")


def _listed(request: MemberRequest) -> Listed:
    readings = readings_of(request.member, request.tenant.today())
    return Listed(
        title=_("What I have read"),
        columns=OWN,
        lines=list(own_cells(readings)),
        filters=request.member.name,
        back=reverse("approvals:own_reading", args=[request.tenant.slug]),
    )
