"""Thousands decide at once: none lost, none doubled, each told what became of it.

By threads on the actions, and by HTTP on the product as it is served, with workers that issue.
The suite has two hundred decisions by threads; `make probe` ten thousand each way.
"""

import http.client
import os
import shutil
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Final
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.db.models import QuerySet
from django.utils import translation

from approvals.actions.decisions import return_step, sign_step
from approvals.models import Step
from approvals.tasks import issue_revision
from config.local.processes import wait_until
from documents.models import Revision
from tenants.errors import Refused
from tenants.models import Member
from tenants.scope import tenant_scope, written_once
from tests.database import TestDatabase
from tests.journeys.stack import Stack, make_stack, new_home
from tests.proof.deciders import Asked, Crowd, cheap_pages, check_outcome, make_crowd
from tests.proof.invariants import broken_now
from tests.world import PASSWORD, signed_in

WHOLE: Final = bool(os.environ.get("PROBE"))
ROUNDS, PEOPLE = (int(os.environ.get("ROUNDS", "500")), 20) if WHOLE else (12, 16)
THREADS: Final = 8
PROCESSES: Final = 2
HERE: Final = threading.local()  # of each thread, its connection to the server
BUSY: Final = "busy"
MEANS: Final = {302: "done", 200: "refused", 422: "refused", 503: BUSY}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(7200)]


def all_at_once(asked: list[Asked], ask: Callable[[Asked], str]) -> list[str]:
    """Send all of it by several threads of several processes, and say how fast that went."""
    _close_pools()  # no connection may be shared with a child
    began = time.monotonic()
    parts = [asked[n::PROCESSES] for n in range(PROCESSES)]  # each round is decided in by all
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("fork")) as pool:
        told = list(pool.map(_insist_on_each, parts, [ask] * PROCESSES))
    seconds = time.monotonic() - began
    answers = [told[n % PROCESSES][0][n // PROCESSES] for n in range(len(asked))]
    busy, each = sum(n for _, n, _ in told), 1000 * sum(s for _, _, s in told) / len(asked)
    print(f"{len(asked)} requests in {seconds:.1f} s: {len(asked) / seconds:.0f}/s,")
    print(f"{each:.1f} ms of processor here for each, {busy} told to try again")
    return answers


def _insist_on_each(
    asked: list[Asked], ask: Callable[[Asked], str]
) -> tuple[list[str], int, float]:
    """Ask by threads; return the answers, how often it was busy, and the processor's seconds."""
    busy: list[Asked] = []

    def insist(one: Asked) -> str:
        while (answer := ask(one)) == BUSY:  # nothing was done, and the page says: try again
            busy.append(one)
        return answer

    with ThreadPoolExecutor(THREADS // PROCESSES) as pool:
        answers = list(pool.map(insist, asked))
    _close_pools()
    return answers, len(busy), time.process_time()


def _close_pools() -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]


def by_action(crowd: Crowd, asked: Asked) -> str:
    """Decide as a thread of one process does."""
    try:
        with tenant_scope(crowd.cast.tenant.pk), translation.override("en"):
            return _decided(crowd.people[asked.who], asked)
    except OperationalError:
        return BUSY  # a lock was not to be had in ten seconds; over HTTP a page says so
    finally:
        connection.close()


def _decided(by: Member, asked: Asked) -> str:
    """Decide as the view does: what is refused is said in the same transaction."""
    [step] = _as_the_page_reads_it(asked.step)
    try:
        if asked.decision == "sign":
            sign_step(step, by=by, password=PASSWORD, key=asked.key)
        else:
            return_step(step, by=by, comment="Not yet", key=asked.key)
    except Refused:
        return "refused"
    return "done"


@written_once
def _as_the_page_reads_it(step: UUID) -> QuerySet[Step]:
    steps = Step.objects.select_related("member", "round__revision__document__document_type")
    return steps.defer("round__revision__markdown", "round__revision__manifest").filter(pk=step)


def issue_twice(crowd: Crowd) -> None:
    """Let two workers take every message there is for what was approved."""
    with tenant_scope(crowd.cast.tenant.pk):
        approved = list(Revision.objects.filter(state=Revision.State.APPROVED).values_list("pk"))

    def issue(pk: object) -> None:
        issue_revision.celery_task(str(crowd.cast.tenant.pk), str(pk))
        connection.close()

    with cheap_pages(), ThreadPoolExecutor(4) as pool:
        list(pool.map(issue, [pk for (pk,) in approved for _ in range(2)]))


def test_many_threads_decide() -> None:
    crowd = make_crowd(ROUNDS, PEOPLE)
    with tenant_scope(crowd.cast.tenant.pk):
        asked = list(crowd.requests())
    answers = all_at_once(asked, partial(by_action, crowd))
    issue_twice(crowd)
    with tenant_scope(crowd.cast.tenant.pk):
        print(check_outcome(asked, answers))
        assert broken_now() == []


class Browsers:
    """Everybody of the crowd, signed in; each thread keeps a connection of its own."""

    def __init__(self, crowd: Crowd, url: str) -> None:
        self.host = urlsplit(url).netloc
        self.token = "a" * 32
        self.sessions = {
            name: signed_in(member).cookies[settings.SESSION_COOKIE_NAME].value
            for name, member in crowd.people.items()
        }

    def decide(self, asked: Asked) -> str:
        """Send the form of a decision; say "done", "refused", or what else was answered."""
        fields = {"decision": asked.decision, "key": str(asked.key), "password": PASSWORD}
        fields |= {"comment": "Not yet" if asked.decision == "return" else ""}
        cookies = {
            settings.SESSION_COOKIE_NAME: self.sessions[asked.who],
            settings.CSRF_COOKIE_NAME: self.token,
        }
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": self.token,
        }
        path = f"/t/acme/documents/{asked.number}/revisions/1/decide/?step={asked.step}"
        known = getattr(HERE, "connection", None)
        link = known or http.client.HTTPConnection(self.host, timeout=600)
        HERE.connection = link
        link.request("POST", path, urlencode(fields), headers)
        answer = link.getresponse()
        answer.read()
        return MEANS.get(answer.status, str(answer.status))


def _many_decide_over_http(servers: dict[str, str]) -> None:
    crowd, home = make_crowd(ROUNDS, PEOPLE), new_home()
    stack = _serving_this_database(make_stack(servers, TestDatabase(servers).name, home))
    with tenant_scope(crowd.cast.tenant.pk):
        asked = list(crowd.requests())
    try:
        with stack.running():
            answers = all_at_once(asked, Browsers(crowd, stack.url).decide)
            assert wait_until(lambda: not _waits(crowd), 3600)
        with tenant_scope(crowd.cast.tenant.pk):
            print(check_outcome(asked, answers))
            assert broken_now() == []
    finally:
        shutil.rmtree(home)


if WHOLE:
    test_many_decide_over_http = _many_decide_over_http


def _serving_this_database(stack: Stack) -> Stack:
    """Let the product serve what the test made; its passwords are hashed cheaply, as in tests."""
    own = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "FILES_ROOT": settings.FILES_ROOT,
        "SEAL_KEY_FILE": settings.SEAL_KEY_FILE,
        "SEAL_PUBLIC_KEYS": settings.SEAL_PUBLIC_KEYS,
    }
    return Stack(stack.url, stack.home, {**stack.environment, **own})


def _waits(crowd: Crowd) -> bool:
    with tenant_scope(crowd.cast.tenant.pk):
        return Revision.objects.filter(state=Revision.State.APPROVED).exists()
