"""Certificates as the city sees them: of which tenant, how they stand, what is due when."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from documents.labels import Label
from oversight.certification.clock import OVER, State
from oversight.certification.words import STATES, distance, tone_of
from oversight.city.months import MONTHS_SHOWN, first_of, month_after
from oversight.models import Audit, CertificateCard
from tenants.models import Tenant

MOST_IN_A_MONTH: Final = 6


class Line(NamedTuple):
    """A certificate of a tenant."""

    card: CertificateCard
    label: Label
    next_audit: str
    left: str
    tone: str
    until_left: str
    until_tone: str
    first_day: dt.date  # on which something is due

    @property
    def is_late(self) -> bool:
        """Tell whether somebody should look at it: missed, near and not planned, or suspended."""
        return "bad" in (self.tone, self.until_tone) or self.card.state == State.SUSPENDED


class Month(NamedTuple):
    """What is due in a month: the first few by name, and how many more."""

    first: dt.date
    due: list[tuple[dt.date, Line]]
    more: int


def _live() -> QuerySet[Tenant]:
    return Tenant.objects.filter(live_at__isnull=False)


def lines(today: dt.date) -> list[Line]:
    """Return the certificates that are not over, the nearest day first."""
    cards = CertificateCard.objects.filter(tenant__in=_live()).exclude(state__in=OVER)
    found = [_line(card, today) for card in cards.select_related("tenant")]
    return sorted(found, key=lambda line: (line.first_day, line.card.tenant.code))


def without_certificate() -> list[Tenant]:
    """Return the organs and zones that have none which is not over."""
    cards = CertificateCard.objects.filter(tenant=OuterRef("pk")).exclude(state__in=OVER)
    tenants = _live().exclude(kind=Tenant.Kind.CITY).filter(~Exists(cards))
    return list(tenants.order_by("code"))


def _line(card: CertificateCard, today: dt.date) -> Line:
    days = None if card.latest_on is None else (card.latest_on - today).days
    until = (card.valid_until - today).days
    planned, latest = card.planned_until, card.latest_on
    is_planned = planned is not None and latest is not None and planned <= latest
    return Line(
        card,
        STATES[State(card.state)],
        str(Audit.Kind(card.next_audit).label) if card.next_audit else "",
        "" if days is None else distance(days),
        tone_of(days, is_planned=is_planned),
        distance(until),
        tone_of(until),
        min(card.valid_until, card.latest_on or card.valid_until),
    )


def months(found: Sequence[Line], today: dt.date) -> list[Month]:
    """Return the next months with what is due in each."""
    by_month: dict[tuple[int, int], list[tuple[dt.date, Line]]] = defaultdict(list)
    for line in found:
        by_month[line.first_day.year, line.first_day.month].append((line.first_day, line))
    return [
        Month(first, due[:MOST_IN_A_MONTH], max(0, len(due) - MOST_IN_A_MONTH))
        for first in (month_after(first_of(today), n) for n in range(MONTHS_SHOWN))
        for due in [by_month.get((first.year, first.month), [])]
    ]
