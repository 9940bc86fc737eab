"""What the clock calls in the city: what is late in the zones, as numbers; and when time is up."""

import datetime as dt

from django.utils import timezone

from oversight.actions.examinations import freeze
from oversight.models import Examination
from oversight.notices import zones_late
from tenants.models import Member, Notice, Rung, Tenant
from tenants.people.roles import Role
from tenants.scope import current_tenant_id


def tell_city(today: dt.date) -> int:
    """Tell the quality office of each zone where things are too late, once a week; return how many.

    Only in the city's own scope: elsewhere there is nothing to do.
    """
    if not Tenant.objects.filter(pk=current_tenant_id(), kind=Tenant.Kind.CITY).exists():
        return 0
    monday = today - dt.timedelta(days=today.weekday())
    office = Member.objects.active(today).with_role(Role.QUALITY_OFFICE)
    people = list(office.values_list("pk", flat=True))
    notices = [
        Notice(
            recipient_id=person,
            kind="zone_late",
            subject=f"tenant:{late.tenant_id}",
            due_on=monday,
            rung=Rung.CITY,
            facts={"count": late.late_for_city},
        )
        for late in zones_late().exclude(tenant=current_tenant_id())
        for person in people
    ]
    return len(Notice.objects.bulk_create(notices, ignore_conflicts=True))


def freeze_what_is_due() -> int:
    """Freeze the figures of rounds of which the due instant is over; return how many.

    It concerns all tenants at once, so it runs in no scope.
    """
    due = Examination.objects.answerable().filter(frozen_at=None, due_at__lte=timezone.now())
    return sum(freeze(round, by=None) for round in due)
