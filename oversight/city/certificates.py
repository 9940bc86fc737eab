"""Certificates as the city sees them: of which tenant, how they stand, what is due when."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce, Least

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


class Facts(NamedTuple):
    """What is read of every certificate: thousands, of which a page shows some."""

    tenant: UUID
    code: str
    state: str
    latest_on: dt.date | None
    planned_until: dt.date | None
    valid_until: dt.date

    def tones(self, today: dt.date) -> tuple[str, str]:
        """Return how much haste the next audit and the end of the certificate have."""
        planned, latest = self.planned_until, self.latest_on
        is_planned = planned is not None and latest is not None and planned <= latest
        days = None if latest is None else (latest - today).days
        return tone_of(days, is_planned=is_planned), tone_of((self.valid_until - today).days)

    def is_late(self, today: dt.date) -> bool:
        """Tell whether somebody should look at it: missed, near and not planned, or suspended."""
        return "bad" in self.tones(today) or self.state == State.SUSPENDED

    def days(self) -> Iterator[tuple[dt.date, str]]:
        """Yield each day of it, and what is on that day."""
        named = ((self.latest_on, "latest"), (self.planned_until, "planned"))
        yield from ((day, what) for day, what in named if day is not None)
        yield self.valid_until, "ends"


class Due(NamedTuple):
    """A day of the calendar on which an audit is planned or due at the latest, or one ends."""

    day: dt.date
    tenant: Tenant
    what: str  # "latest" | "planned" | "ends"


class Month(NamedTuple):
    """What is due in a month: the first few by name, and how many more."""

    first: dt.date
    due: list[Due]
    more: int


def _live() -> QuerySet[Tenant]:
    return Tenant.objects.filter(live_at__isnull=False)


def standing_cards() -> QuerySet[CertificateCard, Any]:
    """Return the certificates that are not over, the one with the nearest day first."""
    cards = CertificateCard.objects.filter(tenant__in=_live()).exclude(state__in=OVER)
    first_day = Least("valid_until", Coalesce("latest_on", "valid_until"))
    return cards.select_related("tenant").order_by(first_day, "tenant__code")


def facts_of_all() -> list[Facts]:
    """Return of each of them what is summed up."""
    asked = ("tenant_id", "tenant__code", "state", "latest_on", "planned_until", "valid_until")
    return [Facts(*row) for row in standing_cards().values_list(*asked)]


def lines(today: dt.date, cards: Iterable[CertificateCard] | None = None) -> list[Line]:
    """Return these certificates, or all, as they are read on a day."""
    return [_line(card, today) for card in (standing_cards() if cards is None else cards)]


def without_certificate() -> QuerySet[Tenant]:
    """Return the organs and zones that have none which is not over."""
    cards = CertificateCard.objects.filter(tenant=OuterRef("pk")).exclude(state__in=OVER)
    tenants = _live().exclude(kind=Tenant.Kind.CITY).filter(~Exists(cards))
    return tenants.order_by("code")


def _line(card: CertificateCard, today: dt.date) -> Line:
    days = (card.latest_on, card.planned_until, card.valid_until)
    tone, until_tone = Facts(card.tenant_id, "", card.state, *days).tones(today)
    return Line(
        card,
        STATES[State(card.state)],
        str(Audit.Kind(card.next_audit).label) if card.next_audit else "",
        "" if card.latest_on is None else distance((card.latest_on - today).days),
        tone,
        distance((card.valid_until - today).days),
        until_tone,
    )


def months(found: Sequence[Facts], today: dt.date) -> list[Month]:
    """Return the next months with what is due in each."""
    by_month: dict[dt.date, list[tuple[dt.date, str, UUID, str]]] = defaultdict(list)
    for facts in found:
        for day, what in facts.days():
            by_month[first_of(day)].append((day, facts.code, facts.tenant, what))
    shown = [month_after(first_of(today), n) for n in range(MONTHS_SHOWN)]
    first = {month: nsmallest(MOST_IN_A_MONTH, by_month[month]) for month in shown}
    tenants = Tenant.objects.in_bulk({each[2] for due in first.values() for each in due})
    return [
        Month(
            month,
            [Due(day, tenants[pk], what) for day, _code, pk, what in due],
            len(by_month[month]) - len(due),
        )
        for month, due in first.items()
    ]
