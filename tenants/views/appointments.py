"""Appoint a person, and the page of one appointment."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenants import access
from tenants.actions.appointments import appoint, change_appointment
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view
from tenants.organisation.forms import ChangeAppointmentForm, PlacedAppointmentForm
from tenants.views.settings import section_context


@require_http_methods(["GET", "POST"])
@member_view("people.organise")
def show_appointment(request: MemberRequest, code: str, appointment: UUID) -> HttpResponse:
    """Set the last day of an appointment, or whether it is an acting one."""
    found = access.get_appointment(appointment)
    form = ChangeAppointmentForm(request.POST or None, appointment=found)
    if form.is_valid():
        try:
            change_appointment(found, by=request.member, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("tenants:unit", code, found.unit.code)
        except Refused as refusal:
            form.add_error(None, refusal)
    context = {"appointment": found, "form": form} | section_context(request, "units")
    return render(request, "tenants/appointment.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@member_view("people.organise")
def appoint_person(request: MemberRequest, code: str, member: UUID) -> HttpResponse:
    """Let this person hold a post in a unit."""
    person = access.get_member(member)
    form = PlacedAppointmentForm(request.POST or None)
    if form.is_valid():
        try:
            appoint(person, by=request.member, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("tenants:person", code, person.pk)
        except Refused as refusal:
            form.add_error(None, refusal)
    context = {"person": person, "form": form}
    status = 422 if form.errors else 200
    return render(request, "tenants/appoint_person.html", context, status=status)
