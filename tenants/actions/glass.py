"""Open emergency access, which everybody who watches is told at once, and end it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants import audit
from tenants.errors import Refused
from tenants.models import BreakGlass, Member, Tenant
from tenants.models.glass import MOST_HOURS
from tenants.notices import notify
from tenants.people.roles import Role
from tenants.scope import tenant_scope


@transaction.atomic
def break_glass(*, by: Member, reason: str, hours: int) -> BreakGlass:
    """Let an administrator read what is restricted or a draft, and raise the alarm."""
    Member.objects.locked().get(pk=by.pk)
    _check(by, reason, hours)
    now = timezone.now()
    earlier = BreakGlass.objects.filter(member=by, ended_at=None)
    if earlier.running().exists():
        raise Refused(_("Your emergency access runs already."))
    for over in earlier:
        BreakGlass.objects.filter(pk=over.pk).update(ended_at=over.until)
    until = now + dt.timedelta(hours=hours)
    glass = BreakGlass.objects.create(member=by, reason=reason.strip(), opened_at=now, until=until)
    watching = Member.objects.active().filter(roles__overlap=[Role.CONTROLLER, Role.AUDITOR])
    for member in watching.exclude(pk=by.pk):
        notify(member, "glass_broken", subject=glass)
    _alarm_the_city(glass, by)
    audit.record("glass.broken", glass, by=by, reason=glass.reason, until=until.isoformat())
    return glass


@transaction.atomic
def end_glass(*, by: Member) -> None:
    """End one's emergency access before its time."""
    glass = BreakGlass.objects.running().locked().one_or_none(member=by)
    if glass is None:
        raise Refused(_("Your emergency access is over already."))
    glass.ended_at = timezone.now()
    glass.save(update_fields=["ended_at"])
    audit.record("glass.ended", glass, by=by)


def _check(by: Member, reason: str, hours: int) -> None:
    if not by.can("people.break_glass"):
        raise Refused(_("Only an administrator of the zone opens emergency access."))
    if not reason.strip():
        raise Refused(_("Say why: those who watch over the zone read it."))
    if not 1 <= hours <= MOST_HOURS:
        raise Refused(_("Emergency access lasts one to four hours."))


def _alarm_the_city(glass: BreakGlass, by: Member) -> None:
    """Tell the audit administrators, in their own trail: a member here is nobody there."""
    city, zone = Tenant.objects.filter(kind=Tenant.Kind.CITY).first(), by.tenant
    if city is None:
        return
    told: dict[str, Any] = {"code": zone.code, "person": by.name, "reason": glass.reason}
    until = glass.until.isoformat()
    with tenant_scope(city.pk, time_zone=city.time_zone):
        entry = audit.record("glass.broken_in_zone", zone, by=None, until=until, **told)
        for member in Member.objects.active().with_role(Role.AUDIT_ADMIN):
            notify(member, "glass_broken_in_zone", subject=entry, **told)
