"""Units: the tree of them, and the page of each with the people who hold posts there."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenants import access
from tenants.actions.appointments import appoint
from tenants.actions.units import add_unit, end_unit, merge_unit, move_unit, rename_unit
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view
from tenants.models import Appointment, Unit
from tenants.organisation.forms import (
    AppointmentForm,
    MergeForm,
    NamesForm,
    NewUnitForm,
    PlaceForm,
)
from tenants.organisation.tree import tree
from tenants.ties import still_needed, tied
from tenants.views.settings import section_context


@require_GET
@member_view("settings.read")
def show_units(request: MemberRequest, code: str) -> HttpResponse:
    """Show the tree of units with who leads each."""
    context = {
        "nodes": tree(),
        "ended": Unit.objects.exclude(ended_on=None).select_related("merged_into"),
        "may_organise": request.member.can("people.organise"),
    }
    return render(request, "tenants/units.html", context | section_context(request, "units"))


@require_http_methods(["GET", "POST"])
@member_view("people.organise")
def new_unit(request: MemberRequest, code: str) -> HttpResponse:
    """Add a unit."""
    form = NewUnitForm(request.POST or None)
    if form.is_valid():
        try:
            unit = add_unit(by=request.member, **form.cleaned_data)
            return redirect("tenants:unit", code, unit.code)
        except Refused as refusal:
            form.add_error("code", refusal)
    context = {"form": form} | section_context(request, "units")
    return render(request, "tenants/new_unit.html", context, status=422 if form.errors else 200)


@require_GET
@member_view("settings.read")
def show_unit(request: MemberRequest, code: str, unit: str) -> HttpResponse:
    """Show who holds which post in a unit, and what hangs on it."""
    return _page(request, access.get_unit(unit))


@require_POST
@member_view("people.organise")
def rename(request: MemberRequest, code: str, unit: str) -> HttpResponse:
    """Give a unit other names."""
    return _answer(request, access.get_unit(unit), "names", NamesForm(request.POST), rename_unit)


@require_POST
@member_view("people.organise")
def move(request: MemberRequest, code: str, unit: str) -> HttpResponse:
    """Put a unit somewhere else in the tree."""
    found = access.get_unit(unit)
    return _answer(request, found, "place", PlaceForm(request.POST, unit=found), move_unit)


@require_http_methods(["GET", "POST"])
@member_view("people.organise")
def merge(request: MemberRequest, code: str, unit: str) -> HttpResponse:
    """Say what a merger would move, and merge when that is confirmed."""
    found = access.get_unit(unit)
    form = MergeForm(request.POST or request.GET or None, unit=found)
    if request.method == "POST" and form.is_valid():
        try:
            merge_unit(found, by=request.member, **form.cleaned_data)
            return redirect("tenants:unit", code, form.cleaned_data["into"].code)
        except Refused as refusal:
            form.add_error(None, refusal)
    context = {"unit": found, "form": form, "needs": tied(found, request.member)}
    context |= section_context(request, "units")
    return render(request, "tenants/merge_unit.html", context, status=422 if form.errors else 200)


@require_POST
@member_view("people.organise")
def end(request: MemberRequest, code: str, unit: str) -> HttpResponse:
    """End a unit on which nothing hangs."""
    return _answer(request, access.get_unit(unit), "end", forms.Form(request.POST), end_unit)


@require_POST
@member_view("people.organise")
def appoint_in(request: MemberRequest, code: str, unit: str) -> HttpResponse:
    """Let somebody hold a post in the unit."""
    form = AppointmentForm(request.POST, auto_id="appoint_%s")

    def act(found: Unit, **facts: object) -> object:
        return appoint(unit=found, **facts)  # type: ignore[arg-type]

    return _answer(request, access.get_unit(unit), "appoint", form, act)


def _answer(
    request: MemberRequest, unit: Unit, name: str, form: forms.Form, act: Callable[..., object]
) -> HttpResponse:
    """Do what the form says, or show the page again with what is wrong."""
    if form.is_valid():
        try:
            act(unit, by=request.member, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("tenants:unit", request.tenant.slug, unit.code)
        except Refused as refusal:
            form.add_error(None, refusal)
    return _page(request, access.get_unit(unit.code), **{name: form})


def _page(request: MemberRequest, unit: Unit, **bound: forms.Form) -> HttpResponse:
    held = Appointment.objects.filter(unit=unit).select_related("member", "post")
    today = timezone.localdate()
    context: dict[str, object] = {
        "unit": unit,
        "today": today,
        "held": held.over(today, None).order_by("-post__is_head", "post__code", "member__name"),
        "past": held.filter(valid_until__lt=today).order_by("-valid_until", "member__name")[:50],
        "needs": still_needed(unit, request.member),
        "may_organise": request.member.can("people.organise") and not unit.is_ended(),
        "names": NamesForm(initial={"name_zh": unit.name_zh, "name_en": unit.name_en}),
        "place": PlaceForm(unit=unit),
        "merge": MergeForm(unit=unit),
        "appoint": AppointmentForm(auto_id="appoint_%s"),
        **bound,
        **section_context(request, "units"),
    }
    return render(request, "tenants/unit.html", context, status=422 if bound else 200)
