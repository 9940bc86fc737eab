"""What the city's pages cost, beside counting the same in each tenant from its rows."""

import datetime as dt
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http import HTTPStatus
from typing import Final

import psycopg
from django.conf import settings
from django.test import Client
from django.utils import timezone

from benchmarks.compared import Compared, make_compared
from benchmarks.measure import Case, at_least
from benchmarks.processor import seconds_worked
from benchmarks.stage import Stage
from oversight.city import measures
from tenants.scope import tenant_scope

type Counted = tuple[Callable[[dt.date], measures.Counted], ...]

IN_FORCE: Final = "d.in_force_id IS NOT NULL AND d.state = 'active'"
DOCUMENTS: Final = f"""
SELECT d.tenant_id, count(*), count(*) FILTER (WHERE d.review_due < current_date),
       count(*) FILTER (WHERE d.valid_until < current_date)
FROM documents_document d WHERE {IN_FORCE} GROUP BY d.tenant_id
"""
READERS: Final = f"""
SELECT d.tenant_id, sum(r.required), sum(r.done)
FROM documents_document d JOIN documents_readership r
  ON r.tenant_id = d.tenant_id AND r.revision_id = d.in_force_id
WHERE {IN_FORCE} GROUP BY d.tenant_id
"""
CLAUSES: Final = f"""
SELECT l.tenant_id, l.clause_id, count(*)
FROM documents_clauselink l JOIN documents_document d
  ON d.tenant_id = l.tenant_id AND d.id = l.document_id
WHERE {IN_FORCE} GROUP BY l.tenant_id, l.clause_id
"""
STEPS: Final = """
SELECT tenant_id, count(*), count(*) FILTER (WHERE due_on < current_date)
FROM approvals_step WHERE state = 'open' GROUP BY tenant_id
"""


def page(
    address: str, counted: Counted, statements: tuple[str, ...]
) -> Callable[[Stage], AbstractContextManager[Case]]:
    """Compare a page, drawn, with its figures counted in each tenant, undrawn.

    The note says what the shortest statements for a part of them take, past row security.
    """

    @contextmanager
    def compare(stage: Stage) -> Generator[Case]:
        city = make_compared(stage.scale)
        client = Client(SERVER_NAME="localhost")
        client.force_login(city.office.user)
        body = seconds_to_show(client, address)[1]
        tries = (seconds_worked(lambda: seconds_to_show(client, address)) for _ in range(5))
        here, there = min(tries, key=sum)
        at_once = min(seconds_at_once(statements) for _ in range(3))
        yield Case(
            NAMES[address],
            ours=lambda: seconds_to_show(client, address)[0],
            peer_name="its measures in each tenant",
            peer=partial(seconds_to_count, city, counted),
            goal=at_least(10),
            note=lambda: (
                f"{city.tenants:,} tenants, a page of {len(body):,} bytes; the processors work"
                f" {here * 1000:.0f} ms on it here and {there * 1000:.0f} in the database;"
                f" {len(statements)} statements over all rows at once take {at_once:.2f} s"
            ),
            aim="250 ms",
            most_rounds=9,
        )

    return compare


def seconds_to_show(client: Client, address: str) -> tuple[float, bytes]:
    """Ask for the page as a browser does."""
    start = time.perf_counter()
    answer = client.get(address)
    seconds = time.perf_counter() - start
    assert answer.status_code == HTTPStatus.OK
    assert b"data-tenant=" in answer.content or b"dc-league" in answer.content
    return seconds, answer.content


def seconds_to_count(city: Compared, counted: Counted) -> float:
    """Count inside some tenants what their scorecards say; return the seconds all would take."""
    today = timezone.localdate()
    start = time.perf_counter()
    for tenant in city.sample:
        with tenant_scope(tenant):
            figures = [count(today) for count in counted]
        assert any(figures)
    return (time.perf_counter() - start) / len(city.sample) * city.tenants


def seconds_at_once(statements: tuple[str, ...]) -> float:
    """Count in all tenants with one statement each, as a role that row security lets by."""
    with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as owner:
        start = time.perf_counter()
        for statement in statements:
            owner.execute(statement).fetchall()
        return time.perf_counter() - start


NAMES: Final = {
    "/city/": "city_overview",
    "/city/indicators/acknowledged_percent/": "city_league",
    "/city/clauses/": "city_clauses",
}
FIGURES: Final[tuple[tuple[Counted, tuple[str, ...]], ...]] = (
    (measures.MEASURES, (DOCUMENTS, READERS, CLAUSES, STEPS)),
    ((measures.readers,), (READERS,)),
    ((measures.clauses,), (CLAUSES,)),
)
CITY: Final = {
    name: page(address, *counted)
    for (address, name), counted in zip(NAMES.items(), FIGURES, strict=True)
}
