"""What administrators are told of the roles of others."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, RoleProposal, RoleProposalQuerySet, Tenant
from tenants.notices import Kind


def _to_confirm(member: Member) -> RoleProposalQuerySet:
    return _told(member).open()


def _told(member: Member) -> RoleProposalQuerySet:
    proposals: RoleProposalQuerySet = RoleProposal.objects.select_related("member", "proposed_by")
    return proposals if member.can("people.confirm") else proposals.none()


def _page_of(tenant: Tenant, proposal: RoleProposal) -> str:
    return reverse("tenants:person", args=[tenant.slug, proposal.member_id])


KINDS: Final = (
    Kind(
        name="role_proposed",
        app="tenants",
        label=_("Role to confirm"),
        icon="user-check",
        visible=_to_confirm,
        address=_page_of,
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
