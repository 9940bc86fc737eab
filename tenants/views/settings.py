"""The settings of a tenant: the way in, and the pages about the organisation itself."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.db.models import Model
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tenants import audit
from tenants.actions.organisation import change_organisation
from tenants.actions.reminders import change_reminders
from tenants.audit import Changes
from tenants.calendar import missing_year
from tenants.changing import ChangeForm
from tenants.errors import Refused
from tenants.forms import OrganisationForm, RemindersForm
from tenants.http import MemberRequest, member_view
from tenants.models import Tenant
from tenants.sections import Section, sections

type Change = Callable[..., Changes]  # an action that takes facts, what was seen, and by whom


@require_GET
@member_view("settings.read")
def show_settings(request: MemberRequest, code: str) -> HttpResponse:
    """Offer every page of the settings this member may open."""
    context = {
        "sections": sections_for(request),
        "missing": missing_year(request.tenant.today()),
    }
    return render(request, "tenants/settings.html", context)


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


def save(request: MemberRequest, form: ChangeForm, change: Change, to: str) -> HttpResponse | None:
    """Save what was changed and go to the address of that name; None when that was refused.

    What others have changed meanwhile is a refusal, too: the form shows it then.
    """
    if not form.is_valid():
        return None
    try:
        changes = change(form.facts, seen=form.cleaned_data["seen"], by=request.member)
    except Refused as refused:
        form.refuse(refused)
        return None
    say_saved(request, changes)
    return redirect(to, request.tenant.slug)


def answer(
    request: MemberRequest, form: Form, act: Callable[..., object], row: Model
) -> HttpResponse | None:
    """Do to the row what the form says and go to its page; None when that was refused."""
    if not form.is_valid():
        return None
    try:
        act(row, by=request.member, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, refused)
        return None
    messages.success(request, _("Saved."))
    key = getattr(row, "code", row.pk)
    return redirect(f"tenants:{row._meta.model_name}", request.tenant.slug, key)


@require_http_methods(["GET", "POST"])
@member_view("settings.organisation")
def change_the_organisation(request: MemberRequest, code: str) -> HttpResponse:
    """Show and change names, letterhead, time zone and language."""
    tenant = Tenant.objects.get(pk=request.tenant.pk)
    form = OrganisationForm(request.POST or None, instance=tenant)
    if saved := save(request, form, partial(change_organisation, tenant), "tenants:organisation"):
        return saved
    context = section_context(request, "organisation") | {"form": form}
    return render(request, "tenants/organisation.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@member_view("settings.documents")
def change_the_reminders(request: MemberRequest, code: str) -> HttpResponse:
    """Show and change days to acknowledge, the statement, and the milestones of reminders."""
    tenant = Tenant.objects.get(pk=request.tenant.pk)
    form = RemindersForm(request.POST or None, instance=tenant)
    if saved := save(request, form, partial(change_reminders, tenant), "tenants:reminders"):
        return saved
    context = section_context(request, "reminders") | {"form": form}
    return render(request, "tenants/reminders.html", context, status=422 if form.errors else 200)
