"""What a search costs beside the same SQL without row security, its tsquery written out."""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from uuid import UUID

import psycopg
from django.conf import settings

from benchmarks.cases.register_rls import Page, connect, page_of, seconds_for
from benchmarks.measure import Case, at_most
from benchmarks.stage import Stage, make_findable, provision_tenant, write_documents
from benchmarks.texts import BLOCKS, FREQUENT, MID, PHRASE, RARE, write_texts
from documents.models import Document
from documents.register.search import LOOK_UP
from tenants.models import Tenant
from tenants.scope import tenant_scope

SMALL = 200  # documents of a usual tenant

PARTS = ("position = -1", "in_force AND position >= 0", "NOT in_force AND position >= 0")
WRITTEN_OUT = """
    SELECT document_id, revision_id, position FROM documents_searchentry
    WHERE tenant_id = %s AND words @@ %s::tsquery AND """


WORDS = {"frequent": FREQUENT, "mid": MID, "rare": RARE, "phrase": PHRASE}


@contextmanager
def search(
    stage: Stage, name: str, *sorts: str, size: str = "large", earlier: bool = False
) -> Generator[Case]:
    """Compare the statements of a page of hits with the same, not looked up by our function."""
    tenant = tenant_of(stage, size)
    write_texts(tenant)
    asked = [{"q": WORDS[sort]} | ({"earlier": "1"} if earlier else {}) for sort in sorts]
    pages = [page_of(tenant, **wanted) for wanted in asked]
    explicit = [written_out(page) for page in pages]
    with (
        connect(settings.DATABASES["default"]) as app,
        psycopg.connect(settings.DATABASE_OWNER_URL, cursor_factory=psycopg.ClientCursor) as bypass,
    ):
        documents = count_of(tenant)
        yield Case(
            name,
            ours=lambda: seconds_for(pages, app),
            peer_name="tsquery, explicit WHERE, bypass",
            peer=lambda: seconds_for(explicit, bypass),
            goal=at_most(1.3),
            note=lambda: f"{documents:,} documents of {BLOCKS} passages; {', '.join(sorts)}",
            aim="10 ms" if len(sorts) == 1 and size == "large" else "",
        )


def tenant_of(stage: Stage, size: str) -> Tenant:
    """Return a tenant of 200 documents, the large one, or the largest there is in this scale."""
    if size == "large" or (size == "largest" and not stage.scale.largest):
        return stage.tenants[-1]
    count = stage.scale.largest if size == "largest" else SMALL
    tenant = provision_tenant(f"B{size[:6].upper()}")
    write_documents(tenant, count)
    make_findable(tenant)
    return tenant


def count_of(tenant: Tenant) -> int:
    with tenant_scope(tenant.pk):
        return Document.objects.count()


def searching(
    name: str, *sorts: str, size: str = "large", earlier: bool = False
) -> Callable[[Stage], AbstractContextManager[Case]]:
    """Name a case."""
    return lambda stage: search(stage, name, *sorts, size=size, earlier=earlier)


SEARCHES: dict[str, Callable[[Stage], AbstractContextManager[Case]]] = {
    "search_frequent": searching("search_frequent", "frequent"),
    "search_mid": searching("search_mid", "mid"),
    "search_rare": searching("search_rare", "rare"),
    "search_phrase": searching("search_phrase", "phrase"),
    "search_earlier": searching("search_earlier", "mid", earlier=True),
    "search_earlier_frequent": searching("search_earlier_frequent", "frequent", earlier=True),
    "search_200": searching("search_200", *WORDS, size="small"),
    "search_largest": searching("search_largest", *WORDS, size="largest"),
}


def written_out(page: Page) -> Page:
    """Return the statements with the look-up in place of the function that does it."""
    statements = [
        looked_up(page.tenant_id, *params[:3]) if sql == LOOK_UP else (sql, params)
        for sql, params in page.statements
    ]
    assert statements != page.statements
    return replace(page, statements=statements)


def looked_up(tenant: UUID, wanted: str, most: int, earlier: bool) -> tuple[str, list[object]]:  # noqa: FBT001
    """Return what the function asks: so many hits of one part after the other."""
    parts = PARTS if earlier else PARTS[:2]
    statement = " UNION ALL ".join(WRITTEN_OUT + part for part in parts)
    return f"{statement} LIMIT %s", [*[tenant, wanted] * len(parts), most]
