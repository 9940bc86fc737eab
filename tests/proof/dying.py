"""A process that takes a text through its life by requests, and dies where it is told to.

Run as `python -m tests.proof.dying`: it reads an order a line, forks for each, and tells what was
answered before the end. What may kill is everything that leaves a trace: each statement that
writes, each commit, each file that gets its name, each message to the queue.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import django


class Order(NamedTuple):
    """A text, who acts on it under which keys, and at which point all ends ("" for never)."""

    tenant: str
    revision: str
    page: str  # address of the revision
    people: dict[str, str]  # id of the account by name, in the order in which they sign
    keys: list[str]
    dies_at: str


class Fate:
    """Counts what leaves a trace, and dies at the point that was ordered."""

    def __init__(self, dies_at: str) -> None:
        self.dies_at, self.request = dies_at, ""
        self.counts: dict[str, int] = {}
        self.passed: list[str] = []

    def begin(self, request: str) -> None:
        self.request, self.counts = request, {}

    def point(self, what: str) -> None:
        """Pass a point, or die at it."""
        if not self.request:
            return
        self.counts[what] = self.counts.get(what, 0) + 1
        name = f"{self.request}: {what} {self.counts[what]}"
        self.passed.append(name)
        if name == self.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, what: str, act: Callable[..., Any]) -> Callable[..., Any]:
        """Return the act with a point before and one after it."""

        def run(*args: Any, **kwargs: Any) -> Any:
            self.point(f"before {what}")
            result = act(*args, **kwargs)
            self.point(f"after {what}")
            return result

        return run

    def statement(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        """Die before a statement that writes: the one before it is done then."""
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.point("before statement")
        return execute(sql, params, many, context)


def live(order: Order, answer: Callable[[dict[str, Any]], None]) -> None:
    """Send the requests of a whole life; each answer is told before the next is sent."""
    from celery.app.task import Task
    from django.db import connections
    from django.test import Client

    from approvals.tasks import issue_revision
    from tenants.models import User
    from tests.proof.deciders import cheap_pages
    from tests.world import PASSWORD

    fate = Fate(order.dies_at)
    browsers = {name: Client(SERVER_NAME="localhost") for name in order.people}
    for name, pk in order.people.items():
        browsers[name].force_login(User.objects.get(pk=pk))
    Path.replace = fate.around("rename", Path.replace)  # type: ignore[method-assign]
    Task.apply_async = fate.around("message", lambda *_args, **_facts: None)  # type: ignore[method-assign]
    database: Any = connections["default"]
    database._commit = fate.around("commit", database._commit)
    with cheap_pages(), database.execute_wrapper(fate.statement):
        for n, (name, browser) in enumerate(browsers.items()):
            fate.begin("submit" if n == 0 else f"signature {n}")
            fields = {"decision": "sign", "key": order.keys[n], "password": PASSWORD}
            tail = "submit/" if n == 0 else "decide/"
            done = browser.post(order.page + tail, fields)
            answer({"request": name, "status": done.status_code})
        fate.begin("issue")
        issue_revision.celery_task(order.tenant, order.revision)
        answer({"request": "issue", "status": 200})
    answer({"passed": fate.passed})


def _tell(pipe: int, told: dict[str, Any]) -> None:
    os.write(pipe, f"{json.dumps(told)}\n".encode())


def serve() -> None:
    """Fork for each order; say what was answered, and that the process is gone."""
    for line in sys.stdin:
        order = Order(**json.loads(line))
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            live(order, partial(_tell, writing))
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as told:
            answers = [json.loads(each) for each in told]
        _pid, status = os.waitpid(child, 0)
        print(json.dumps({"answers": answers, "status": status}), flush=True)


if __name__ == "__main__":
    django.setup()
    serve()
