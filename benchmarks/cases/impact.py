"""What it costs to say what a change touches, where everybody has very much to read."""

import datetime as dt
import time
from collections.abc import Generator
from contextlib import contextmanager
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from approvals.impact.load import AFTER, BEFORE
from approvals.impact.shown import Impact
from approvals.models import Acknowledgement
from benchmarks.crowd import Crowd, gather
from benchmarks.measure import Case, at_least
from benchmarks.stage import BATCH, Stage, settle
from documents.actions.documents import register_document, set_audience
from documents.actions.drafts import start_revision
from documents.models import Distribution, DocumentType, Revision
from tenants.models import Member, Unit
from tenants.scope import tenant_scope

PEOPLE, TEXTS = 2000, 400  # whatever the scale: a large zone
READ = 4  # every so many of the texts was read by everybody
PAIR_BY_PAIR = """
    SELECT m.id, count(d.revision_id) FROM tenants_member m
    CROSS JOIN documents_distribution d
    WHERE m.tenant_id = %(tenant)s AND d.tenant_id = %(tenant)s AND 'reader' = ANY(m.roles)
      AND d.closed_on IS NULL AND d.due_on BETWEEN %(first)s AND %(last)s
      AND NOT EXISTS (SELECT FROM approvals_acknowledgement a WHERE a.tenant_id = %(tenant)s
                      AND a.revision_id = d.revision_id AND a.member_id = m.id)
    GROUP BY m.id
"""


@contextmanager
def say_what_a_change_touches(_stage: Stage) -> Generator[Case]:
    """Compare the whole impact of a draft with the plain count of each person and each text."""
    crowd = gather("IMP", people=PEOPLE, revisions=TEXTS)
    with tenant_scope(crowd.tenant.pk):
        draft = changed(crowd)
        read_some(draft)
    settle()
    yield Case(
        "impact",
        ours=lambda: seconds_to_say(crowd, draft.pk),
        peer_name="each person and each text counted",
        peer=lambda: seconds_to_count(crowd),
        goal=at_least(1.5),
        note=lambda: f"{PEOPLE:,} people, {TEXTS} texts before everybody, all due in the fortnight",
        aim="300 ms",
        most_rounds=10,
    )


def changed(crowd: Crowd) -> Revision:
    """Return the draft of a document that everybody has to read."""
    owner = Member.objects.select_related("user").get(roles__contains=["controller"])
    document = register_document(
        document_type=DocumentType.objects.get(code="WI"),
        title="公告",
        unit=Unit.objects.all()[0],
        owner=owner,
        by=owner,
    )
    set_audience(document, everybody=True, by=owner)
    due = timezone.localdate() + dt.timedelta(days=crowd.tenant.acknowledge_within_days)
    Distribution.objects.update(due_on=due)
    return start_revision(document, by=owner, reason="新增", summary="新增", markdown="# 1 目的\n")


def read_some(draft: Revision) -> None:
    """Let everybody have acknowledged a part of the texts."""
    readers = list(Member.objects.filter(roles__contains=["reader"]).values_list("pk", flat=True))
    texts = Distribution.objects.values_list("revision", flat=True).order_by("pk")[::READ]
    pairs = ((text, reader) for text in texts for reader in readers)
    for some in batched(pairs, BATCH, strict=False):
        Acknowledgement.objects.bulk_create(
            Acknowledgement(revision_id=text, member_id=reader, at=draft.created_at)
            for text, reader in some
        )


def seconds_to_say(crowd: Crowd, draft: UUID) -> float:
    """Ask for the impact as a page does, and see that nobody is missing."""
    with tenant_scope(crowd.tenant.pk):
        people = Member.objects.select_related("user", "tenant")
        reader = people.get(roles__contains=["controller"])
        revisions = Revision.objects.select_related("document__folder", "document__in_force")
        revision = revisions.get(pk=draft)
        start = time.perf_counter()
        impact = Impact.of(revision, reader)
        seconds = time.perf_counter() - start
    load = impact.readers.load
    assert load is not None
    assert load.people >= crowd.people
    assert load.median == crowd.revisions - len(range(0, crowd.revisions, READ))
    return seconds


def seconds_to_count(crowd: Crowd) -> float:
    """Count what each of them has to read, pair by pair."""
    due = timezone.localdate() + dt.timedelta(days=crowd.tenant.acknowledge_within_days)
    asked: dict[str, Any] = {"tenant": crowd.tenant.pk, "first": due - BEFORE, "last": due + AFTER}
    with tenant_scope(crowd.tenant.pk), connection.cursor() as cursor:
        start = time.perf_counter()
        cursor.execute(PAIR_BY_PAIR, asked)
        assert len(cursor.fetchall()) >= crowd.people
        return time.perf_counter() - start
