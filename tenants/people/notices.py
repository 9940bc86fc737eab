"""What administrators are told of the roles of others, and watchers of emergency access."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenants.models import (
    AuditEntry,
    BreakGlass,
    Member,
    RoleProposal,
    RoleProposalQuerySet,
    Tenant,
    TenantQuerySet,
)
from tenants.notices import Kind


def _to_confirm(member: Member) -> RoleProposalQuerySet:
    return _told(member).open()


def _told(member: Member) -> RoleProposalQuerySet:
    proposals: RoleProposalQuerySet = RoleProposal.objects.select_related("member", "proposed_by")
    return proposals if member.can("people.confirm") else proposals.none()


def _page_of(tenant: Tenant, proposal: RoleProposal) -> str:
    return reverse("tenants:person", args=[tenant.slug, proposal.member_id])


def _emergencies(member: Member) -> TenantQuerySet[BreakGlass]:
    found: TenantQuerySet[BreakGlass] = BreakGlass.objects.select_related("member")
    return found if member.can("audit.read") else found.none()


def _alarms(member: Member) -> TenantQuerySet[AuditEntry]:
    found: TenantQuerySet[AuditEntry] = AuditEntry.objects.filter(event="glass.broken_in_zone")
    return found if member.can("city.audit") else found.none()


def _in_trail(tenant: Tenant, _glass: BreakGlass) -> str:
    return reverse("tenants:audit", args=[tenant.slug]) + "?event=document.opened_in_emergency"


def _in_trail_of_city(_tenant: Tenant, _entry: AuditEntry) -> str:
    return reverse("oversight:audit") + "?event=glass.broken_in_zone"


KINDS: Final = (
    Kind(
        name="glass_broken",
        app="tenants",
        label=_("Emergency access"),
        icon="siren",
        visible=_emergencies,
        address=_in_trail,
        must_arrive=True,
    ),
    Kind(
        name="glass_broken_in_zone",
        app="tenants",
        label=_("Emergency access"),
        icon="siren",
        visible=_alarms,
        address=_in_trail_of_city,
        must_arrive=True,
    ),
    Kind(
        name="role_proposed",
        app="tenants",
        label=_("Role to confirm"),
        icon="user-check",
        visible=_to_confirm,
        address=_page_of,
        must_arrive=True,
    ),
    Kind(
        name="role_decided",
        app="tenants",
        label=_("Role decided"),
        icon="user-check",
        visible=_told,
        address=_page_of,
    ),
)
