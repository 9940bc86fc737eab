"""What the page of readiness costs where hundreds of procedures are in the way by name."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final

from django.test import Client

from benchmarks.measure import Case, at_least
from benchmarks.processor import seconds_worked
from benchmarks.stage import Stage, provision_tenant, settle, write_documents
from documents.models import ClauseLink, Document, DocumentType, Readership
from documents.standards.linking import place
from tenants.models import Member, Tenant
from tenants.people.roles import Role
from tenants.scope import tenant_scope

DOCUMENTS: Final = 400


@contextmanager
def show_readiness(_stage: Stage) -> Generator[Case]:
    """Compare the whole page, drawn, with asking each document by itself how it stands."""
    tenant = provision_tenant("RDY")
    write_documents(tenant, DOCUMENTS)
    with tenant_scope(tenant.pk):
        written = Document.objects.filter(in_force__isnull=False)
        written.update(document_type=DocumentType.objects.get(code="QP"))
        place(list(written), by=None)
        Member.objects.update(roles=[Role.CONTROLLER])
        controller = Member.objects.select_related("user").get()
    settle()
    client = Client(SERVER_NAME="localhost")
    client.force_login(controller.user)
    body = seconds_to_show(client, tenant)[1]
    tries = (seconds_worked(lambda: seconds_to_show(client, tenant)) for _ in range(5))
    worked = min(tries, key=sum)
    yield Case(
        "readiness",
        ours=lambda: seconds_to_show(client, tenant)[0],
        peer_name="each document asked by itself, undrawn",
        peer=lambda: seconds_to_ask(tenant),
        goal=at_least(1),
        note=lambda: (
            f"{DOCUMENTS} procedures, none acknowledged enough, a page of {len(body):,} bytes; the"
            f" processors work {worked[0] * 1000:.0f} ms on it here and {worked[1] * 1000:.0f} in"
            " the database"
        ),
        aim="500 ms",
    )


def seconds_to_show(client: Client, tenant: Tenant) -> tuple[float, bytes]:
    """Ask for the page as a browser does, and see that no document is missing."""
    start = time.perf_counter()
    answer = client.get(f"/t/{tenant.slug}/readiness/")
    seconds = time.perf_counter() - start
    assert answer.status_code == HTTPStatus.OK
    assert answer.content.count(b"/documents/RDY-") >= DOCUMENTS
    return seconds, answer.content


def seconds_to_ask(tenant: Tenant) -> float:
    """Ask of each document what it is for and how many have read it."""
    with tenant_scope(tenant.pk):
        documents = list(Document.objects.in_force_now())
        start = time.perf_counter()
        for document in documents:
            list(ClauseLink.objects.filter(document=document))
            Readership.objects.get(revision=document.in_force_id)
        seconds = time.perf_counter() - start
    assert len(documents) == DOCUMENTS
    return seconds
