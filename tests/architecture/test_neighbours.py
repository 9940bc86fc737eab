"""Whatever a neighbour has looks, byte for byte, like what nobody has, at every address."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from tests.architecture.addresses import (
    MISSING,
    NO_OBJECTS,
    Shelf,
    address,
    make_shelf,
    names_in,
    routes,
)
from tests.world import Cast, signed_in

METHODS = ("get", "post")
OF_TENANTS = [route for route in routes() if route.startswith("t/<")]
OF_OBJECTS = [route for route in OF_TENANTS if names_in(route) - NO_OBJECTS]


def test_every_name_in_an_address_is_known() -> None:
    """An address with a name that is not in MISSING would be asked for nothing."""
    names = {name for route in routes() for name in names_in(route)}
    assert names == MISSING.keys() | {"code"}


@pytest.fixture
def shelf(bolt: Cast) -> Shelf:
    return make_shelf(bolt)


def said(client: Client, method: str, url: str) -> tuple[int, dict[str, str], bytes]:
    """Return all that a person could tell one answer from another by; change nothing."""
    with transaction.atomic():
        response: HttpResponseBase = getattr(client, method)(url)
        body = b"".join(response) if response.streaming else response.content  # type: ignore
        transaction.set_rollback(True)
    return response.status_code, dict(response.headers), body


def people(cast: Cast) -> Iterator[Client]:
    for member in (cast.cora, cast.ada, cast.ravi, cast.tom):
        client = signed_in(member)
        client.raise_request_exception = False
        yield client


def test_a_neighbours_object_looks_like_a_missing_one(acme: Cast, shelf: Shelf) -> None:
    told = []
    for client in people(acme):
        for route in OF_OBJECTS:
            for method in METHODS:
                missing = said(client, method, address(route, "acme"))
                told += [
                    url
                    for place in shelf
                    if said(client, method, url := address(route, "acme", place)) != missing
                ]
    assert told == []


def test_a_neighbours_pages_look_like_those_of_no_tenant(acme: Cast, shelf: Shelf) -> None:
    told = []
    for client in people(acme):
        for route in OF_TENANTS:
            for method in METHODS:
                missing = said(client, method, address(route, "nosuch"))
                assert missing[0] == 404
                url = address(route, "bolt", shelf.in_force)
                told += [url] if said(client, method, url) != missing else []
    assert told == []


def test_the_objects_are_there_for_the_neighbours_themselves(bolt: Cast, shelf: Shelf) -> None:
    """What nobody could open would prove nothing."""
    clients = list(people(bolt))
    closed = [
        route
        for route in OF_OBJECTS
        if all(
            said(client, method, address(route, "bolt", place))[0] in (403, 404, 405)
            for client in clients
            for place in shelf
            for method in ("get", "post")
        )
    ]
    assert closed == []
