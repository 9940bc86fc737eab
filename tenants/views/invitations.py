"""What the zone does about invitations: send, print, take back, offer a new password."""

from typing import NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tenants import access
from tenants.actions.invitations import invite, offer_reset, withdraw_invitation
from tenants.door.letters import site
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view
from tenants.models import Invitation, Member, Tenant
from tenants.people.invitations import code_of, link_of
from tenants.people.listing import not_yet_invited
from tenants.pictures import qr_code
from tenants.scope import new_id


class Slip(NamedTuple):
    """What one person is handed."""

    name: str
    staff_number: str
    code: str
    link: str
    picture: SafeString  # of the link
    last_day: str
    is_reset: bool


@require_POST
@member_view("people.manage")
def invite_people(request: MemberRequest, code: str) -> HttpResponse:
    """Invite those chosen by mail, or print their codes."""
    sheet = new_id() if request.POST.get("way") == "paper" else None
    try:
        made = invite(_chosen(request), by=request.member, sheet=sheet)
    except Refused as refusal:
        messages.error(request, refusal.messages[0])
        return _back(request, code)
    if sheet is not None:
        return redirect("tenants:sheet", code, sheet)
    n = len(made)
    told = ngettext("%(n)d invitation goes out by mail.", "%(n)d invitations go out by mail.", n)
    messages.success(request, told % {"n": n})
    return _back(request, code)


def _chosen(request: MemberRequest) -> list[Member]:
    if "everybody" in request.POST:
        return list(not_yet_invited(request.tenant.today()))
    wanted = [UUID(each) for each in request.POST.getlist("members") if _is_id(each)]
    return list(Member.objects.filter(pk__in=wanted))


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _back(request: MemberRequest, code: str) -> HttpResponse:
    chosen = request.POST.getlist("members")
    if "person" in request.POST and len(chosen) == 1 and _is_id(chosen[0]):
        return redirect("tenants:person", code, UUID(chosen[0]))
    return redirect("tenants:people", code)


@require_GET
@member_view("people.manage")
def show_sheet(request: MemberRequest, code: str, sheet: UUID) -> HttpResponse:
    """Show the codes of a sheet that still work, to be printed and cut."""
    printed = Invitation.objects.filter(sheet=sheet).select_related("member")
    if not printed.exists():
        raise Http404
    working = Invitation.objects.usable().filter(sheet=sheet).select_related("member")
    context = {
        "slips": [_slip(each, request.tenant) for each in working.order_by("member__name")],
        "address": site(reverse("tenants:code")),
    }
    return render(request, "tenants/sheet.html", context)


def _slip(invitation: Invitation, tenant: Tenant) -> Slip:
    link = link_of(invitation, tenant)
    return Slip(
        name=invitation.member.name,
        staff_number=invitation.member.staff_number,
        code=code_of(invitation.pk),
        link=link,
        picture=qr_code(link, scale=2),
        last_day=invitation.expires_at.astimezone(tenant.zone).date().isoformat(),
        is_reset=invitation.purpose == Invitation.Purpose.RESET,
    )


@require_POST
@member_view("people.manage")
def withdraw(request: MemberRequest, code: str, member: UUID) -> HttpResponse:
    """Take the person's open invitation back."""
    person = access.get_member(member)
    invitation = Invitation.objects.open().select_related("member").filter(member=person).first()
    try:
        if invitation is None:
            raise Refused(_("It was used or taken back a moment ago."))
        withdraw_invitation(invitation, by=request.member)
        messages.success(request, _("Taken back: link and code no longer work."))
    except Refused as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("tenants:person", code, person.pk)


@require_POST
@member_view("people.manage")
def reset(request: MemberRequest, code: str, member: UUID) -> HttpResponse:
    """Offer a new password: a code on paper."""
    person = access.get_member(member)
    try:
        offered = offer_reset(person, by=request.member)
        return redirect("tenants:sheet", code, offered.pk)
    except Refused as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("tenants:person", code, person.pk)
