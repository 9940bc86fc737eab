"""Who on the tenant's side a follow-up reaches: its leader and its document controllers."""

import datetime as dt

from tenants.models import Appointment, Member, MemberQuerySet
from tenants.people.roles import Role

LEADER = "LEADER"  # the post, as the blueprint calls it


def leading(today: dt.date) -> MemberQuerySet:
    """Return who leads the running tenant on a day."""
    posts = Appointment.objects.on(today).filter(post__code=LEADER)
    return Member.objects.active(today).filter(pk__in=posts.values("member"))


def spoken_to(today: dt.date) -> MemberQuerySet:
    """Return whom the city speaks to in the running tenant."""
    controllers = Member.objects.active(today).with_role(Role.CONTROLLER)
    return Member.objects.active(today).filter(pk__in=leading(today) | controllers)


def may_reply(member: Member) -> bool:
    """Tell whether this member speaks for the tenant."""
    return (
        member.can("documents.control")
        or leading(member.tenant.today()).filter(pk=member.pk).exists()
    )
