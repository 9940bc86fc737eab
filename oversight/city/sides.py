"""Who stands for a tenant before the city: its leader and its document controllers."""

import datetime as dt
from uuid import UUID

from django.db.models import Q

from approvals.expiring.ladder import Ladder
from tenants.models import Appointment, Member, MemberQuerySet
from tenants.models.group import valid_on
from tenants.people.roles import Role

LEADER = "LEADER"  # the post, as the blueprint calls it


def leaders(today: dt.date) -> list[UUID]:
    """Return who leads the running tenant: holds the post, else heads a unit that has none above.

    Who is on leave is replaced by who stands in.
    """
    holders = Appointment.objects.on(today).filter(valid_on(today, "member__"))
    for asked in (
        Q(post__code=LEADER),
        Q(post__is_head=True, unit__parent=None, unit__ended_on=None),
    ):
        found = holders.filter(asked).order_by("member").values_list("member", flat=True)
        if people := list(found):
            return Ladder(today).in_place_of(people)
    return []


def leads(member: Member) -> bool:
    """Tell whether this member leads the tenant."""
    return member.pk in leaders(member.tenant.today())


def spoken_to(today: dt.date) -> MemberQuerySet:
    """Return whom the city speaks to in the running tenant."""
    controls = Q(roles__contains=[Role.CONTROLLER])
    return Member.objects.active(today).filter(Q(pk__in=leaders(today)) | controls)


def may_reply(member: Member) -> bool:
    """Tell whether this member speaks for the tenant."""
    return member.can("documents.control") or leads(member)
