"""What the city's pages cost, beside counting the same from the rows of all tenants."""

import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http import HTTPStatus
from typing import Final

import psycopg
from django.conf import settings
from django.test import Client

from benchmarks.compared import make_compared
from benchmarks.measure import Case, Goal, at_least
from benchmarks.processor import seconds_worked
from benchmarks.stage import Stage

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
    name: str, address: str, statements: tuple[str, ...], goal: Goal, aim: str
) -> Callable[[Stage], AbstractContextManager[Case]]:
    """Compare a page, drawn, with the statements that count its figures from rows, undrawn."""

    @contextmanager
    def compare(stage: Stage) -> Generator[Case]:
        compared = make_compared(stage.scale)
        client = Client(SERVER_NAME="localhost")
        client.force_login(compared.office.user)
        body = seconds_to_show(client, address)[1]
        tries = (seconds_worked(lambda: seconds_to_show(client, address)) for _ in range(5))
        worked = min(tries, key=sum)
        with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as owner:
            yield Case(
                name,
                ours=lambda: seconds_to_show(client, address)[0],
                peer_name="counting the rows of all, undrawn",
                peer=partial(seconds_to_count, owner, statements),
                goal=goal,
                note=lambda: (
                    f"{compared.tenants:,} tenants, a page of {len(body):,} bytes; the processors"
                    f" work {worked[0] * 1000:.0f} ms on it here and {worked[1] * 1000:.0f} in the"
                    " database"
                ),
                aim=aim,
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


def seconds_to_count(owner: psycopg.Connection, statements: tuple[str, ...]) -> float:
    """Count in all tenants at once, past row security: the shortest way there is from rows."""
    start = time.perf_counter()
    for statement in statements:
        assert owner.execute(statement).fetchall() or statement == STEPS
    return time.perf_counter() - start


CITY: Final = {
    name: page(name, address, statements, at_least(times), "250 ms")
    for name, address, statements, times in (
        ("city_overview", "/city/", (DOCUMENTS, READERS, CLAUSES, STEPS), 10),
        ("city_league", "/city/indicators/acknowledged_percent/", (READERS,), 1),
        ("city_clauses", "/city/clauses/", (CLAUSES,), 1),
    )
}
