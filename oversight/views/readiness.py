"""How ready the organ or zone is for certification, and what is in the way."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oversight.readiness.page import page_of
from oversight.readiness.reckoning import readiness
from tenants.http import MemberRequest, member_view


@require_safe
@member_view("certificates.read")
def show(request: MemberRequest, code: str) -> HttpResponse:
    """Show the figure with the rules it is made of, and by name what blocks each."""
    found = readiness(request.tenant, request.tenant.today())
    return render(request, "oversight/readiness.html", page_of(found, request.member))
