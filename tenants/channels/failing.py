"""An outlet through which nothing goes for days is switched off, and the controllers are told."""

import datetime as dt
from typing import Final

from django.utils import timezone

from tenants import audit
from tenants.channels.base import Result
from tenants.models import Delivery, Member, Outlet
from tenants.notices import notify
from tenants.people.roles import ABILITIES

SWITCHED_OFF_AFTER: Final = dt.timedelta(days=5)


def note_success(delivery: Delivery) -> None:
    """Note that something went through."""
    outlet = delivery.outlet
    if outlet is not None and outlet.failing_since is not None:
        Outlet.objects.filter(pk=outlet.pk).update(failing_since=None)


def note_failure(delivery: Delivery, result: Result) -> None:
    """Note since when nothing goes through, and switch the outlet off when that is too long."""
    if delivery.outlet_id is None or result.wait is not None:
        return  # who only asks to wait does not fail
    outlet = Outlet.objects.locked().get(deliveries=delivery)
    now = timezone.now()
    since = outlet.failing_since or now
    if outlet.failing_since is None:
        Outlet.objects.filter(pk=outlet.pk).update(failing_since=now)
    is_over = result.is_gone or since + SWITCHED_OFF_AFTER <= now
    if outlet.is_on and is_over:
        switch_off(outlet, result.reason)


def switch_off(outlet: Outlet, reason: str) -> None:
    """Use an outlet no more until somebody has looked at it."""
    Outlet.objects.filter(pk=outlet.pk).update(is_on=False)
    today = timezone.localdate()
    watching = Member.objects.active().filter(
        roles__overlap=sorted(ABILITIES["settings.documents"])
    )
    for watcher in watching:
        notify(watcher, "outlet_failed", subject=outlet, due_on=today)
    audit.record("outlet.gave_up", outlet, by=None, reason=reason[:300])
