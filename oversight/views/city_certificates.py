"""The certificates of all tenants on the city's page: names of tenants, states and days."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from oversight.city.certificates import lines, months, without_certificate
from tenants.http import MemberRequest, member_view

LINES_ON_PAGE = 50


@require_safe
@member_view("city.overview")
def show(request: MemberRequest) -> HttpResponse:
    """Show whose certificate needs an audit or ends, the nearest day first, and the next months."""
    today = timezone.localdate()
    found = lines(today)
    context = {
        "page": Paginator(found, LINES_ON_PAGE).get_page(request.GET.get("page")),
        "months": months(found, today),
        "without": without_certificate(),
        "number": len(found),
        "late": sum(line.is_late for line in found),
    }
    return render(request, "oversight/city/certificates.html", context)
