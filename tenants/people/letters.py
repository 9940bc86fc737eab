"""Send the invitations that wait to be mailed; a mail that does not go waits for the next visit."""

import datetime as dt
from uuid import UUID

from django.utils import timezone

from tenants.door.letters import write_to
from tenants.models import Invitation, Tenant
from tenants.people.invitations import link_of
from tenants.scope import tenant_scope


def send_waiting(tenant: Tenant) -> None:
    """Try each invitation that waits, once."""
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        wanted = Invitation.objects.usable().filter(mail_wanted=True).order_by("made_at")
        waiting = list(wanted.values_list("pk", flat=True))
    for invitation_id in waiting:
        _send(tenant, invitation_id)


def _send(tenant: Tenant, invitation_id: UUID) -> None:
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        mine = Invitation.objects.filter(pk=invitation_id, mail_wanted=True)
        if not mine.update(mail_wanted=False):
            return  # somebody else is at it
        invitation = Invitation.objects.select_related("member__user").get(pk=invitation_id)
        last_day = timezone.localdate(invitation.expires_at)
    try:
        _write(tenant, invitation, last_day)
    except OSError as failure:  # a mail server that is down, or does not know the mailbox
        told = {"mail_wanted": True, "error": f"{type(failure).__name__}: {failure}"[:300]}
    else:
        told = {"error": "", "sent_at": timezone.now(), "sent_count": invitation.sent_count + 1}
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        Invitation.objects.filter(pk=invitation_id).update(**told)


def _write(tenant: Tenant, invitation: Invitation, last_day: dt.date) -> None:
    write_to(
        invitation.member.user,
        "invitation",
        name=invitation.member.name,
        tenant=tenant,
        link=link_of(invitation, tenant),
        last_day=last_day.isoformat(),
    )
