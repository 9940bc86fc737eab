"""Open a new organ or zone: say what, look at what will be made, confirm."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from oversight.actions.provisioning import Provisioned, preview, provision
from oversight.forms import ZoneForm
from tenants.http import MemberRequest, member_view


@require_http_methods(["GET", "POST"])
@member_view("city.provision")
def new(request: MemberRequest) -> HttpResponse:
    """Ask, show what would be made, and make it when that is confirmed."""
    form = ZoneForm(request.POST or None)
    is_confirmed = "confirm" in request.POST
    would_make: Provisioned | None = None
    if form.is_valid() and "change" not in request.POST:
        try:
            if is_confirmed:
                opened = provision(form.plan(), by=request.member)
                return redirect("oversight:zone", opened.tenant.slug)
            would_make = preview(form.plan())
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
    made = would_make.furnishing.labelled() if would_make else []
    context = {"form": form, "preview": would_make, "made": made}
    return render(request, "oversight/new_zone.html", context)
