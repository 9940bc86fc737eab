"""Reorganisations: plan several changes of units, look at what moves, perform them as one act."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenants import access
from tenants.actions.reorganisations import (
    add_step,
    call_off,
    drop_step,
    plan_reorganisation,
    schedule,
)
from tenants.http import MemberRequest, member_view
from tenants.models import Reorganisation
from tenants.organisation.plan_forms import DayForm, DropForm, PlanForm, StepForm
from tenants.organisation.preview import preview
from tenants.views.settings import answer, section_context


@require_GET
@member_view("settings.read")
def show_plans(request: MemberRequest, code: str) -> HttpResponse:
    """Show the reorganisations that are planned and those that were performed."""
    context = {
        "plans": Reorganisation.objects.select_related("made_by"),
        "may_organise": request.member.can("people.organise"),
    }
    page = context | section_context(request, "reorganisations")
    return render(request, "tenants/plans.html", page)


@require_http_methods(["GET", "POST"])
@member_view("people.organise")
def new_plan(request: MemberRequest, code: str) -> HttpResponse:
    """Begin a plan."""
    form = PlanForm(request.POST or None)
    if form.is_valid():
        plan = plan_reorganisation(by=request.member, **form.cleaned_data)
        return redirect("tenants:reorganisation", code, plan.pk)
    context = {"form": form} | section_context(request, "reorganisations")
    return render(request, "tenants/new_plan.html", context, status=422 if form.errors else 200)


@require_GET
@member_view("settings.read")
def show_plan(request: MemberRequest, code: str, plan: UUID) -> HttpResponse:
    """Show the steps of a plan, and what they would move if it were performed now."""
    return _page(request, access.get_plan(plan))


@require_POST
@member_view("people.organise")
def add(request: MemberRequest, code: str, plan: UUID) -> HttpResponse:
    """Put a step at the end."""
    found, form = access.get_plan(plan), StepForm(request.POST)
    return answer(request, form, add_step, found) or _page(request, found, form=form)


@require_POST
@member_view("people.organise")
def drop(request: MemberRequest, code: str, plan: UUID) -> HttpResponse:
    """Take a step out."""
    found = access.get_plan(plan)
    form = DropForm(request.POST, plan=found)
    return answer(request, form, drop_step, found) or _page(request, found, off=form)


@require_POST
@member_view("people.organise")
def perform(request: MemberRequest, code: str, plan: UUID) -> HttpResponse:
    """Perform the plan today, or let the clock do it on its day."""
    found, form = access.get_plan(plan), DayForm(request.POST)
    return answer(request, form, schedule, found) or _page(request, found, day=form)


@require_POST
@member_view("people.organise")
def take_back(request: MemberRequest, code: str, plan: UUID) -> HttpResponse:
    """Take a scheduled plan back to be changed; give a draft up."""
    found, form = access.get_plan(plan), forms.Form(request.POST)
    return answer(request, form, call_off, found) or _page(request, found, off=form)


def _page(request: MemberRequest, plan: Reorganisation, **bound: forms.Form) -> HttpResponse:
    states = Reorganisation.State
    is_open = plan.state in (states.DRAFT, states.SCHEDULED, states.STOPPED)
    may_organise = request.member.can("people.organise") and not request.tenant.is_suspended()
    context: dict[str, object] = {
        "plan": plan,
        "steps": plan.steps_in_order(),
        "preview": preview(plan, request.member) if is_open and may_organise else None,
        "is_draft": plan.state == states.DRAFT,
        "is_open": is_open,
        "may_organise": may_organise,
        "form": StepForm(),
        "day": DayForm(),
        **bound,
        **section_context(request, "reorganisations"),
    }
    return render(request, "tenants/plan.html", context, status=422 if bound else 200)
