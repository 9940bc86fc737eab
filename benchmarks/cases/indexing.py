"""What it costs to make a long text findable, beside cutting it into words alone."""

import time
from collections.abc import Generator
from contextlib import contextmanager

import rjieba
from django.db import transaction

from benchmarks import desk
from benchmarks.measure import Case, at_most
from benchmarks.stage import Stage
from documents.register import search
from documents.text.markdown import from_markdown
from tenants.scope import tenant_scope

PAGES = 50


@contextmanager
def index_a_long_text(stage: Stage) -> Generator[Case]:
    """Compare the search rows of 50 pages, vectors and index included, with rjieba's words."""
    at = desk.set_up(stage)
    text = desk.text_of(PAGES)
    blocks = from_markdown(text)
    with tenant_scope(at.tenant.pk):
        revision = at.draft(desk.procedure())

    def seconds_indexing() -> float:
        with tenant_scope(at.tenant.pk), transaction.atomic():
            start = time.perf_counter()
            search.index(revision, blocks)
            seconds = time.perf_counter() - start
            transaction.set_rollback(True)
        return seconds

    def seconds_cutting() -> float:
        start = time.perf_counter()
        for block in blocks:
            rjieba.cut_for_search(block.text)
        return time.perf_counter() - start

    yield Case(
        "index_50_pages",
        ours=seconds_indexing,
        peer_name="rjieba alone",
        peer=seconds_cutting,
        goal=at_most(3),
        note=lambda: f"{len(text):,} characters, {len(blocks):,} blocks",
        aim="150 ms",
    )
