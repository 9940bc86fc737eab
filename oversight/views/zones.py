"""The city's zones: which there are, and what the city does with one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from oversight.access import get_zone
from oversight.actions.zones import (
    offer_as_template,
    reactivate_zone,
    rename_zone,
    suspend_zone,
)
from oversight.forms import NamesForm, ReasonForm
from tenants.errors import sentence
from tenants.http import MemberRequest, member_view
from tenants.models import Member, Tenant
from tenants.people.invitations import waiting_link
from tenants.people.roles import Role
from tenants.scope import tenant_scope


@require_GET
@member_view("city.provision")
def show_all(request: MemberRequest) -> HttpResponse:
    """List every organ and zone, with how it stands."""
    zones = Tenant.objects.exclude(kind=Tenant.Kind.CITY).order_by("code")
    return render(request, "oversight/zones.html", {"zones": zones})


@require_GET
@member_view("city.provision")
def show(request: MemberRequest, code: str) -> HttpResponse:
    """Show an organ or zone: how it stands, its first administrator, what the city can do."""
    zone = get_zone(code)
    return _page(request, zone, NamesForm(instance=zone), ReasonForm())


@require_POST
@member_view("city.provision")
def rename(request: MemberRequest, code: str) -> HttpResponse:
    """Give it other names."""
    zone = get_zone(code)
    form = NamesForm(request.POST, instance=get_zone(code))
    if not form.is_valid():
        return _page(request, zone, form, ReasonForm(), status=422)
    rename_zone(zone, by=request.member, **form.cleaned_data)
    messages.success(request, _("Renamed. Numbers already issued keep their text."))
    return redirect("oversight:zone", zone.slug)


@require_POST
@member_view("city.provision")
def suspend(request: MemberRequest, code: str) -> HttpResponse:
    """Make it read-only, or take that back; either way with a reason."""
    zone = get_zone(code)
    form = ReasonForm(request.POST)
    if form.is_valid():
        act = reactivate_zone if "reactivate" in request.POST else suspend_zone
        try:
            act(zone, by=request.member, reason=form.cleaned_data["reason"])
            return redirect("oversight:zone", zone.slug)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
    return _page(request, zone, NamesForm(instance=zone), form, status=422)


@require_POST
@member_view("city.provision")
def offer(request: MemberRequest, code: str) -> HttpResponse:
    """Let new zones begin with its furniture, or no longer."""
    zone = get_zone(code)
    try:
        offer_as_template(zone, by=request.member, offered="offered" in request.POST)
    except ValidationError as refusal:
        messages.error(request, sentence(refusal))
    return redirect("oversight:zone", zone.slug)


def _page(
    request: MemberRequest, zone: Tenant, names: NamesForm, reason: ReasonForm, status: int = 200
) -> HttpResponse:
    with tenant_scope(zone.pk, time_zone=zone.time_zone):
        admin = Member.objects.with_role(Role.TENANT_ADMIN).select_related("user", "tenant").first()
        link = waiting_link(admin) if admin else ""
    context = {
        "zone": zone,
        "admin": admin,
        "link": link,
        "names": names,
        "reason": reason,
    }
    return render(request, "oversight/zone.html", context, status=status)
