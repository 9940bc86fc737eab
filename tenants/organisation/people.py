"""Begin appointments, and carry them from one unit to another."""

import datetime as dt
from typing import Final

from django.utils import timezone

from tenants.models import Appointment, Unit

DAY: Final = dt.timedelta(days=1)


def begin(one: Appointment) -> Appointment:
    """Write an appointment; one that began the same day and was ended before it held goes on."""
    today = timezone.localdate()
    appointment, _ = Appointment.objects.update_or_create(
        member_id=one.member_id,
        post_id=one.post_id,
        unit_id=one.unit_id,
        valid_from=one.valid_from,
        defaults={
            "valid_until": one.valid_until,
            "is_acting": one.is_acting,
            "recorded_on": today if one.valid_from < today else None,
        },
    )
    return appointment


def move_people(old: Unit, new: Unit) -> None:
    """End the appointments in one unit and begin the same in another, from today.

    The days up to yesterday stay as they were: who had to read what then stays answerable. Who
    holds the post in the new unit already keeps that appointment.
    """
    today = timezone.localdate()
    held = Appointment.objects.filter(unit=new).lasting(today).values_list("member", "post")
    known = set(held)
    for one in Appointment.objects.locked().filter(unit=old).lasting(today):
        if (one.member_id, one.post_id) not in known:
            begin(
                Appointment(
                    member_id=one.member_id,
                    post_id=one.post_id,
                    unit=new,
                    is_acting=one.is_acting,
                    valid_from=max(one.valid_from, today),
                    valid_until=one.valid_until,
                )
            )
        one.valid_until = max(one.valid_from, today) - DAY
        one.save(update_fields=["valid_until"])
