"""What a list of what one may see costs, beside guardian's way."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from guardian.shortcuts import get_objects_for_user

from benchmarks.desk import seat
from benchmarks.measure import Case, at_least
from benchmarks.stage import Stage, settle
from documents.models import Document, DocumentUserGrant
from documents.register import PAGE_ROWS
from tenants.models import Member
from tenants.people.roles import Role
from tenants.scope import tenant_scope

RESTRICTED = 100  # every so many documents need a grant


@contextmanager
def list_what_one_may_see(stage: Stage) -> Generator[Case]:
    """Compare a page of `visible_to` with one of `get_objects_for_user`, all documents visible.

    Ours needs grants on restricted documents only, guardian's on each; the tables are the same.
    """
    tenant = stage.tenants[-1]
    with tenant_scope(tenant.pk):
        ours, theirs = (seat(tenant, name, Role.READER) for name in ("granted", "guarded"))
        documents = list(Document.objects.in_force_now().order_by("pk"))
        restricted = documents[::RESTRICTED]
        for document in restricted:
            document.restricted = True
        Document.objects.bulk_update(restricted, ["restricted"], batch_size=1000)
        grant(ours, restricted)
        grant(theirs, documents)
    settle()

    def seconds_of(rows: Callable[[], QuerySet[Document]]) -> float:
        with tenant_scope(tenant.pk):
            start = time.perf_counter()
            page = list(rows().order_by("number_key", "pk").values_list("number")[:PAGE_ROWS])
            seconds = time.perf_counter() - start
        assert len(page) == PAGE_ROWS
        return seconds

    yield Case(
        "listing",
        ours=lambda: seconds_of(lambda: Document.objects.visible_to(ours)),
        peer_name="get_objects_for_user, our tables",
        peer=lambda: seconds_of(lambda: guarded(theirs)),
        goal=at_least(6),
        note=lambda: f"{len(documents):,} documents, {len(restricted):,} of them restricted",
    )
    with tenant_scope(tenant.pk):
        assert Document.objects.visible_to(ours).count() == guarded(theirs).count()
        Document.objects.filter(restricted=True).update(restricted=False)


def grant(member: Member, documents: list[Document]) -> None:
    """Let the member read these documents."""
    permission = Permission.objects.get(codename="read_document")
    DocumentUserGrant.objects.bulk_create(
        [
            DocumentUserGrant(user=member.user, permission=permission, content_object=document)
            for document in documents
        ],
        ignore_conflicts=True,
        batch_size=2000,
    )


def guarded(member: Member) -> QuerySet[Document]:
    """Ask guardian."""
    found: QuerySet[Document] = get_objects_for_user(
        member.user, "read_document", Document.objects.all(), with_superuser=False
    )
    return found
