"""Write down how a tenant stands, and how all stood at the end of a month."""

import datetime as dt
from typing import Final

from django.db.models import Max
from django.utils import timezone

from oversight.certification.cards import publish
from oversight.city.measures import MEASURES
from oversight.city.months import first_of, month_after
from oversight.models import FIGURES, MonthEnd, Scorecard
from tenants.models import Tenant
from tenants.scope import current_tenant_id

MOST_MONTHS: Final = 14  # that are made up for when nothing is frozen yet


def measure(today: dt.date | None = None) -> Scorecard:
    """Count the running tenant's indicators and keep them as the scorecard of a day, or today."""
    today = today or timezone.localdate()
    publish(today)
    counted: dict[str, object] = {}
    for count in MEASURES:
        counted |= count(today)
    scorecard, _ = Scorecard.objects.update_or_create(
        tenant_id=current_tenant_id(), day=today, defaults=counted
    )
    return scorecard


def freeze_months(today: dt.date) -> int:
    """Keep the last scorecard of each tenant in every month that is over; return how many.

    The city's visit does it, so that a month ends for all when it ends in the city. What is frozen
    stays: a month is written once, and a scorecard that comes late no longer gets into it.
    """
    if not Tenant.objects.filter(pk=current_tenant_id(), kind=Tenant.Kind.CITY).exists():
        return 0
    frozen = 0
    month = _first_to_freeze(today)
    while month_after(month) <= first_of(today):
        frozen += _freeze(month)
        month = month_after(month)
    return frozen


def _first_to_freeze(today: dt.date) -> dt.date:
    newest: dt.date | None = MonthEnd.objects.aggregate(newest=Max("month"))["newest"]
    return month_after(newest) if newest else month_after(first_of(today), -MOST_MONTHS)


def _freeze(month: dt.date) -> int:
    within = Scorecard.objects.filter(day__gte=month, day__lt=month_after(month))
    compared = within.exclude(tenant__live_at=None).exclude(tenant__kind=Tenant.Kind.CITY)
    newest = compared.order_by("tenant_id", "-day")
    ends = [
        MonthEnd(
            tenant_id=card.tenant_id,
            month=month,
            day=card.day,
            **{name: getattr(card, name) for name in FIGURES},
        )
        for card in newest.distinct("tenant_id")
    ]
    return len(MonthEnd.objects.bulk_create(ends, ignore_conflicts=True, batch_size=1000))
