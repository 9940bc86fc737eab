"""Open a new organ or zone in six steps: the city begins, the zone's administrator goes on."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from oversight.access import get_zone
from oversight.actions.opening import furnish_zone, go_live
from oversight.actions.provisioning import provision
from oversight.forms import FurnitureForm, ZoneForm
from oversight.furniture import sources
from oversight.models import Adoption
from oversight.opening import checklist, steps
from tenants.errors import Refused, sentence
from tenants.http import MemberRequest, member_view
from tenants.models import Member, Tenant
from tenants.people.invitations import waiting_link
from tenants.people.roles import Role
from tenants.scope import tenant_scope


@require_http_methods(["GET", "POST"])
@member_view("city.provision")
def new(request: MemberRequest) -> HttpResponse:
    """Ask what only the city knows; saved, the zone is there and being set up."""
    if request.htmx:
        return render(request, "oversight/parts/samples.html", {"samples": _typed(request)})
    form = ZoneForm(request.POST or None)
    if form.is_valid():
        try:
            opened = provision(form.plan(), by=request.member)
            return redirect(_url(opened.tenant, "system", is_city=True))
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
    context = {"form": form, "lines": steps.lines("zone"), "step": steps.STEPS[0]}
    status = 422 if form.errors else 200
    return render(request, "oversight/opening/new.html", context, status=status)


def _typed(request: MemberRequest) -> list[sources.Sample]:
    """Return the numbers that the code typed so far would begin."""
    code = request.POST.get("code", "").strip().upper()[:12]
    plan = sources.load("default")
    return sources.samples(code, plan, plan.version_scheme) if code.isalnum() else []


@require_http_methods(["GET", "POST"])
@member_view("city.provision")
def city_step(request: MemberRequest, code: str, step: str) -> HttpResponse:
    """Go through a step for the zone, from the city."""
    return _step(request, get_zone(code), step, is_city=True)


@require_http_methods(["GET", "POST"])
@member_view("settings.organisation")
def own_step(request: MemberRequest, code: str, step: str) -> HttpResponse:
    """Go through a step in one's own zone."""
    return _step(request, request.tenant, step, is_city=False)


@require_GET
@member_view("settings.organisation")
def own_steps(request: MemberRequest, code: str) -> HttpResponse:
    """Go on where the zone stands: at the first step that still needs something."""
    finished = steps.done(request.tenant, checklist.answers())
    optional = {step.name for step in steps.STEPS if step.is_optional}
    left = [name for name in steps.NAMES if name not in finished | optional]
    return redirect("oversight:step", code, left[0] if left else "check")


def _step(request: MemberRequest, zone: Tenant, name: str, *, is_city: bool) -> HttpResponse:
    if name not in steps.NAMES:
        raise Http404
    form = FurnitureForm(request.POST or None, zone=zone)
    if request.method == "POST" and not request.htmx:
        act = {"system": _furnish, "check": _go_live}.get(name)
        if act is None:
            return redirect(_url(zone, name, is_city=is_city))
        if act(request, zone, form):
            after = steps.following(name) if name == "system" else name
            return redirect(_url(zone, after, is_city=is_city))
    with tenant_scope(zone.pk, time_zone=zone.time_zone):
        context = _context(zone, name, is_city=is_city)
    context |= {"form": form, "is_city": is_city}
    if name == "system":
        context["samples"] = _samples(zone, form)
    if request.htmx:
        return render(request, "oversight/parts/samples.html", context)
    status = 422 if form.errors else 200
    return render(request, f"oversight/opening/{name}.html", context, status=status)


def _furnish(request: MemberRequest, zone: Tenant, form: FurnitureForm) -> bool:
    if not form.is_valid():
        return False
    facts = form.cleaned_data | {"source": sources.load(form.cleaned_data["source"])}
    try:
        furnish_zone(zone, by=request.member, **facts)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return False
    messages.success(request, _("Saved."))
    return True


def _go_live(request: MemberRequest, zone: Tenant, form: FurnitureForm) -> bool:
    try:
        go_live(zone, by=request.member)
        messages.success(request, _("%(zone)s is live.") % {"zone": zone.name})
    except ValidationError as refusal:
        messages.error(request, sentence(refusal))
    return True


def _samples(zone: Tenant, form: FurnitureForm) -> list[sources.Sample]:
    source, scheme = form.chosen()
    try:
        return sources.samples(zone.code, sources.load(source), scheme)
    except Refused:
        return []


def _url(zone: Tenant, step: str, *, is_city: bool) -> str:
    view = "oversight:city_step" if is_city else "oversight:step"
    return reverse(view, args=[zone.slug, step])


def _context(zone: Tenant, name: str, *, is_city: bool) -> dict[str, Any]:
    """Return what the page of a step shows of the running zone."""
    answers = checklist.answers()
    finished = steps.done(zone, answers)
    step = steps.STEPS[steps.NAMES.index(name)]
    before = steps.preceding(name)
    admin = Member.objects.with_role(Role.TENANT_ADMIN).select_related("user", "tenant").first()
    return {
        "zone": zone,
        "step": step,
        "lines": steps.lines(name, finished, lambda each: _url(zone, each, is_city=is_city)),
        "before": _url(zone, before, is_city=is_city) if before else "",
        "after": None if step == steps.STEPS[-1] else steps.STEPS[steps.NAMES.index(name) + 1],
        "after_url": _url(zone, steps.following(name), is_city=is_city),
        "facts": steps.facts_of(name),
        "links": [(reverse(view, args=[zone.slug]), words) for view, words in step.links],
        "answers": answers,
        "here": [answer for answer in answers if answer.check.step == name and not answer.is_right],
        "blocking": checklist.blocking(answers),
        "adoption": Adoption.objects.first(),
        "admin": admin,
        "invitation": waiting_link(admin) if admin and is_city else "",
    }
