"""What a new tenant costs, beside a schema of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from django.conf import settings

from benchmarks.measure import Case, at_least
from benchmarks.peer.likeness import describe_tables
from benchmarks.stage import Stage, provision_tenant
from config.local.places import VAR
from documents.models import Document
from tenants.scope import tenant_scope

PEER_TENANTS = 50


@contextmanager
def provision_a_zone(stage: Stage) -> Generator[Case]:
    """Compare a furnished zone with an empty schema of as many tables by django-tenants."""
    numbers = count(len(stage.tenants))
    tables = describe_tables()
    with peer(tables) as create:
        yield Case(
            "provision",
            ours=lambda: seconds_to_provision(next(numbers)),
            peer_name=f"django-tenants, {PEER_TENANTS} there",
            peer=create,
            goal=at_least(25),
            note=lambda: (
                f"ours beside {len(stage.tenants)} tenants and with 12 starter procedures, their"
                " blueprint read each time;"
                f" the peer's schema has the like of our {len(tables)} tables, empty"
            ),
        )


def seconds_to_provision(number: int) -> float:
    """Provision one more zone, its blueprint read anew."""
    start = time.perf_counter()
    tenant = provision_tenant(f"B{number:05}")
    seconds = time.perf_counter() - start
    with tenant_scope(tenant.pk):
        assert Document.objects.count() == 12
    return seconds


@contextmanager
def peer(tables: list[dict[str, object]]) -> Generator["Peer"]:
    """Have a process that creates tenants with django-tenants; it has settings of its own."""
    described = VAR / "bench" / "tables.json"
    described.write_text(json.dumps(tables))
    process = Peer(described)
    try:
        yield process
    finally:
        process.end()


class Peer:
    """The other process: one line in, one tenant made, its seconds out."""

    def __init__(self, described: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.peer", str(PEER_TENANTS)],
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "benchmarks.peer.settings",
                "PEER_TABLES": str(described),
                "PEER_DATABASE_URL": settings.DATABASE_ADMIN_URL,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.read()  # ready: it has its tenants

    def __call__(self) -> float:
        """Let it make one more tenant."""
        assert self.process.stdin is not None
        self.process.stdin.write("create\n")
        self.process.stdin.flush()
        return self.read()

    def read(self) -> float:
        """Read its next answer."""
        assert self.process.stdout is not None
        return float(self.process.stdout.readline())

    def end(self) -> None:
        """Close its input, which ends it."""
        self.process.communicate()
