"""The settings of a tenant: the way in, and the pages about the organisation itself."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tenants import audit
from tenants.actions.organisation import change_organisation
from tenants.audit import Changes
from tenants.errors import Refused
from tenants.forms import OrganisationForm
from tenants.http import MemberRequest, member_view
from tenants.models import Tenant
from tenants.sections import Section, sections


@require_GET
@member_view("settings.read")
def show_settings(request: MemberRequest, code: str) -> HttpResponse:
    """Offer every page of the settings this member may open."""
    return render(request, "tenants/settings.html", {"sections": sections_for(request)})


def sections_for(request: MemberRequest) -> list[Section]:
    """Return the sections this member may open."""
    return [section for section in sections() if request.member.can(section.ability)]


def section_context(request: MemberRequest, name: str) -> dict[str, object]:
    """Return what `tenants/section.html` shows round a section's own content."""
    shown = sections_for(request)
    section = next(section for section in shown if section.name == name)
    return {"sections": shown, "section": section, "last": audit.last_of(section.events)}


def say_saved(request: MemberRequest, changes: Changes) -> None:
    """Tell the person on the next page whether there was anything to save."""
    said = _("Saved.") if changes else _("Nothing was changed.")
    messages.success(request, said)


@require_http_methods(["GET", "POST"])
@member_view("settings.organisation")
def change_the_organisation(request: MemberRequest, code: str) -> HttpResponse:
    """Show and change names, letterhead, time zone and language."""
    tenant = Tenant.objects.get(pk=request.tenant.pk)
    form = OrganisationForm(request.POST or None, instance=tenant)
    if form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            changes = change_organisation(tenant, form.facts, seen=seen, by=request.member)
            say_saved(request, changes)
            return redirect("tenants:organisation", code)
        except Refused as refused:
            form.refuse(refused)
    context = section_context(request, "organisation") | {"form": form}
    return render(request, "tenants/organisation.html", context, status=422 if form.errors else 200)
