"""The way into the settings of a tenant."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tenants import audit
from tenants.http import MemberRequest, member_view
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
