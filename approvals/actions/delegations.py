"""Let somebody decide in another's place for a while, and end that early."""

import datetime as dt
from typing import Final

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.models import Delegation
from approvals.standing_in.chains import Fault, Link, fault_of
from approvals.standing_in.ending import end_early, tell_both
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member

MOST_DAYS: Final = 366
FAULTS: Final = {
    Fault.OVERLAP: gettext_lazy(
        "Somebody stands in for this person in that time already. End that delegation first."
    ),
    Fault.CYCLE: gettext_lazy(
        "This would lead back: in that time the deputy's decisions go to this person in turn."
    ),
    Fault.TOO_DEEP: gettext_lazy(
        "This would be passed on too often: a deputy may have a deputy, and nobody after that."
    ),
}


@transaction.atomic
def set_delegation(
    *,
    delegator: Member,
    deputy: Member,
    first: dt.date,
    last: dt.date,
    reason: str,
    is_absent: bool = False,
    by: Member,
) -> Delegation:
    """Let the deputy decide in the delegator's place from one day to another, both included.

    Raises Refused for whoever is neither the delegator nor a document controller, for a deputy who
    may not decide, and for chains that are too long or lead back.
    """
    _check_people(delegator, deputy, by)
    _check_window(first, last)
    if not reason.strip():
        raise Refused(_("Say why somebody stands in: the reason is kept and shown."))
    if not (deputy.is_active(first) and deputy.is_active(last)):
        raise Refused(_("%(name)s is not a member in all of that time."), params={"name": deputy})
    _one_at_a_time(delegator)
    new = Link(delegator.pk, deputy.pk, first, last)
    others = Delegation.objects.planned(first).values_list(
        "delegator", "deputy", "valid_from", "valid_until"
    )
    if fault := fault_of(new, [Link(*other) for other in others]):
        raise Refused(FAULTS[fault])
    delegation = Delegation.objects.create(
        delegator=delegator,
        deputy=deputy,
        valid_from=first,
        valid_until=last,
        reason=reason.strip(),
        is_absent=is_absent,
        set_by=by,
    )
    tell_both("delegation_set", delegation, by)
    audit.record("delegation.set", delegation, by=by, **_facts(delegation))
    return delegation


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: Member) -> None:
    """End a delegation before its day; the next request of the deputy is refused already.

    Raises Refused for anybody but the two people and document controllers.
    """
    delegation = Delegation.objects.locked().get(pk=delegation.pk)
    people = (delegation.delegator_id, delegation.deputy_id)
    if by.pk not in people and not by.can("documents.control"):
        raise Refused(_("Only the two people themselves or a document controller end this."))
    end_early(delegation, by)
    audit.record("delegation.ended", delegation, by=by, **_facts(delegation))


def _check_people(delegator: Member, deputy: Member, by: Member) -> None:
    is_self = by.pk == delegator.pk and by.can("approvals.decide")
    if not (is_self or by.can("documents.control")):
        raise Refused(_("Only the person concerned or a document controller sets this."))
    if deputy.pk == delegator.pk:
        raise Refused(_("Nobody stands in for themselves. Choose a colleague."))
    if not (deputy.can("approvals.decide") and deputy.user.is_active):
        raise Refused(_("%(name)s may not decide on documents."), params={"name": deputy})


def _check_window(first: dt.date, last: dt.date) -> None:
    if first < timezone.localdate():
        raise Refused(_("The first day is past: nobody stands in backwards."))
    if last < first:
        raise Refused(_("The last day is before the first."))
    if (last - first).days >= MOST_DAYS:
        raise Refused(_("A delegation lasts %(days)d days at most."), params={"days": MOST_DAYS})


def _one_at_a_time(member: Member) -> None:
    """Let no other delegation be set in this tenant meanwhile: each depends on all of them."""
    with connection.cursor() as cursor:
        key = f"{member.tenant_id} delegations"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _facts(delegation: Delegation) -> dict[str, str | bool | dt.date]:
    return {
        "delegator": delegation.delegator.name,
        "deputy": delegation.deputy.name,
        "from": delegation.valid_from,
        "until": delegation.valid_until,
        "reason": delegation.reason,
        "absent": delegation.is_absent,
    }
