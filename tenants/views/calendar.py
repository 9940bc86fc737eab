"""The settings of the calendar: the state's holidays, and this tenant's own days."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenants.actions.calendar import add_local_day, remove_local_day
from tenants.calendar import missing_year
from tenants.errors import Refused, sentence
from tenants.forms import LocalDayForm
from tenants.http import MemberRequest, member_view
from tenants.models import CalendarYear, LocalDay
from tenants.views.settings import section_context


@require_http_methods(["GET", "POST"])
@member_view("settings.organisation")
def change_the_calendar(request: MemberRequest, code: str) -> HttpResponse:
    """Show which days are worked; POST adds a local day, or removes the day named in `remove`."""
    if "remove" in request.POST:
        _remove(request)
        return redirect("tenants:calendar", code)
    form = LocalDayForm(request.POST or None)
    if form.is_valid():
        try:
            add_local_day(**form.cleaned_data, by=request.member)
            messages.success(request, _("Saved. Due dates that stand do not move."))
            return redirect("tenants:calendar", code)
        except Refused as refused:
            form.add_error(None, refused)
    today = request.tenant.today()
    context = section_context(request, "calendar") | {
        "form": form,
        "days": LocalDay.objects.select_related("made_by").order_by("-day"),
        "years": CalendarYear.objects.filter(year__gte=today.year),
        "missing": missing_year(today),
        "today": today,
    }
    return render(request, "tenants/calendar.html", context, status=422 if form.errors else 200)


def _remove(request: MemberRequest) -> None:
    found = {str(local.pk): local for local in LocalDay.objects.all()}
    local = found.get(request.POST["remove"])
    if local is None:
        return  # somebody was faster
    try:
        remove_local_day(local, by=request.member)
        messages.success(request, _("Saved. Due dates that stand do not move."))
    except Refused as refused:
        messages.error(request, sentence(refused))
