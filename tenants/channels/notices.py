"""What those who look after a tenant are told of its channels."""

import datetime as dt
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenants.models import (
    DeadAddress,
    Member,
    MemberQuerySet,
    Outlet,
    OutletQuerySet,
)
from tenants.notices import Kind


def _people(reader: Member) -> MemberQuerySet:
    members: MemberQuerySet = Member.objects.select_related("user")
    return members if reader.can("settings.documents") else members.none()


def _unreached(reader: Member, on: dt.date) -> MemberQuerySet:
    dead = DeadAddress.objects.values("email")
    return _people(reader).active(on).filter(user__email__in=dead)


def _outlets(reader: Member) -> OutletQuerySet:
    outlets: OutletQuerySet = Outlet.objects.kept()
    return outlets if reader.can("settings.documents") else outlets.none()


def _off(reader: Member, _on: dt.date) -> OutletQuerySet:
    return _outlets(reader).filter(is_on=False)


KINDS: Final = (
    Kind(
        name="address_dead",
        app="tenants",
        label=_("E-mail address that fails"),
        icon="mail-warning",
        visible=_people,
        address=lambda tenant, _member: reverse("tenants:dead_addresses", args=[tenant.slug]),
        owed=_unreached,
    ),
    Kind(
        name="outlet_failed",
        app="tenants",
        label=_("Channel that fails"),
        icon="plug-zap",
        visible=_outlets,
        address=lambda tenant, outlet: reverse("tenants:outlet", args=[tenant.slug, outlet.pk]),
        owed=_off,
    ),
)
