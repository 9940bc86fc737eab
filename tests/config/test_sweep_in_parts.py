"""However much is due, the clock does it in short transactions, and each thing still once."""

import datetime as dt
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from approvals import periodic
from approvals.expiring.reminding import remind_of
from approvals.periodic import remind_of_acknowledgements
from config.clock import Step, do_what_is_due, preview
from documents.models import Distribution
from tenants.calendar import WorkingDays
from tenants.models import Digest, Notice, Tenant
from tenants.notices import digests, ledger
from tenants.notices.digests import make_digests
from tenants.notices.ledger import reached
from tenants.scope import tenant_scope
from tests.library import make_library
from tests.sweeping import BY_NAME, add_document, due_at, put_before_everybody, remind, sweep
from tests.sweeping import ledger as told
from tests.world import Cast

MONDAY = dt.date(2027, 3, 1)
EACH_GETS_ONE = {f"{name}@acme.example": 1 for name in ("ada", "cora", "ravi", "ruth")}


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a part be a few rows."""
    monkeypatch.setattr(ledger, "MOST_THINGS", 3)
    monkeypatch.setattr(ledger, "MOST_ROWS", 7)
    monkeypatch.setattr(digests, "MOST_RECIPIENTS", 2)
    monkeypatch.setattr(periodic, "MOST_PEOPLE", 2)


def make_due(acme: Cast) -> Tenant:
    """Have reviews due, some of them late, and something to read for everybody and for a unit."""
    with tenant_scope(acme.tenant.pk):
        library = make_library(acme)
        for late in range(10):
            add_document(library, acme.ada, review_due=MONDAY - dt.timedelta(days=late))
        put_before_everybody(add_document(library, acme.ada), MONDAY)
        Distribution.objects.create(
            revision=add_document(library, acme.ada).in_force,
            scope=Distribution.Scope.UNIT,
            unit=library.office,
            published_on=MONDAY,
            due_on=MONDAY + dt.timedelta(days=30),
        )
    return acme.tenant


def mails() -> Counter[str]:
    return Counter(address for message in mail.outbox for address in message.to)


def test_parts_make_up_the_whole(
    acme: Cast, bolt: Cast, small_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What acme is told in parts is what bolt is told at once."""
    sweep(make_due(acme), MONDAY)
    monkeypatch.undo()
    sweep(make_due(bolt), MONDAY)

    def lines(tenant: Tenant) -> Counter[tuple[str, str, int, dt.date | None, str]]:
        with tenant_scope(tenant.pk):
            named = ("recipient__name", "kind", "milestone", "due_on", "state")
            return Counter(Notice.objects.values_list(*named))

    assert lines(acme.tenant) == lines(bolt.tenant)
    assert len(told(acme.tenant)) > 50
    theirs = {address.replace("acme", "bolt") for address in EACH_GETS_ONE}
    assert mails() == EACH_GETS_ONE | dict.fromkeys(theirs, 1)


def test_a_part_is_no_larger_than_it_may_be(acme: Cast, small_parts: None) -> None:
    with tenant_scope(make_due(acme).pk):
        parts = list(remind_of(BY_NAME["review_due"], MONDAY))
        assert len(parts) > 5
        late = reached(MONDAY - dt.timedelta(days=9), MONDAY, WorkingDays({}))
        assert max(parts) < ledger.MOST_ROWS + len(late)
        assert sum(parts) == Notice.objects.count()
        assert remind("review_due", MONDAY) == 0
        # Five milestones for each of four people; no more than two of the six members in a part.
        parts = list(remind_of_acknowledgements(MONDAY))
        assert (sum(parts), max(parts)) == (20 + 1, 10)
        assert list(make_digests(MONDAY)) == [2, 2]
        assert list(make_digests(MONDAY)) == []


def test_who_had_a_digest_waits_for_tomorrow_beside_those_who_had_none(
    acme: Cast, small_parts: None
) -> None:
    tenant = make_due(acme)
    with tenant_scope(tenant.pk):
        remind("review_due", MONDAY)
        assert sum(make_digests(MONDAY)) == 2  # Ada and Cora
        deque(remind_of_acknowledgements(MONDAY))
        assert sum(make_digests(MONDAY)) == 2  # Ravi and Ruth
        waiting = Notice.objects.for_mail().values_list("recipient__name", flat=True)
        assert set(waiting) == {"Ada", "Cora"}
        assert sum(make_digests(MONDAY + dt.timedelta(days=1))) == 2


def test_however_often_a_visit_is_cut_everything_happens_once(
    transactional_db: None, acme: Cast, small_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each visit gets time for a part more than the one before, until one sends the mails."""
    tenant = make_due(acme)
    for parts in count(1):
        ticks = count(1)
        monkeypatch.setattr("config.clock.time.monotonic", lambda ticks=ticks: float(next(ticks)))
        before = len(told(tenant))
        assert do_what_is_due(tenant, MONDAY, ends=parts) == []
        if mail.outbox:
            break
        assert len(told(tenant)) - before <= ledger.MOST_ROWS * parts
        tenant.refresh_from_db()
    assert parts > 10
    assert mails() == EACH_GETS_ONE
    written = told(tenant)
    with tenant_scope(tenant.pk):
        assert Digest.objects.count() == len(EACH_GETS_ONE)
    monkeypatch.undo()
    assert sweep(tenant, MONDAY) == []
    assert told(tenant) == written


def test_a_visit_without_time_does_nothing_and_is_asked_for_again(acme: Cast) -> None:
    tenant = make_due(acme)
    assert do_what_is_due(tenant, MONDAY, ends=0) == []
    assert told(tenant) == set()
    assert due_at(MONDAY, 3) == [tenant.pk]


def test_a_visit_leaves_where_another_is_at_work(transactional_db: None, acme: Cast) -> None:
    """It keeps no worker waiting, and whatever it leaves undone the other one does."""
    tenant = make_due(acme)
    begun, left = Event(), Event()

    def slow(today: dt.date) -> Iterator[int]:
        begun.set()
        assert left.wait(20)
        yield 1

    def first() -> list[str]:
        failed = do_what_is_due(tenant, MONDAY)
        connection.close()
        return failed

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor() as pool:
        patch.setattr("config.clock.ISSUE", (Step("slow", slow),))
        visit = pool.submit(first)
        assert begun.wait(20)
        assert do_what_is_due(tenant, MONDAY) == []
        assert (told(tenant), mail.outbox) == (set(), [])
        left.set()
        assert visit.result() == []
    assert mails() == EACH_GETS_ONE


def test_a_neighbour_is_swept_meanwhile(transactional_db: None, acme: Cast, bolt: Cast) -> None:
    make_due(acme)
    make_due(bolt)

    with ThreadPoolExecutor() as pool, pytest.MonkeyPatch.context() as patch:

        def neighbour() -> list[str]:
            mailed = sweep(bolt.tenant, MONDAY)
            connection.close()
            return mailed

        def wait(today: dt.date) -> Iterator[int]:
            patch.undo()
            assert len(pool.submit(neighbour).result(20)) == len(EACH_GETS_ONE)
            yield 1

        patch.setattr("config.clock.ISSUE", (Step("wait", wait),))
        assert do_what_is_due(acme.tenant, MONDAY) == []
    assert sum(mails().values()) == 2 * len(EACH_GETS_ONE)


def test_what_was_written_before_a_part_failed_stays_written(
    transactional_db: None, acme: Cast, small_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = make_due(acme)
    write, begun = ledger._write, Counter[str]()

    def failing(kind: str, *args: Any) -> int:
        begun[kind] += 1
        if begun[kind] > 1:
            raise RuntimeError("the disk is full")
        return write(kind, *args)

    with monkeypatch.context() as patch:
        patch.setattr(ledger, "_write", failing)
        assert do_what_is_due(tenant, MONDAY) == ["review_due", "acknowledgements"]
    kept = told(tenant)
    assert kept
    tenant.refresh_from_db()
    assert tenant.swept_on is None
    sweep(tenant, MONDAY)
    assert told(tenant) > kept


def test_a_dry_run_goes_through_all_parts(acme: Cast, small_parts: None) -> None:
    tenant = make_due(acme)
    said = preview(tenant, MONDAY)
    assert {line.partition(":")[0] for line in said} == set(EACH_GETS_ONE)
    assert told(tenant) == set()
