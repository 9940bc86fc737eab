"""End a delegation before its day, and tell both who are in it."""

from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import Delegation
from tenants.errors import Refused
from tenants.models import Member
from tenants.notices import notify


def end_early(delegation: Delegation, by: Member) -> None:
    """Mark a delegation as ended, and tell both; Refused when it is over already."""
    if delegation.is_over():
        raise Refused(_("This delegation is over already."))
    delegation.ended_at, delegation.ended_by = timezone.now(), by
    delegation.save(update_fields=["ended_at", "ended_by"])
    tell_both("delegation_ended", delegation, by)


def tell_both(kind: str, delegation: Delegation, by: Member) -> None:
    """Tell the delegator and the deputy what somebody did with their delegation."""
    for person in (delegation.delegator, delegation.deputy):
        notify(person, kind, subject=delegation, by=by.name)
