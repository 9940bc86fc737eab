"""What the matrix of people × documents costs, where all of it is on one page."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from http import HTTPStatus
from itertools import batched, product
from typing import Final

from django.db.models import Exists, OuterRef, Subquery
from django.test import Client
from django.utils import timezone

from approvals.models import Acknowledgement
from approvals.reading.readers import names
from benchmarks.crowd import Crowd, gather
from benchmarks.measure import Case, at_least
from benchmarks.processor import seconds_worked
from benchmarks.stage import BATCH, Stage, settle
from documents.models import Distribution, Document, Revision
from tenants.models import Member
from tenants.scope import tenant_scope

PEOPLE: Final = 200
TEXTS: Final = 40
READ: Final = 3  # two of so many pairs were read


@contextmanager
def show_people_and_documents(_stage: Stage) -> Generator[Case]:
    """Compare the whole page, drawn, with asking the readers of each document, one by one."""
    crowd = gather("MTX", people=PEOPLE, revisions=TEXTS)
    with tenant_scope(crowd.tenant.pk):
        put_in_force()
        read_some()
        controller = Member.objects.select_related("user").get(roles__contains=["controller"])
    settle()
    client = Client(SERVER_NAME="localhost")
    client.force_login(controller.user)
    body = seconds_to_show(client, crowd)[1]
    tries = (seconds_worked(lambda: seconds_to_show(client, crowd)) for _ in range(5))
    worked = min(tries, key=sum)
    yield Case(
        "matrix",
        ours=lambda: seconds_to_show(client, crowd)[0],
        peer_name="the readers of each document, undrawn",
        peer=lambda: seconds_to_ask(crowd),
        goal=at_least(1),
        note=lambda: (
            f"{PEOPLE} people, {TEXTS} documents, a page of {len(body):,} bytes; the processors"
            f" work {worked[0] * 1000:.0f} ms on it here and {worked[1] * 1000:.0f} in the database"
        ),
        aim="300 ms",
    )


def put_in_force() -> None:
    """Let the texts be those in force of their documents."""
    texts = Revision.objects.filter(document=OuterRef("pk"), distributions__isnull=False)
    Document.objects.filter(Exists(texts)).update(in_force=Subquery(texts.values("pk")[:1]))


def read_some() -> None:
    """Let two of three pairs have been acknowledged."""
    readers = Member.objects.filter(roles__contains=["reader"]).values_list("pk", flat=True)
    texts = Distribution.objects.values_list("revision", flat=True)
    pairs = [pair for n, pair in enumerate(product(texts, list(readers))) if n % READ]
    now = timezone.now()
    for some in batched(pairs, BATCH, strict=False):
        Acknowledgement.objects.bulk_create(
            Acknowledgement(revision_id=text, member_id=reader, at=now) for text, reader in some
        )


def seconds_to_show(client: Client, crowd: Crowd) -> tuple[float, bytes]:
    """Ask for the page as a browser does, and see that nobody and nothing is missing."""
    page = f"/t/{crowd.tenant.slug}/distribution/?view=matrix"
    start = time.perf_counter()
    answer = client.get(page)
    seconds = time.perf_counter() - start
    assert answer.status_code == HTTPStatus.OK
    assert answer.content.count(b"<tr>") >= PEOPLE
    assert answer.content.count(b"<td") >= PEOPLE * TEXTS
    return seconds, answer.content


def seconds_to_ask(crowd: Crowd) -> float:
    """Ask for the readers of each document, as its own page does."""
    with tenant_scope(crowd.tenant.pk):
        revisions = Revision.objects.select_related("document__folder").defer("markdown")
        texts = list(revisions.filter(distributions__isnull=False))
        start = time.perf_counter()
        found = sum(len(names(text)) for text in texts)
        seconds = time.perf_counter() - start
    assert found >= PEOPLE * TEXTS
    return seconds
