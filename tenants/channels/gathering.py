"""What the clock puts before outlets: the day to groups, what happened to webhooks.

Each message has a key that its outlet knows once, so that this may run late, twice or at once.
"""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Min
from django.utils import timezone

from tenants.calendar import working_days
from tenants.channels.happenings import Happening, happenings
from tenants.models import AuditEntry, AuditHead, Delivery, Notice, Outlet, Tenant
from tenants.models.outlet import ROBOTS
from tenants.scope import current_tenant_id

PART: Final = 500
LOOK_BACK: Final = dt.timedelta(days=3)  # for what became overdue while the clock stood
TOLD_FACTS: Final = ("number", "title", "label")  # where the tenant lets titles be told


def tell_groups(day: dt.date) -> None:
    """Put a message of the day before each robot; on a day off it is settled as not needed."""
    robots = Outlet.objects.on().filter(channel__in=ROBOTS)
    made = [Delivery.of_event(robot, f"day:{day}", day.toordinal()) for robot in robots]
    if made and not working_days().has(day):
        for delivery in made:
            delivery.state, delivery.settled_at = Delivery.State.NOT_NEEDED, timezone.now()
    Delivery.objects.bulk_create(made, ignore_conflicts=True)


def tell_webhooks(_day: dt.date) -> Iterator[int]:
    """Put what happened since before each webhook that wants to know, in parts."""
    for outlet in Outlet.objects.on().filter(channel=Delivery.Channel.WEBHOOK):
        wanted = [h for h in happenings() if h.name in outlet.events]
        code = Tenant.objects.get(pk=current_tenant_id()).code
        yield _tell_overdue(outlet, wanted, code)
        while count := _tell_entries(outlet, wanted, code):
            yield count


def _tell_entries(outlet: Outlet, wanted: list[Happening], code: str) -> int:
    """Tell of the next entries of the trail; return how far it went on."""
    until = min(AuditHead.objects.get().sequence, outlet.position + PART)
    by_event = [(h.event, h) for h in wanted if h.event]
    entries = AuditEntry.objects.filter(
        sequence__gt=outlet.position,
        sequence__lte=until,
        event__in={event for event, _happening in by_event},
    ).order_by("sequence")
    made = [
        Delivery.of_event(
            outlet,
            f"{happening.name}:{entry.sequence}",
            entry.sequence,
            _facts_of(entry, happening, code, tells_titles=outlet.tells_titles),
        )
        for entry in entries
        for event, happening in by_event
        if entry.event == event and (happening.only is None or happening.only(entry))
    ]
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    went, outlet.position = until - outlet.position, until
    Outlet.objects.filter(pk=outlet.pk).update(position=until)
    return went


def _facts_of(
    entry: AuditEntry, happening: Happening, code: str, *, tells_titles: bool
) -> dict[str, Any]:
    data: dict[str, Any] = {"subject": entry.subject, "sequence": entry.sequence}
    if tells_titles:
        facts = json.loads(bytes(entry.body))["facts"]
        data |= {name: facts[name] for name in TOLD_FACTS if facts.get(name)}
    return _message(happening, code, entry.at, data)


def _tell_overdue(outlet: Outlet, wanted: list[Happening], code: str) -> int:
    by_kind = {h.kind: h for h in wanted if h.kind}
    if not by_kind:
        return 0
    late = Notice.objects.filter(
        kind__in=by_kind, milestone__lt=0, created_at__gte=timezone.now() - LOOK_BACK
    )
    found = late.values("kind", "subject", "due_on").annotate(at=Min("created_at"))
    turn = AuditHead.objects.get().sequence
    made = [
        Delivery.of_event(
            outlet,
            f"{by_kind[kind].name}:{subject}:{due_on}",
            turn,
            _message(by_kind[kind], code, at, {"subject": subject, "due_on": str(due_on)}),
        )
        for kind, subject, due_on, at in found.values_list("kind", "subject", "due_on", "at")
    ]
    return len(Delivery.objects.bulk_create(made, ignore_conflicts=True))


def _message(
    happening: Happening, code: str, at: dt.datetime, data: dict[str, Any]
) -> dict[str, Any]:
    return {"type": happening.name, "timestamp": at.isoformat(), "data": {"tenant": code, **data}}
