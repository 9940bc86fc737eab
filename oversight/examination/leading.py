"""Who leads a tenant: approves its report on itself."""

import datetime as dt
from typing import Final
from uuid import UUID

from approvals.expiring.ladder import Ladder
from tenants.models import Appointment, Member
from tenants.models.group import valid_on

LEADER: Final = "LEADER"  # the post in the blueprints; where nobody holds it, heads of top units


def leaders(today: dt.date) -> list[UUID]:
    """Return who leads the running tenant; who is on leave, by who stands in."""
    held = Appointment.objects.on(today).filter(valid_on(today, "member__")).order_by("member")
    leading = held.filter(post__code=LEADER)
    if not leading.exists():
        leading = held.filter(post__is_head=True, unit__parent=None, unit__ended_on=None)
    return Ladder(today).in_place_of(leading.values_list("member", flat=True))


def leads(member: Member, today: dt.date) -> bool:
    return member.pk in leaders(today)
