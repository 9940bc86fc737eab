"""What has nobody, where it hurts."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tenants.http import MemberRequest, member_view
from tenants.vacancies import vacancies
from tenants.views.settings import section_context


@require_GET
@member_view("settings.read")
def show_vacancies(request: MemberRequest, code: str) -> HttpResponse:
    """Show what lacks a person today, each with the page where one is named."""
    context = {"needs": vacancies(request.member)} | section_context(request, "vacancies")
    return render(request, "tenants/vacancies.html", context)
