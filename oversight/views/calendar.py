"""The state's calendar by year: which years are here, and loading one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from oversight.forms import CalendarForm
from tenants.actions.calendar import load_year
from tenants.calendar import missing_year
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view
from tenants.models import CalendarYear


@require_http_methods(["GET", "POST"])
@member_view("city.calendar")
def show(request: MemberRequest) -> HttpResponse:
    """List the years; POST loads a file as the calendar of a year, whole or not at all."""
    form = CalendarForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            year = form.cleaned_data["year"]
            is_new = load_year(year, form.cleaned_data["file"].read(), by=request.member)
            said = _("The calendar of %(year)s is loaded.") if is_new else _("It is here already.")
            messages.success(request, said % {"year": year})
            return redirect("oversight:calendar")
        except Refused as refused:
            form.add_error(None, refused)
    today = request.tenant.today()
    context = {
        "form": form,
        "years": CalendarYear.objects.all(),
        "missing": missing_year(today),
    }
    return render(request, "oversight/calendar.html", context, status=422 if form.errors else 200)
