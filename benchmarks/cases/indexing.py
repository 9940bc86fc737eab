"""What it costs to make a long text findable, beside its words and its rows alone."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

import rjieba
from django.db import transaction

from benchmarks import desk
from benchmarks.measure import Case, at_most
from benchmarks.stage import Stage
from documents.models import SearchEntry
from documents.register import search
from documents.text.markdown import from_markdown
from tenants.scope import tenant_scope

PAGES = 50


@contextmanager
def index_a_long_text(stage: Stage) -> Generator[Case]:
    """Compare the search rows of 50 pages with rjieba's words and the same rows, ready-made."""
    at = desk.set_up(stage)
    text = desk.text_of(PAGES)
    blocks = from_markdown(text)
    with tenant_scope(at.tenant.pk):
        revision = at.draft(desk.procedure())
        search.index([(revision, blocks)])
        entries = SearchEntry.objects.filter(revision=revision).order_by("position")
        ready = list(entries.values_list("position", "words"))

    def seconds_of(act: Callable[[], object]) -> float:
        with tenant_scope(at.tenant.pk), transaction.atomic():
            start = time.perf_counter()
            act()
            seconds = time.perf_counter() - start
            transaction.set_rollback(True)
        return seconds

    def cut_and_insert() -> None:
        for block in blocks:
            rjieba.cut_for_search(block.text)
        document = revision.document_id
        SearchEntry.objects.bulk_create(
            SearchEntry(document_id=document, revision=revision, position=n, words=words)
            for n, words in ready
        )

    yield Case(
        "index_50_pages",
        ours=lambda: seconds_of(lambda: search.index([(revision, blocks)])),
        peer_name="rjieba, and the rows ready-made",
        peer=lambda: seconds_of(cut_and_insert),
        goal=at_most(3),
        note=lambda: f"{len(text):,} characters, {len(blocks):,} blocks",
        aim="150 ms",
    )
