"""Give posts to people, change and end that."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants import audit
from tenants.access import require_organiser
from tenants.errors import Refused
from tenants.models import Appointment, Member, Post, Unit
from tenants.organisation.people import begin


@transaction.atomic
def appoint(
    member: Member,
    *,
    post: Post,
    unit: Unit,
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
    is_acting: bool = False,
    by: Member | None,
) -> Appointment:
    """Let a member hold a post in a unit from a day on, perhaps only as acting holder."""
    require_organiser(by)
    unit, post = Unit.objects.hold(unit), Post.objects.hold(post)
    appointment = Appointment(
        member=member,
        post=post,
        unit=unit,
        is_acting=is_acting,
        valid_from=valid_from or timezone.localdate(),
        valid_until=valid_until,
    )
    _check(appointment)
    appointment = begin(appointment)
    audit.record("appointment.made", appointment, by=by, **_facts(appointment))
    return appointment


@transaction.atomic
def change_appointment(
    appointment: Appointment, *, valid_until: dt.date | None, is_acting: bool, by: Member | None
) -> None:
    """Set the last day of an appointment, or whether it is an acting one.

    The past stays as it was: who had to read and who could sign then is answered from it.
    """
    require_organiser(by)
    Unit.objects.hold(appointment.unit)
    appointment.refresh_from_db()
    changed = audit.changes(appointment, {"valid_until": valid_until, "is_acting": is_acting})
    if not changed:
        return
    today = timezone.localdate()
    _refuse_past(appointment.valid_until, valid_until, today)
    if appointment.is_acting != is_acting and appointment.valid_from < today:
        _renew(appointment, valid_until, is_acting=is_acting, today=today)
    else:
        appointment.valid_until, appointment.is_acting = valid_until, is_acting
        _check(appointment)
        appointment.save(update_fields=["valid_until", "is_acting"])
    audit.record(
        "appointment.changed", appointment, by=by, **_facts(appointment) | {"changes": changed}
    )


def _refuse_past(old: dt.date | None, new: dt.date | None, today: dt.date) -> None:
    yesterday = today - dt.timedelta(days=1)
    if (old is not None and old < yesterday) or (new is not None and new < yesterday):
        raise Refused(_("The past stays as it was: the last day can be yesterday at the earliest."))


def _renew(
    appointment: Appointment, valid_until: dt.date | None, *, is_acting: bool, today: dt.date
) -> None:
    """Go on as full or as acting holder from today; until yesterday it was the other one."""
    appointment.valid_until = today - dt.timedelta(days=1)
    appointment.save(update_fields=["valid_until"])
    following = Appointment(
        member=appointment.member,
        post=appointment.post,
        unit=appointment.unit,
        is_acting=is_acting,
        valid_from=today,
        valid_until=valid_until,
    )
    _check(following)
    begin(following)


def _check(appointment: Appointment) -> None:
    first, last = appointment.valid_from, appointment.valid_until
    if last is not None and (first - last).days > 1:
        raise Refused(_("The last day is before the first."))
    same = Appointment.objects.filter(
        member=appointment.member_id, post=appointment.post_id, unit=appointment.unit_id
    )
    if same.over(first, last).exclude(pk=appointment.pk).exists():
        raise Refused(
            _("%(name)s holds “%(post)s” in this unit at that time already."),
            params={"name": appointment.member.name, "post": appointment.post.name},
        )


def _facts(appointment: Appointment) -> dict[str, Any]:
    return {
        "member": appointment.member.name,
        "post": appointment.post.code,
        "unit": appointment.unit.code,
        "is_acting": appointment.is_acting,
        "valid_from": appointment.valid_from,
        "valid_until": appointment.valid_until,
    }
