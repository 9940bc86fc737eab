"""Where in an organ or zone the list behind a figure of the city is, for who is a member there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from django.urls import reverse
from django.utils.http import urlencode

from oversight.city.league import League
from oversight.city.measures import FORCE_DAYS
from oversight.models import IndicatorName
from tenants.access import Standing
from tenants.models import Member


class Listed(NamedTuple):
    """A page of a tenant, what it is asked for, and the ability that opens it."""

    view: str
    ability: str
    asked: Mapping[str, str] = {}


def _lately(today: dt.date) -> Listed:
    since = today - dt.timedelta(days=FORCE_DAYS - 1)
    asked = {"effective_from": since.isoformat(), "sort": "-effective"}
    return Listed("documents:register", "documents.read", asked)


def _at(view: str, ability: str, /, **asked: str) -> Callable[[dt.date], Listed]:
    return lambda _today: Listed(view, ability, asked)


LISTS: Final[dict[IndicatorName, Callable[[dt.date], Listed]]] = {
    IndicatorName.REVIEWS_OVERDUE: _at("documents:register", "documents.read", view="overdue"),
    IndicatorName.APPROVALS_OVERDUE: _at("documents:register", "documents.read", view="approval"),
    IndicatorName.ACKNOWLEDGED: _at("approvals:distribution", "distribution.read_all"),
    IndicatorName.DAYS_TO_FORCE: _lately,
    IndicatorName.DAYS_TO_EXPIRY: _at("oversight:certificates", "certificates.read"),
    IndicatorName.CLAUSES: _at("oversight:clauses", "clauses.read", state="gap"),
    IndicatorName.FINDINGS: _at(
        *("oversight:findings", "certificates.read"), state="unverified", grade="nonconformities"
    ),
    IndicatorName.DAYS_TO_AUDIT: _at("oversight:certificates", "certificates.read"),
    IndicatorName.EXPIRED: _at(
        *("documents:register", "documents.read"), state="effective", sort="expiry", col="expiry"
    ),
    IndicatorName.READINESS: _at("oversight:readiness", "certificates.read"),
}


def open_lists(
    tables: Iterable[League],
    indicator: IndicatorName,
    standings: Iterable[Standing],
    today: dt.date,
) -> None:
    """Give places the address of the list behind their figure, where this person can open it.

    Counts are all that leaves a tenant: without a place in it there is no address.
    """
    own = {each.tenant.pk: each for each in standings}
    for place in (place for table in tables for place in table.places):
        if (standing := own.get(place.tenant.pk)) is not None:
            place.address = list_behind(indicator, standing.member, today)


def list_behind(indicator: IndicatorName, member: Member, today: dt.date) -> str:
    """Return where in the member's own tenant the list behind a figure is; "" if not for them."""
    listed = LISTS[indicator](today)
    if not member.can(listed.ability):
        return ""
    asked = f"?{urlencode(listed.asked)}" if listed.asked else ""
    return reverse(listed.view, args=[member.tenant.slug]) + asked
