"""Roles of a person, and the proposals that wait for a second administrator."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenants import access
from tenants.actions.granting import confirm_role, decline_role, grant_roles
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view
from tenants.models import Member, RoleProposal
from tenants.people.forms import RolesForm
from tenants.people.granting import confirmers


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal for a reader, with what they can do about it."""

    proposal: RoleProposal
    may_confirm: bool
    is_own: bool


def shown_to(reader: Member, *, of: Member | None = None) -> list[Shown]:
    """Return the open proposals, all or of one person."""
    if not reader.can("people.confirm"):
        return []
    proposals = RoleProposal.objects.open().named()
    if of is not None:
        proposals = proposals.filter(member=of)
    return [
        Shown(
            one,
            confirmers(one, reader.tenant).filter(pk=reader.pk).exists(),
            one.proposed_by_id == reader.pk,
        )
        for one in proposals
    ]


def say_waits(request: MemberRequest, waiting: list[RoleProposal]) -> None:
    """Tell who granted that somebody else has the next word."""
    for proposal in waiting:
        messages.info(
            request,
            _("“%(role)s” waits until somebody else confirms it, for 14 days.")
            % {"role": proposal.get_role_display()},
        )


@require_http_methods(["GET", "POST"])
@member_view("people.grant")
def change_roles(request: MemberRequest, code: str, member: UUID) -> HttpResponse:
    """Show and change what somebody may do."""
    person = access.get_member(member)
    form = RolesForm(request.POST or None, tenant=request.tenant, initial={"roles": person.roles})
    if form.is_valid():
        try:
            say_waits(request, grant_roles(person, form.cleaned_data["roles"], by=request.member))
            messages.success(request, _("Saved."))
            return redirect("tenants:person", code, person.pk)
        except Refused as refused:
            form.add_error(None, refused)
    context = {"form": form, "person": person}
    status = 422 if form.errors else 200
    return render(request, "tenants/roles.html", context, status=status)


@require_safe
@member_view("people.confirm")
def show_proposals(request: MemberRequest, code: str) -> HttpResponse:
    """List the roles of administrators that wait to be confirmed."""
    return render(request, "tenants/proposals.html", {"proposals": shown_to(request.member)})


@require_POST
@member_view("people.confirm")
def decide_proposal(request: MemberRequest, code: str, proposal: UUID) -> HttpResponse:
    """Confirm, decline or take back: POST `act`."""
    found = access.get_proposal(proposal)
    try:
        if request.POST.get("act") == "confirm":
            confirm_role(found, by=request.member)
            messages.success(request, _("Confirmed."))
        else:
            decline_role(found, by=request.member)
            messages.success(request, _("The role is not given."))
    except Refused as refused:
        messages.error(request, refused.messages[0])
    return redirect("tenants:person", code, found.member_id)
