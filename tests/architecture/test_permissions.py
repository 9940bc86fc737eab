"""Who may open which address: one row each, and no address without a row."""

from copy import copy

import pytest
from django.db import transaction
from django.test import Client

from tests.architecture.addresses import Place, Shelf, address, make_shelf, routes
from tests.architecture.permissions.row import Row
from tests.architecture.permissions.table import TABLE
from tests.world import Cast, City, signed_in


def test_no_address_is_missing_from_the_table() -> None:
    assert set(routes()) == TABLE.keys()


@pytest.fixture
def clients(acme: Cast, bolt: Cast, city: City) -> list[Client]:
    people = (acme.ruth, acme.ravi, acme.ada, acme.cora, acme.tom, acme.otto)
    strangers = (bolt.cora, city.pia, city.quan)
    clients = [Client(), *map(signed_in, (*people, *strangers))]
    for client in clients:
        client.raise_request_exception = False
    return clients


def answers(clients: list[Client], method: str, url: str) -> str:
    """Return the statuses that each gets; nothing of it stays."""
    statuses = []
    for client in clients:
        cookies = copy(client.cookies)
        with transaction.atomic():
            statuses.append(str(getattr(client, method)(url).status_code))
            transaction.set_rollback(True)
        client.cookies = cookies
    return " ".join(statuses)


def test_everybody_gets_what_the_table_says(clients: list[Client], acme: Cast) -> None:
    shelf: Shelf = make_shelf(acme)
    found = {}
    for route, row in TABLE.items():
        place: Place = getattr(shelf, row.of)
        url = address(route, "acme", place)
        found[route] = Row(answers(clients, "get", url), answers(clients, "post", url), row.of)
    assert found == TABLE
