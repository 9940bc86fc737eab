"""Two clocks, a dead broker: each thing still happens once."""

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import redis
from django.core import mail
from django.db import connection

from config.clock import do_what_is_due, sweep
from tenants.models import Digest, Notice, Tenant
from tenants.scope import tenant_scope
from tests.library import make_library
from tests.sweeping import add_document
from tests.world import Cast

MONDAY = dt.date(2027, 3, 1)
CLOCKS = 4


@pytest.fixture
def due(transactional_db: None, acme: Cast) -> Tenant:
    """Twenty reviews that two people have to think of."""
    with tenant_scope(acme.tenant.pk):
        library = make_library(acme)
        for _ in range(10):
            add_document(library, acme.ada, review_due=MONDAY)
            add_document(library, acme.cora, review_due=MONDAY - dt.timedelta(days=9))
    return acme.tenant


def test_clocks_that_tick_at_the_same_instant_send_one_mail_each(due: Tenant) -> None:
    together = Barrier(CLOCKS)

    def tick(_clock: int) -> list[str]:
        tenant = Tenant.objects.get(pk=due.pk)
        together.wait()
        failed = do_what_is_due(tenant, MONDAY)
        connection.close()
        return failed

    with ThreadPoolExecutor(CLOCKS) as clocks:
        assert list(clocks.map(tick, range(CLOCKS))) == [[]] * CLOCKS
    sent = Counter(address for message in mail.outbox for address in message.to)
    assert sent == {"ada@acme.example": 1, "cora@acme.example": 1}
    with tenant_scope(due.pk):
        assert Digest.objects.count() == 2
        assert not Notice.objects.for_mail().exists()


def test_a_flushed_broker_costs_a_minute(due: Tenant, servers: dict[str, str]) -> None:
    broker = redis.Redis.from_url(servers["REDIS_URL"])
    broker.flushdb()
    sweep()
    assert broker.llen("celery") == 1
    broker.flushdb()
    sweep()
    assert str(due.pk).encode() in broker.lrange("celery", 0, -1)[0]
    broker.flushdb()
