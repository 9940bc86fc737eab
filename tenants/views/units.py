"""Units: the tree of them, and the page of each with the people who hold posts there."""

from django import forms
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
from tenants.views.settings import answer, section_context


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
    context = {"form": form, "heading": _("New unit")} | section_context(request, "units")
    return render(request, "tenants/new_row.html", context, status=422 if form.errors else 200)


@require_GET
@member_view("settings.read")
def show_unit(request: MemberRequest, code: str, unit: str) -> HttpResponse:
    """Show who holds which post in a unit, and what hangs on it."""
    return _page(request, access.get_unit(unit))


@require_POST
@member_view("people.organise")
def rename(request: MemberRequest, code: str, unit: str) -> HttpResponse:
    """Give a unit other names."""
    found, form = access.get_unit(unit), NamesForm(request.POST)
    return answer(request, form, rename_unit, found) or _page(request, found, names=form)


@require_POST
@member_view("people.organise")
def move(request: MemberRequest, code: str, unit: str) -> HttpResponse:
    """Put a unit somewhere else in the tree."""
    found = access.get_unit(unit)
    form = PlaceForm(request.POST, unit=found)
    return answer(request, form, move_unit, found) or _page(request, found, place=form)


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
    found, form = access.get_unit(unit), forms.Form(request.POST)
    return answer(request, form, end_unit, found) or _page(request, found, end=form)


@require_POST
@member_view("people.organise")
def appoint_in(request: MemberRequest, code: str, unit: str) -> HttpResponse:
    """Let somebody hold a post in the unit."""
    found, form = access.get_unit(unit), AppointmentForm(request.POST, auto_id="appoint_%s")

    def act(found: Unit, **facts: object) -> object:
        return appoint(unit=found, **facts)  # type: ignore[arg-type]

    return answer(request, form, act, found) or _page(request, found, appoint=form)


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
