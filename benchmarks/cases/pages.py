"""What pages cost over HTTP beside a tenant's smallest page."""

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager

from benchmarks import desk
from benchmarks.measure import Case, at_least
from benchmarks.site import Site, server
from benchmarks.stage import Stage
from documents.models import Document
from documents.register import PAGE_ROWS
from tenants.scope import tenant_scope

REVISIONS = 4
READINGS = 20


@contextmanager
def page(name: str, stage: Stage, address: str, share: float, rows: int) -> Generator[Case]:
    """Compare a page with one row and no template: same server, same middleware, same reader.

    `rows` is what the page must show at least: lines of a list, lines of the history …
    """
    tenant = stage.tenants[0]
    reader = desk.set_up(stage).reader
    with server() as port:
        site = Site(port, reader)
        one_row = f"/t/{tenant.slug}/one-row/"
        body = site.get(address)
        assert body.count(b"<li") + body.count(b"<tr") >= rows, body.decode()
        assert site.get(one_row) != b""
        yield Case(
            name,
            ours=lambda: site.seconds_each(address, 10),
            peer_name="one row, no template",
            peer=lambda: site.seconds_each(one_row, 50),
            goal=at_least(share),
            note=lambda: f"page of {len(body):,} bytes; every answer was 200",
        )


def register_over_http(stage: Stage) -> AbstractContextManager[Case]:
    """Measure a page of 50 documents."""
    address = f"/t/{stage.tenants[0].slug}/documents/"
    return page("register_http", stage, address, 0.15, PAGE_ROWS)


def document_over_http(stage: Stage) -> AbstractContextManager[Case]:
    """Measure the page of a document in its fourth revision."""
    return page("document_http", stage, address_of(exhibit(stage)), 0.10, 5)


def history_over_http(stage: Stage) -> AbstractContextManager[Case]:
    """Measure the history of the same document."""
    return page("history_http", stage, address_of(exhibit(stage)) + "history/", 0.10, REVISIONS)


def inbox_over_http(stage: Stage) -> AbstractContextManager[Case]:
    """Measure an inbox with twenty texts to acknowledge."""
    at = desk.set_up(stage)
    with tenant_scope(at.tenant.pk):
        for _ in range(READINGS):
            at.publish(at.draft(desk.procedure()))
    return page("inbox_http", stage, "/tasks/", 0.10, READINGS)


def exhibit(stage: Stage) -> Document:
    """Return a document of four revisions."""
    at = desk.set_up(stage)
    with tenant_scope(at.tenant.pk):
        document = at.publish(at.draft(desk.procedure()))
        for change in range(1, REVISIONS):
            text = f"{desk.procedure()}\n\n第 {change} 次修改。\n"
            document = at.publish(at.revise(document, text))
        return document


def address_of(document: Document) -> str:
    return f"/t/{document.tenant.slug}/documents/{document.number}/"
