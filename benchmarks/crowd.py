"""A tenant with very many readers, who all have the same revisions to acknowledge."""

import datetime as dt
from dataclasses import dataclass
from itertools import batched

import psycopg
from django.conf import settings
from django.utils import timezone

from benchmarks.stage import BATCH, first_revision, new_document, provision_tenant, settle
from documents.models import Distribution, Document, DocumentType, Revision
from tenants.models import Member, Tenant, Unit, User
from tenants.notices.cadence import STANDARD
from tenants.people.roles import Role
from tenants.scope import tenant_scope

# The first milestone is reached today: one row for each.
DUE_IN = dt.timedelta(days=STANDARD.ahead[0])


@dataclass(frozen=True, slots=True)
class Crowd:
    """The tenant, and how much there is to read."""

    tenant: Tenant
    people: int
    revisions: int

    @property
    def owed(self) -> int:
        """Return how many acknowledgements are owed together."""
        return self.people * self.revisions


def gather(code: str, *, people: int, revisions: int) -> Crowd:
    """Make a tenant with so many readers and so much that all of them have yet to read."""
    tenant = provision_tenant(code)
    with tenant_scope(tenant.pk):
        for numbers in batched(range(people), BATCH, strict=False):
            Member.objects.bulk_create(
                Member(user=user, name=f"读者 {user.email}", roles=[Role.READER])
                for user in User.objects.bulk_create(
                    User(email=f"reader{number}@{tenant.slug}.example", password="!")
                    for number in numbers
                )
            )
        put_before_everybody(tenant, revisions)
    settle()
    return Crowd(tenant, people, revisions)


def put_before_everybody(tenant: Tenant, count: int) -> list[Revision]:
    """Put so many documents in force that everybody has to acknowledge."""
    owner = Member.objects.all()[0]
    document_type, unit = DocumentType.objects.get(code="WI"), Unit.objects.all()[0]
    documents = Document.objects.bulk_create(
        new_document(f"{tenant.code}-CR-{number:05}", document_type, unit, owner)
        for number in range(count)
    )
    revisions = Revision.objects.bulk_create(map(first_revision, documents))
    today = timezone.localdate()
    Distribution.objects.bulk_create(
        Distribution(
            revision=revision,
            scope=Distribution.Scope.EVERYBODY,
            published_on=today,
            due_on=today + DUE_IN,
        )
        for revision in revisions
    )
    return revisions


def forget_notices() -> None:
    """Empty the ledger, so that the next sweep has everything to write again."""
    with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as owner:
        owner.execute("TRUNCATE tenants_delivery, tenants_notice, tenants_digest")
