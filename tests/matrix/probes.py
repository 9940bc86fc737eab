"""One probe: ask an address, note the answer and what it would have changed, and undo it."""

import random
from collections.abc import Iterator, Mapping
from copy import copy
from typing import Final, NamedTuple

from django.core import mail
from django.db import connection, transaction
from django.test import Client

from tests.architecture.addresses import NO_OBJECTS, Place, address, names_in, routes
from tests.matrix.people import World

METHODS: Final = ("get", "head", "options", "post", "put", "patch", "delete")
SAFE: Final = ("get", "head", "options")
NO_SUCH: Final = "nosuch"  # the code of no tenant

# PostgreSQL counts what the running transaction has written, row by row and table by table.
WRITTEN: Final = """
    SELECT relname FROM pg_stat_xact_user_tables
    WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 AND relname <> ALL(%s)
"""
# Where a person is and whether they guess passwords is noted whatever the answer is.
OF_SESSIONS: Final = ["django_session", "tenants_session", "tenants_attempt"]


class Probe(NamedTuple):
    """What is asked: a route, how, and of which thing of which tenant."""

    route: str
    method: str
    target: str  # "own", "foreign", "neighbour" or "missing"
    url: str
    missing: str  # the address of what is not there, for comparison


class Answer(NamedTuple):
    """All that a person could tell one answer from another by; and what it wrote."""

    status: int
    headers: dict[str, str]
    body: bytes
    written: tuple[str, ...]
    mails: int

    def looks_like(self, other: "Answer") -> bool:
        return self[:3] == other[:3]


def probes(world: World, places: dict[str, str]) -> Iterator[Probe]:
    """Yield what can be asked: every route, by every method, of every target there is for it.

    `places` says for a route which of the tenant's revisions it is about.
    """
    for route in routes():
        kind = places.get(route, "in_force")
        own, foreign = getattr(world.things, kind), getattr(world.neighbours, kind)
        missing = address(route, NO_SUCH)
        targets = {"own": (address(route, "acme", own), missing)}
        if route.startswith("t/<"):
            targets["neighbour"] = (address(route, "bolt", foreign), missing)
            if names_in(route) - {"code"}:
                targets["missing"] = (address(route, "acme"), address(route, "acme"))
            if names_in(route) - NO_OBJECTS:
                foreign_url = address(route, "acme", foreign)
                if foreign_url != targets["own"][0]:  # both may have a unit of the same code
                    targets["foreign"] = (foreign_url, address(route, "acme"))
        for method in METHODS:
            for target, (url, other) in targets.items():
                yield Probe(route, method, target, url, other)


def sample(all_probes: list[Probe], share: float, seed: int) -> list[Probe]:
    """Return this share of the probes, always the same for the same seed."""
    if share >= 1:
        return all_probes
    return random.Random(seed).sample(all_probes, int(len(all_probes) * share))


def ask(client: Client, method: str, url: str) -> Answer:
    """Ask, and undo whatever it did."""
    cookies, mails = copy(client.cookies), len(mail.outbox)
    with transaction.atomic():
        before = _written()
        response = getattr(client, method)(url)
        body = b"".join(response) if response.streaming else response.content
        written = tuple(sorted(_written() - before)) if not connection.needs_rollback else ()
        transaction.set_rollback(True)
    client.cookies = cookies
    headers = {name: value for name, value in response.headers.items() if name != "Set-Cookie"}
    return Answer(response.status_code, headers, body, written, len(mail.outbox) - mails)


def _written() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [OF_SESSIONS])
        return {name for (name,) in cursor.fetchall()}


def places_of(table: Mapping[str, tuple[str, str, str]]) -> dict[str, str]:
    """Return which revision each row of the permission table is about."""
    return {route: row[2] for route, row in table.items()}


__all__ = ["NO_SUCH", "SAFE", "Answer", "Place", "Probe", "ask", "places_of", "probes", "sample"]
