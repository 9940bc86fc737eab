"""What a search costs beside the same SQL without row security, its tsquery written out."""

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from uuid import UUID

import psycopg
from django.conf import settings

from benchmarks.cases.register_rls import Page, connect, page_of, seconds_for
from benchmarks.measure import Case, at_most
from benchmarks.stage import FREQUENT, RARE, Stage
from documents.register.search import LOOK_UP

PARTS = ("position = -1", "in_force AND position >= 0", "NOT in_force AND position >= 0")
WRITTEN_OUT = """
    SELECT document_id, revision_id, position FROM documents_searchentry
    WHERE tenant_id = %s AND words @@ %s::tsquery AND """


def search_for_a_rare_word(stage: Stage) -> AbstractContextManager[Case]:
    """Search the large tenant for what few of its documents say."""
    return search("search_rare", stage, RARE)


def search_for_a_frequent_word(stage: Stage) -> AbstractContextManager[Case]:
    """Search it for what each of them says."""
    return search("search_frequent", stage, FREQUENT)


@contextmanager
def search(name: str, stage: Stage, word: str) -> Generator[Case]:
    """Compare the statements of a page of hits with the same, not looked up by our function."""
    tenant = stage.tenants[-1]
    page = page_of(tenant, q=word)
    explicit = written_out(page)
    with (
        connect(settings.DATABASES["default"]) as app,
        psycopg.connect(settings.DATABASE_OWNER_URL, cursor_factory=psycopg.ClientCursor) as bypass,
    ):
        yield Case(
            name,
            ours=lambda: seconds_for([page], app),
            peer_name="tsquery, explicit WHERE, bypass",
            peer=lambda: seconds_for([explicit], bypass),
            goal=at_most(1.3),
            note=lambda: f"“{word}” in {stage.scale.large:,} documents; counts of the views, too",
        )


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
