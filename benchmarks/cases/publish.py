"""What it costs to put a revision before very many people, beside a row for each of them."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from approvals.models import Acknowledgement
from approvals.reading.readers import refresh_readership
from benchmarks.crowd import Crowd, gather
from benchmarks.measure import Case, at_least
from benchmarks.stage import Stage
from documents.actions.documents import register_document, set_audience
from documents.actions.drafts import start_revision
from documents.actions.revisions import activate
from documents.content import freeze
from documents.models import Distribution, DocumentType, Revision
from tenants.models import Member, Unit
from tenants.scope import tenant_scope

BATCH = 5000


@contextmanager
def publish_to_a_crowd(stage: Stage) -> Generator[Case]:
    """Compare what publishing writes with `bulk_create` of a row for each who has to read."""
    crowd = gather("PUB", people=stage.scale.people, revisions=0)
    with tenant_scope(crowd.tenant.pk):
        readers = list(Member.objects.values_list("pk", flat=True))
    counting: list[float] = []
    yield Case(
        "publish",
        ours=lambda: seconds_to_publish(crowd, counting),
        peer_name="bulk_create of a row per head",
        peer=lambda: seconds_to_write_each(crowd, readers),
        goal=at_least(100),
        note=lambda: (
            f"{crowd.people:,} readers, one row; to count them afterwards takes"
            f" {min(counting) * 1000:.0f} ms"
        ),
        aim="20 ms",
        most_rounds=5,
    )


def seconds_to_publish(crowd: Crowd, counting: list[float]) -> float:
    """Put another approved revision in force before everybody; note how long counting takes."""
    with tenant_scope(crowd.tenant.pk):
        revision = approved()
    start = time.perf_counter()
    with tenant_scope(crowd.tenant.pk):
        activate(revision)
    seconds = time.perf_counter() - start
    with tenant_scope(crowd.tenant.pk):
        start = time.perf_counter()
        refresh_readership(revision)
        counting.append(time.perf_counter() - start)
        assert Distribution.objects.filter(revision=revision).count() == 1
        assert revision.readership.get().required >= crowd.people
    return seconds


def approved() -> Revision:
    """Return a revision that everybody has to read and that only waits for its day."""
    owner = Member.objects.select_related("user").get(roles__contains=["controller"])
    document = register_document(
        document_type=DocumentType.objects.get(code="WI"),
        title="公告",
        unit=Unit.objects.all()[0],
        owner=owner,
        by=owner,
    )
    set_audience(document, everybody=True, by=owner)
    revision = start_revision(
        document, by=owner, reason="新增", summary="新增", markdown="# 1 目的\n"
    )
    freeze(revision)
    revision.move(Revision.State.IN_REVIEW)
    revision.move(Revision.State.APPROVED)
    return Revision.objects.select_related("document__document_type").get(pk=revision.pk)


def seconds_to_write_each(crowd: Crowd, readers: list[UUID]) -> float:
    """Write a row for each reader, and take them back."""
    with tenant_scope(crowd.tenant.pk):
        revision, now = approved(), timezone.now()
        start = time.perf_counter()
        Acknowledgement.objects.bulk_create(
            [Acknowledgement(revision=revision, member_id=pk, at=now) for pk in readers],
            batch_size=BATCH,
        )
        seconds = time.perf_counter() - start
        transaction.set_rollback(True)
    return seconds
