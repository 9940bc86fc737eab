"""Who leads a tenant: approves its report on itself."""

import datetime as dt
from uuid import UUID

from approvals.expiring.ladder import Ladder
from oversight.city.sides import leading
from tenants.models import Appointment, Member
from tenants.models.group import valid_on


def leaders(today: dt.date) -> list[UUID]:
    """Return who leads the running tenant, else who heads a unit that has none above it.

    Who is on leave is replaced by who stands in.
    """
    found = list(leading(today).order_by("pk").values_list("pk", flat=True))
    if not found:
        heads = Appointment.objects.on(today).filter(valid_on(today, "member__"))
        top = heads.filter(post__is_head=True, unit__parent=None, unit__ended_on=None)
        found = list(top.order_by("member").values_list("member", flat=True))
    return Ladder(today).in_place_of(found)


def leads(member: Member, today: dt.date) -> bool:
    return member.pk in leaders(today)
