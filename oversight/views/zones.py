"""Open a new organ or zone: say what, look at what will be made, confirm."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from oversight.actions.provisioning import Provisioned, preview, provision
from oversight.forms import ZoneForm
from tenants.http import MemberRequest, member_view
from tenants.models import Member, Tenant
from tenants.people.invitations import invitation_link
from tenants.people.roles import Role
from tenants.scope import tenant_scope


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


@require_GET
@member_view("city.provision")
def show(request: MemberRequest, code: str) -> HttpResponse:
    """Show an organ or zone that was opened, and its invitation until it is used."""
    zone = get_object_or_404(Tenant.objects.exclude(kind=Tenant.Kind.CITY), code=code.upper())
    with tenant_scope(zone.pk, time_zone=zone.time_zone):
        admin = Member.objects.with_role(Role.TENANT_ADMIN).select_related("user").first()
    link = invitation_link(admin.user) if admin else ""
    return render(request, "oversight/zone.html", {"zone": zone, "admin": admin, "link": link})
