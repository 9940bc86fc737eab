"""Roles are given, and proposals decided on, by the pages of it."""

from typing import Final

from tenants.models import Member, RoleProposal
from tenants.scope import tenant_scope
from tests.world import Cast, City, signed_in

PEOPLE: Final = "/t/acme/people/"


def roles_of(member: Member) -> list[str]:
    with tenant_scope(member.tenant_id):
        found: list[str] = Member.objects.get(pk=member.pk).roles
        return found


def grant(by: Member, member: Member, *roles: str) -> int:
    """Send the form of roles; return the status."""
    url = f"/t/{by.tenant.slug}/people/{member.pk}/roles/"
    return signed_in(by).post(url, {"roles": roles}).status_code


def decide(by: Member, act: str = "confirm") -> str:
    """Decide on the newest proposal; return the page that follows."""
    with tenant_scope(by.tenant_id):
        proposal = RoleProposal.objects.latest("proposed_at")
    client = signed_in(by)
    client.cookies["django_language"] = "en"
    url = f"/t/{by.tenant.slug}/people/proposals/{proposal.pk}/"
    return client.post(url, {"act": act}, follow=True).text


def outcome(cast: Cast | City) -> str:
    with tenant_scope(cast.tenant.pk):
        found: str = RoleProposal.objects.latest("proposed_at").outcome
        return found
