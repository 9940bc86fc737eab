"""Thresholds of the indicators: those of today, the form for others, and their history."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from oversight.actions.thresholds import set_threshold
from oversight.city.forms import ThresholdForm
from oversight.city.indicators import BY_NAME, INDICATORS
from oversight.city.thresholds import Thresholds, tidy
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view


@require_http_methods(["GET", "POST"])
@member_view("city.overview")
def show(request: MemberRequest) -> HttpResponse:
    """Show by what each indicator is judged, and let the quality office set other thresholds."""
    may_set = request.member.can("city.thresholds")
    if request.method == "POST" and not may_set:
        raise PermissionDenied
    form = ThresholdForm(
        request.POST if request.method == "POST" else None, initial=_initial(request)
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            day, reason = said["holds_from"], said["reason"]
            set_threshold(
                said["indicator"], form.bounds(), holds_from=day, reason=reason, by=request.member
            )
            messages.success(request, _("Set. Months that are over stay judged as they were."))
            return redirect("oversight:thresholds")
        except Refused as refusal:
            form.add_error(None, refusal)
    thresholds, today = Thresholds(), request.tenant.today()
    bounds, past = thresholds.on(today), thresholds.rows
    context = {
        "form": form if may_set else None,
        "rows": [(each, tidy(bounds[each.name])) for each in INDICATORS],
        "history": [(row, BY_NAME[row.indicator], row.holds_from > today) for row in past],
    }
    status = 422 if form.is_bound else 200
    return render(request, "oversight/city/thresholds.html", context, status=status)


def _initial(request: MemberRequest) -> dict[str, object]:
    """Begin with the thresholds of the indicator that the address names."""
    today = request.tenant.today()
    name = request.GET.get("indicator", "")
    if name not in BY_NAME:
        return {"holds_from": today}
    bounds = tidy(Thresholds().on(today)[name])
    return {"indicator": name, "holds_from": today, **bounds._asdict()}
