"""The whole menu on one screen."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Words = str | Promise


@dataclass(frozen=True, slots=True)
class Item:
    """A menu entry as data: `view` names a URL; with an ability it is shown to who carries it."""

    label: Words
    icon: str
    view: str
    ability: str = ""
    for_heads: bool = False  # of units, too, whatever their roles carry
    in_tenant: bool = True
    on_phone: bool = False
    counts: bool = False  # shows how many things wait
    also: tuple[str, ...] = ()  # further URLs below which it is marked


MENU: Final[tuple[tuple[Words, tuple[Item, ...]], ...]] = (
    (
        _("My work"),
        (
            Item(
                _("Inbox"),
                icon="inbox",
                view="approvals:inbox",
                in_tenant=False,
                on_phone=True,
                counts=True,
            ),
            Item(
                _("Standing in"),
                icon="user-round-check",
                view="approvals:standing_in",
                ability="approvals.decide",
            ),
        ),
    ),
    (
        _("Documents"),
        (
            Item(
                _("Register"),
                icon="library",
                view="documents:register",
                ability="documents.read",
                on_phone=True,
            ),
            Item(
                _("Distribution"),
                icon="send",
                view="approvals:distribution",
                ability="distribution.read_all",
                for_heads=True,
            ),
            Item(
                _("Paper copies"),
                icon="files",
                view="documents:copies_register",
                ability="copies.read",
            ),
            Item(
                _("Review calendar"),
                icon="calendar-check",
                view="approvals:reviews",
                ability="documents.read",
            ),
            Item(
                _("Clause matrix"),
                icon="table-properties",
                view="oversight:clauses",
                ability="clauses.read",
            ),
            Item(
                _("Change packages"),
                icon="package",
                view="approvals:packages",
                ability="documents.read",
            ),
            Item(
                _("Certificates and audits"),
                icon="award",
                view="oversight:certificates",
                ability="certificates.read",
                also=("oversight:audits", "oversight:findings", "oversight:readiness"),
            ),
            Item(
                _("Objectives and reviews"),
                icon="target",
                view="oversight:objectives",
                ability="objectives.read",
                also=("oversight:management_reviews",),
            ),
            Item(_("Lists"), icon="list", view="documents:lists", ability="documents.read"),
            Item(
                _("Follow-ups"),
                icon="megaphone",
                view="oversight:own_follow_ups",
                ability="documents.read",
            ),
            Item(
                _("Examinations"),
                icon="clipboard-check",
                view="oversight:own_examinations",
                ability="examinations.read",
            ),
        ),
    ),
    (
        _("City oversight"),
        (
            Item(
                _("City overview"),
                icon="layout-dashboard",
                view="oversight:overview",
                ability="city.overview",
                in_tenant=False,
                on_phone=True,
                also=("oversight:city_clauses",),
            ),
            Item(
                _("Examinations"),
                icon="clipboard-check",
                view="oversight:examinations",
                ability="city.score",
                in_tenant=False,
            ),
            Item(
                _("Certificates"),
                icon="award",
                view="oversight:city_certificates",
                ability="city.overview",
                in_tenant=False,
            ),
            Item(
                _("Follow-ups"),
                icon="megaphone",
                view="oversight:follow_ups",
                ability="city.overview",
                in_tenant=False,
            ),
            Item(
                _("Indicator thresholds"),
                icon="sliders-horizontal",
                view="oversight:thresholds",
                ability="city.overview",
                in_tenant=False,
            ),
            Item(
                _("Zones"),
                icon="map",
                view="oversight:zones",
                ability="city.provision",
                in_tenant=False,
            ),
            Item(
                _("Standards"),
                icon="book-marked",
                view="oversight:standards",
                ability="city.standards",
                in_tenant=False,
            ),
            Item(
                _("Working calendar"),
                icon="calendar-days",
                view="oversight:calendar",
                ability="city.calendar",
                in_tenant=False,
            ),
            Item(
                _("New zone"),
                icon="map-pin-plus",
                view="oversight:new_zone",
                ability="city.provision",
                in_tenant=False,
            ),
        ),
    ),
    (
        _("Administration"),
        (
            Item(
                _("People"),
                icon="users",
                view="tenants:people",
                ability="people.read",
            ),
            Item(
                _("Audit trail"),
                icon="history",
                view="tenants:audit",
                ability="audit.read",
            ),
            Item(
                _("Audit trail"),
                icon="history",
                view="oversight:audit",
                ability="city.audit",
                in_tenant=False,
            ),
            Item(
                _("Emergency access"),
                icon="siren",
                view="tenants:emergency",
                ability="people.break_glass",
            ),
            Item(
                _("Settings"),
                icon="settings",
                view="tenants:settings",
                ability="settings.read",
            ),
        ),
    ),
)
