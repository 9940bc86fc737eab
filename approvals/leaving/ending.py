"""End a membership with all that hangs on it; nothing of it is deleted but rights."""

import datetime as dt

from django.utils import timezone

from approvals.models import Delegation
from approvals.standing_in.ending import end_early
from documents.models import DocumentUserGrant, FolderUserGrant
from tenants.audit import Changes
from tenants.door import sessions
from tenants.models import Appointment, GroupMember, Invitation, Member
from tenants.people.directory import tenants_of


def end_membership(member: Member, *, by: Member) -> Changes:
    """Make yesterday the last day of the membership, its posts and groups; return what changed."""
    today = timezone.localdate()
    yesterday = today - dt.timedelta(days=1)
    for delegation in Delegation.objects.planned().of(member).select_related("delegator", "deputy"):
        end_early(delegation, by)
    for dated in (Appointment, GroupMember):
        lasting = dated.objects.filter(member=member).exclude(valid_until__lt=today)
        lasting.update(valid_until=yesterday)
    Invitation.objects.open().filter(member=member).update(withdrawn_at=timezone.now())
    for grants in (DocumentUserGrant, FolderUserGrant):
        grants.objects.filter(user=member.user_id).delete()
    changes: Changes = {"valid_until": [member.valid_until, yesterday]}
    member.valid_until = yesterday
    member.save(update_fields=["valid_until"])
    if set(tenants_of(member.user_id)) <= {member.tenant_id}:  # nothing is left to sign in for
        sessions.end_sessions(member.user)
    return changes
