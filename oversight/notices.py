"""What the city's quality office is told of its zones: numbers, never a title or a name."""

import datetime as dt
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.expiring.kind import Expiring
from oversight.access import may_see_exclusions
from oversight.models import ClauseExclusion, FollowUp, FollowUpQuerySet, Scorecard
from oversight.standards.representative import appointment_of
from tenants.models import Member, Tenant
from tenants.notices import Kind
from tenants.people.roles import Role
from tenants.scope import current_tenant_id


def zones_late() -> QuerySet[Scorecard]:
    """Return the newest scorecards of zones where something is so late that the city counts it."""
    return Scorecard.objects.newest().filter(late_for_city__gt=0)


def _zones(member: Member) -> QuerySet[Tenant]:
    zones: QuerySet[Tenant] = Tenant.objects.all()
    return zones if member.can("city.overview") else zones.none()


def _zones_to_see_to(member: Member, _on: dt.date) -> QuerySet[Tenant]:
    return _zones(member).filter(pk__in=zones_late().values("tenant"))


def _page_of(_city: Tenant, _zone: Tenant) -> str:
    return reverse("oversight:overview")


def _follow_ups(member: Member) -> FollowUpQuerySet:
    """Return the follow-ups of the member's own zone; to who compares them in the city, all."""
    rows: FollowUpQuerySet = FollowUp.objects.select_related("tenant")
    return rows if member.can("city.overview") else rows.of(member.tenant_id)


def _own_page(zone: Tenant, follow_up: FollowUp) -> str:
    return reverse("oversight:own_follow_up", args=[zone.slug, follow_up.pk])


def _city_page(_city: Tenant, follow_up: FollowUp) -> str:
    return reverse("oversight:follow_up", args=[follow_up.pk])


def _late_ones(member: Member, on: dt.date) -> FollowUpQuerySet:
    return _follow_ups(member).waiting().filter(due_on__lt=on)


FOLLOW_UP_DUE: Final = Expiring(
    name="follow_up_due",
    app="oversight",
    label=_("Follow-up to reply to"),
    icon="megaphone",
    rows=lambda until, _today: (
        FollowUp.objects.of(current_tenant_id()).waiting().filter(due_on__lte=until)
    ),
    due="due_on",
    role=Role.CONTROLLER,
    ahead=(7, 3, 1, 0),
    visible=_follow_ups,
    address=_own_page,
)


def _exclusions(member: Member) -> QuerySet[ClauseExclusion]:
    asked: QuerySet[ClauseExclusion] = ClauseExclusion.objects.with_people()
    return asked if may_see_exclusions(member) else asked.none()


def _exclusions_to_decide(member: Member, _on: dt.date) -> QuerySet[ClauseExclusion]:
    waiting = _exclusions(member).filter(state=ClauseExclusion.State.ASKED)
    return waiting.exclude(asked_by=member) if appointment_of(member) else waiting.none()


def _exclusion_page(tenant: Tenant, exclusion: ClauseExclusion) -> str:
    return reverse("oversight:exclusion", args=[tenant.slug, exclusion.pk])


KINDS: Final = (
    FOLLOW_UP_DUE,
    Kind(
        name="follow_up",
        app="oversight",
        label=_("Follow-up of the city"),
        icon="megaphone",
        visible=_follow_ups,
        address=_own_page,
        must_arrive=True,
    ),
    Kind(
        name="follow_up_replied",
        app="oversight",
        label=_("Reply to a follow-up"),
        icon="message-circle-reply",
        visible=_follow_ups,
        address=_city_page,
    ),
    Kind(
        name="follow_up_late",
        app="oversight",
        label=_("Follow-up without a reply"),
        icon="hourglass",
        visible=_follow_ups,
        owed=_late_ones,
        address=_city_page,
    ),
    Kind(
        name="exclusion_asked",
        app="oversight",
        label=_("A clause that may not apply"),
        icon="ban",
        visible=_exclusions,
        owed=_exclusions_to_decide,
        address=_exclusion_page,
    ),
    Kind(
        name="exclusion_decided",
        app="oversight",
        label=_("Decision on a clause that may not apply"),
        icon="ban",
        visible=_exclusions,
        address=_exclusion_page,
    ),
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
