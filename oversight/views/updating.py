"""Look at what a newer version of the blueprint offers a zone, and decide item by item."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from oversight.access import get_zone
from oversight.actions.updating import update_from_blueprint
from oversight.furniture.updates import update_of
from tenants.errors import sentence
from tenants.http import MemberRequest, member_view
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tenants.views.settings import section_context


@require_http_methods(["GET", "POST"])
@member_view("city.provision")
def city_update(request: MemberRequest, code: str) -> HttpResponse:
    """Decide for a zone, from the city."""
    zone = get_zone(code)
    if request.method == "POST":
        _decide(request, zone)
        return redirect("oversight:city_update", zone.slug)
    context = _context(zone) | {"zone": zone}
    return render(request, "oversight/city_update.html", context)


@require_http_methods(["GET", "POST"])
@member_view("settings.organisation")
def own_update(request: MemberRequest, code: str) -> HttpResponse:
    """Decide for one's own zone."""
    if request.method == "POST":
        _decide(request, request.tenant)
        return redirect("oversight:update", code)
    context = _context(request.tenant) | section_context(request, "blueprint")
    return render(request, "oversight/own_update.html", context)


def _context(zone: Tenant) -> dict[str, object]:
    with tenant_scope(zone.pk, time_zone=zone.time_zone):
        return {"update": update_of(zone)}


def _decide(request: MemberRequest, zone: Tenant) -> None:
    version = request.POST.get("version", "")
    accepted = [item for item, choice in request.POST.items() if choice == "accept"]
    try:
        update_from_blueprint(
            zone,
            by=request.member,
            version=int(version) if version.isdecimal() and len(version) < 10 else 0,
            accepted=accepted,
        )
        messages.success(request, _("Saved."))
    except ValidationError as refusal:
        messages.error(request, sentence(refusal))
