"""What the city's quality office is told of its zones: numbers, never a title or a name."""

import datetime as dt
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from oversight.models import Scorecard
from tenants.models import Member, Tenant
from tenants.notices import Kind


def zones_late() -> QuerySet[Scorecard]:
    """Return the newest scorecards of zones where something is so late that the city counts it."""
    newest = Scorecard.objects.newest().values("pk")
    return Scorecard.objects.filter(pk__in=newest, late_for_city__gt=0)


def _zones(member: Member) -> QuerySet[Tenant]:
    zones: QuerySet[Tenant] = Tenant.objects.all()
    return zones if member.can("city.overview") else zones.none()


def _zones_to_see_to(member: Member, _on: dt.date) -> QuerySet[Tenant]:
    return _zones(member).filter(pk__in=zones_late().values("tenant"))


def _page_of(_city: Tenant, _zone: Tenant) -> str:
    return reverse("oversight:overview")


KINDS: Final = (
    Kind(
        name="zone_late",
        app="oversight",
        label=_("Late in a zone"),
        icon="hourglass",
        visible=_zones,
        owed=_zones_to_see_to,
        address=_page_of,
    ),
)
