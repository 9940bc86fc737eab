"""What was counted when time was up: for each tenant the last scorecard before the due instant."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from oversight.examination.indicators import figure
from oversight.models import Criterion, Entry, Examination, Scorecard
from tenants.models import Tenant


def examined(round: Examination) -> QuerySet[Tenant]:
    """Return the organs and zones that were live when time was up, or are by now."""
    live = Tenant.objects.filter(live_at__lte=min(round.due_at, timezone.now()))
    return live.exclude(kind=Tenant.Kind.CITY).order_by("code")


def part_in(round: Examination, tenant: Tenant) -> tuple[bool, str]:
    """Tell whether a tenant takes part, and what is special about it, as the round says."""
    if tenant.suspended_at is not None and tenant.suspended_at <= round.due_at:
        return round.takes_suspended, Entry.Why.SUSPENDED
    if tenant.live_at and tenant.live_at.astimezone(tenant.zone).date() > round.first_day:
        return round.takes_newcomers, Entry.Why.NEWCOMER
    return True, ""


def cards_at(moment: dt.datetime) -> dict[object, Scorecard]:
    """Return the last scorecard of each tenant that had been measured by a moment."""
    cards = Scorecard.objects.filter(measured_at__lte=moment).newest()
    return {card.tenant_id: card for card in cards}


def entries(round: Examination) -> list[Entry]:
    """Return every tenant's part as it stands at the due instant, or now before it; not saved."""
    cards = cards_at(round.due_at)
    criteria = [each for each in round.criteria.all() if not each.is_judged()]
    return [_entry(round, tenant, cards.get(tenant.pk), criteria) for tenant in examined(round)]


def _entry(
    round: Examination, tenant: Tenant, card: Scorecard | None, criteria: Iterable[Criterion]
) -> Entry:
    takes_part, why = part_in(round, tenant)
    return Entry(
        round=round,
        tenant=tenant,
        takes_part=takes_part,
        why=why,
        figures={str(each.pk): figure(each.indicator, card) for each in criteria},
        day=card.day if card else None,
        measured_at=card.measured_at if card else None,
    )


def entries_of(round: Examination) -> list[Entry]:
    """Return the frozen parts once time is up, before it how they stand today; by code."""
    if round.frozen_at is None:
        return entries(round)
    frozen = Entry.objects.filter(round=round).select_related("tenant")
    return list(frozen.order_by("tenant__code"))


def entry_of(round: Examination, tenant: Tenant) -> Entry | None:
    """Return a tenant's part, frozen or as it stands; None where it was not live in time."""
    if round.frozen_at is not None:
        return Entry.objects.filter(round=round, tenant=tenant).first()
    if not examined(round).filter(pk=tenant.pk).exists():
        return None
    cards = Scorecard.objects.filter(tenant=tenant, measured_at__lte=round.due_at)
    criteria = [each for each in round.criteria.all() if not each.is_judged()]
    return _entry(round, tenant, cards.order_by("-day").first(), criteria)


def takes_part(round: Examination, tenant: Tenant) -> bool:
    entry = entry_of(round, tenant)
    return entry is not None and entry.takes_part
