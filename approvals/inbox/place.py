"""One member in one tenant, whose lines are asked for; use it in the tenant's scope."""

from contextlib import AbstractContextManager

from django.urls import reverse

from approvals.inbox.lines import About
from documents.models import Revision
from tenants.access import Standing
from tenants.scope import tenant_scope


class Place:
    """Where lines are asked for: the tenant, the member, the day there."""

    def __init__(self, standing: Standing) -> None:
        self.tenant, self.member = standing.tenant, standing.member
        self.waiting = standing.waiting
        self.today = self.tenant.today()

    def scope(self) -> AbstractContextManager[None]:
        """Open the tenant's scope, in which everything about the place works."""
        return tenant_scope(self.tenant.pk, time_zone=self.tenant.time_zone)

    def about(self, revision: Revision, page: str, query: str = "") -> About:
        """Return what a line says of a revision; it leads to the page of this name."""
        number = revision.document.number
        url = self.address(page, number, revision.n) + query
        return About(revision.pk, number, revision.label, revision.title, self.tenant.name, url)

    def package_address(self, page: str, number: int) -> str:
        return reverse(page, args=[self.tenant.slug, number])

    def address(self, page: str, number: str, n: int) -> str:
        return reverse(page, args=[self.tenant.slug, number, n])
