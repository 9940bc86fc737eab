"""What a tenant's scope adds to a transaction."""

import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager

from django.db import connection, transaction

from benchmarks.measure import Case, at_most_more
from benchmarks.stage import Stage
from tenants.scope import tenant_scope

REPETITIONS = 300


@contextmanager
def open_a_scope(stage: Stage) -> Generator[Case]:
    """Compare a scope with a bare transaction; the same small query runs in both."""
    tenant_id = stage.tenants[0].pk
    yield Case(
        "tenant_scope",
        ours=lambda: seconds_each(lambda: tenant_scope(tenant_id)),
        peer_name="bare atomic()",
        peer=lambda: seconds_each(transaction.atomic),
        goal=at_most_more(80),
    )


def seconds_each(block: Callable[[], AbstractContextManager[None]]) -> float:
    """Return what one transaction of this kind takes."""
    start = time.perf_counter()
    for _ in range(REPETITIONS):
        with block(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)
    return (time.perf_counter() - start) / REPETITIONS
