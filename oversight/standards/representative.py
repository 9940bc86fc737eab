"""Who the management representative 管理者代表 is: whoever holds the post with this code today."""

from typing import Final

from django.utils import timezone

from tenants.models import Appointment, Member, MemberQuerySet

POST: Final = "MR"  # as the blueprint names it; docs/operations.md says so


def appointment_of(member: Member) -> Appointment | None:
    """Return the member's appointment as management representative today, if there is one."""
    held = Appointment.objects.on(timezone.localdate()).filter(member=member, post__code=POST)
    return held.select_related("post", "unit").order_by("is_acting", "valid_from").first()


def representatives() -> MemberQuerySet:
    """Return who holds the post today and is here."""
    held = Appointment.objects.on(timezone.localdate()).filter(post__code=POST)
    people: MemberQuerySet = Member.objects.active().filter(pk__in=held.values("member"))
    return people
