"""The people of a tenant: the list, one person, adding and changing."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from tenants import access
from tenants.actions.people import add_member, edit_member
from tenants.filters import Filter
from tenants.http import MemberRequest, member_view
from tenants.models import Invitation, Post, Tenant, Unit
from tenants.panels import slots
from tenants.people import listing
from tenants.people.forms import PersonForm, RolesForm, role_choices
from tenants.people.granting import may_grant
from tenants.people.history import history
from tenants.people.labels import STATES, standing
from tenants.people.roles import Role
from tenants.views.granting import say_waits, shown_to


@require_safe
@vary_on_headers("HX-Request")
@member_view("people.read")
def show_people(request: MemberRequest, code: str) -> HttpResponse:
    """Find anybody here, and how they stand."""
    wanted, today = request.GET, request.tenant.today()
    found, after = listing.page(listing.filtered(wanted, today), wanted.get("after", ""))
    counts = listing.counts(listing.filtered(wanted, today, with_state=False), today)
    context = {
        "rows": listing.rows(found, code, today),
        "after": after,
        "wanted": wanted,
        "states": [(state, label, counts[state]) for state, label in STATES.items()],
        "count": counts[state] if (state := wanted.get("state", "")) in counts else counts[""],
        "filters": [] if request.htmx else _filters(wanted, request.tenant),
        "is_filtered": any(wanted.get(name) for name in listing.FILTERS),
        "may_manage": request.member.can("people.manage"),
        "may_confirm": request.member.can("people.confirm"),
    }
    return render(request, "tenants/people.html" + ("#rows" if request.htmx else ""), context)


def _filters(wanted: Mapping[str, str], tenant: Tenant) -> list[Filter]:
    units = [(unit.code, unit.name) for unit in Unit.objects.active()]
    posts = [(post.code, post.name) for post in Post.objects.active()]
    choices = (
        ("unit", _("Unit"), units),
        ("post", _("Post"), posts),
        ("role", _("Role"), role_choices(tenant)),
    )
    return [Filter(name, label, rows, wanted.get(name, "")) for name, label, rows in choices]


@require_safe
@member_view("people.read")
def show_person(request: MemberRequest, code: str, member: UUID) -> HttpResponse:
    """Show one person: what is known, which posts, how the account stands, what was done."""
    person, today = access.get_member(member), request.tenant.today()
    invitations = list(Invitation.objects.filter(member=person).select_related("made_by")[:5])
    waiting = next((i for i in invitations if i.state() == Invitation.State.OPEN), None)
    held = person.appointments.select_related("unit", "post")
    context = {
        "person": person,
        "label": standing(person, today, is_invited=waiting is not None),
        "appointments": held.order_by("-valid_from", "unit__code"),
        "invitations": invitations,
        "waiting": waiting,
        "history": history(person),
        "may_manage": request.member.can("people.manage"),
        "may_organise": request.member.can("people.organise"),
        "may_grant": request.member.can("people.grant") and person != request.member,
        "proposals": shown_to(request.member, of=person),
        "slots": slots(request, "person", person=person),
    }
    return render(request, "tenants/person.html", context)


@require_http_methods(["GET", "POST"])
@member_view("people.manage")
def add_person(request: MemberRequest, code: str) -> HttpResponse:
    """Take somebody in."""
    form = PersonForm(request.POST or None)
    roles = _roles_form(request, [Role.READER])
    if form.is_valid() and (roles is None or roles.is_valid()):
        try:
            with transaction.atomic():
                chosen = roles.cleaned_data["roles"] if roles else []
                person = add_member(form.person(), chosen, by=request.member)
            messages.success(request, _("%(name)s belongs here now.") % {"name": person.name})
            return redirect("tenants:person", code, person.pk)
        except ValidationError as refusal:
            form.refuse(refusal)
    context = {"form": form, "roles": roles}
    return render(request, "tenants/person_edit.html", context, status=_status(form, roles))


@require_http_methods(["GET", "POST"])
@member_view("people.manage")
def edit_person(request: MemberRequest, code: str, member: UUID) -> HttpResponse:
    """Change what is known of somebody and, by who grants roles, what they may do."""
    person = access.get_member(member)
    form = PersonForm(
        request.POST or None, instance=person, initial={"email": person.user.email or ""}
    )
    roles = None if person == request.member else _roles_form(request, person.roles)
    if form.is_valid() and (roles is None or roles.is_valid()):
        try:
            facts, given = form.person(), roles.cleaned_data["roles"] if roles else None
            seen = form.cleaned_data["seen"]
            say_waits(request, edit_member(person, facts, given, seen=seen, by=request.member))
            messages.success(request, _("Saved."))
            return redirect("tenants:person", code, person.pk)
        except ValidationError as refusal:
            form.refuse(refusal)
    context = {"form": form, "roles": roles, "person": access.get_member(member)}
    return render(request, "tenants/person_edit.html", context, status=_status(form, roles))


def _roles_form(request: MemberRequest, shown: list[str]) -> RolesForm | None:
    if not may_grant(request.member):
        return None
    return RolesForm(request.POST or None, tenant=request.tenant, initial={"roles": shown})


def _status(*forms: PersonForm | RolesForm | None) -> int:
    return 422 if any(form is not None and form.errors for form in forms) else 200
