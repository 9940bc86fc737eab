"""The certificates of all tenants on the city's page: names of tenants, states and days."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from oversight.city.certificates import (
    facts_of_all,
    lines,
    months,
    standing_cards,
    without_certificate,
)
from tenants.http import MemberRequest, member_view

LINES_ON_PAGE = 50
MOST_WITHOUT = 200


@require_safe
@member_view("city.overview")
def show(request: MemberRequest) -> HttpResponse:
    """Show whose certificate needs an audit or ends, the nearest day first, and the next months."""
    today = timezone.localdate()
    found = facts_of_all()
    page = Paginator(standing_cards(), LINES_ON_PAGE).get_page(request.GET.get("page"))
    without = without_certificate()
    context = {
        "page": page,
        "lines": lines(today, page),
        "months": months(found, today),
        "without": without[:MOST_WITHOUT],
        "more_without": max(0, without.count() - MOST_WITHOUT),
        "number": len(found),
        "late": sum(facts.is_late(today) for facts in found),
    }
    return render(request, "oversight/city/certificates.html", context)
