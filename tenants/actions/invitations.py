"""Let people in: invite, take that back, offer a new password, and what they do with it."""

import datetime as dt
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants import audit
from tenants.access import require_manager
from tenants.actions.accounts import change_password
from tenants.door.sessions import end_sessions
from tenants.errors import Refused
from tenants.models import Invitation, Member, Tenant
from tenants.people.directory import tenants_of
from tenants.people.granting import refuse_as_administrator
from tenants.scope.queue import after_commit
from tenants.tasks import send_invitations

MOST_ON_A_SHEET: Final = 500
RESET_DAYS: Final = 3


@transaction.atomic
def invite(
    people: Sequence[Member], *, by: Member | None, sheet: UUID | None = None
) -> list[Invitation]:
    """Invite those who have not come yet: by mail, or with a sheet those who have no mail.

    An invitation that still holds is sent or printed again, with new time. Raises Refused when
    there is nobody to invite.
    """
    require_manager(by)
    asked = Member.objects.locked().select_related("user").order_by("pk")
    fit = [m for m in asked.filter(pk__in=[p.pk for p in people]) if _fits(m, sheet)]
    if not fit:
        raise Refused(_refusal(sheet))
    if sheet and len(fit) > MOST_ON_A_SHEET:
        raise Refused(_("Choose at most %(n)d people for one sheet.") % {"n": MOST_ON_A_SHEET})
    tenant = Tenant.objects.get(pk=fit[0].tenant_id)
    facts = _facts(tenant.invitation_days, sheet)
    held = Invitation.objects.usable().filter(member__in=fit)
    again = set(held.values_list("member_id", flat=True))
    held.update(**facts)
    new = [member for member in fit if member.pk not in again]
    Invitation.objects.open().filter(member__in=new).update(withdrawn_at=timezone.now())
    Invitation.objects.bulk_create([Invitation(member=m, made_by=by, **facts) for m in new])
    if sheet is None:
        after_commit(send_invitations)
    way = "mail" if sheet is None else "paper"
    audit.record_all("invitation.made", [(member, {"way": way}) for member in fit], by=by)
    return list(Invitation.objects.usable().filter(member__in=fit))


def _fits(member: Member, sheet: UUID | None) -> bool:
    """Who has a mailbox is invited there: an account is entered by its mailbox alone."""
    today = timezone.localdate()
    is_here = member.valid_until is None or member.valid_until >= today
    return is_here and member.joined_at is None and (sheet is None) == bool(member.user.email)


def _refusal(sheet: UUID | None) -> str:
    if sheet is None:
        return _("Nobody to invite by mail: they have come already, left, or have no e-mail.")
    return _("No code to print: they have come already, left, or are invited by mail.")


def _facts(days: int, sheet: UUID | None) -> dict[str, object]:
    expires_at = timezone.now() + dt.timedelta(days=days)
    return {"expires_at": expires_at, "sheet": sheet, "mail_wanted": sheet is None}


@transaction.atomic
def offer_reset(member: Member, *, by: Member) -> Invitation:
    """Make a code on paper by which this person sets a new password."""
    require_manager(by)
    member = Member.objects.locked().select_related("user").get(pk=member.pk)
    _check_may_reset(member, by)
    Invitation.objects.open().filter(member=member).update(withdrawn_at=timezone.now())
    offered = Invitation.objects.create(
        member=member,
        made_by=by,
        purpose=Invitation.Purpose.RESET,
        expires_at=timezone.now() + dt.timedelta(days=RESET_DAYS),
    )
    Invitation.objects.filter(pk=offered.pk).update(sheet=offered.pk)
    offered.sheet = offered.pk
    audit.record("password.offered", member, by=by)
    return offered


def _check_may_reset(member: Member, by: Member) -> None:
    if member.pk == by.pk:
        raise Refused(_("Change your own password under your account."))
    if member.joined_at is None:
        raise Refused(_("This person has not come yet: invite them again."))
    refuse_as_administrator(member)
    if not member.staff_number:
        raise Refused(_("Give a staff number first: it is typed together with the code."))
    # Whoever hands over the code could use it, and must not reach other places by it.
    if set(tenants_of(member.user_id)) - {member.tenant_id}:
        raise Refused(_("This password cannot be set anew here. It can by mail, at sign-in."))


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Member) -> None:
    """Make its link and code void."""
    require_manager(by)
    open_one = Invitation.objects.open().filter(pk=invitation.pk)
    if not open_one.update(withdrawn_at=timezone.now(), mail_wanted=False):
        raise Refused(_("It was used or taken back a moment ago."))
    audit.record("invitation.withdrawn", invitation.member, by=by)


@transaction.atomic
def use_invitation(invitation: Invitation, *, password: str, by: Member) -> None:
    """Come in: with a first or a new password, or without for who has an account already."""
    now = timezone.now()
    if not Invitation.objects.usable().filter(pk=invitation.pk).update(used_at=now):
        raise Refused(_("It was used or taken back a moment ago."))
    Member.objects.filter(pk=by.pk, joined_at=None).update(joined_at=now)
    if invitation.purpose == Invitation.Purpose.RESET:
        change_password(password, by=by.user)
    elif password:
        by.user.set_password(password)
        by.user.save(update_fields=["password"])
        end_sessions(by.user)
    is_reset = invitation.purpose == Invitation.Purpose.RESET
    audit.record("password.reset" if is_reset else "invitation.accepted", by, by=by)
