"""Ten thousand requests of two tenants over the real pool: none carries a tenant to the next."""

import json
import logging
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final
from unittest.mock import patch
from uuid import UUID

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from tenants.models import Unit
from tenants.scope import current, tenant_scope
from tests.world import Cast

THREADS: Final = 6
FAILURES: Final = ("raise", "sql", "nested", "503")
PEOPLE: Final[dict[str, Any]] = {}


class SignedIn:
    """Stands where sessions stand, and believes a header."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = PEOPLE[request.META["HTTP_PERSON"]]
        request.session = {}  # type: ignore[assignment]
        response: HttpResponse = self.get_response(request)
        return response


def ask(handler: WSGIHandler, person: str, path: str) -> tuple[int, bytes]:
    """Send one request through the whole of Django, as a server does."""
    status: list[int] = []

    def start(line: str, *_: Any) -> Any:
        status.append(int(line.split()[0]))

    response = handler(RequestFactory().get(path, headers={"person": person}).environ, start)
    body = b"".join(response)
    response.close()  # tells Django that the request is over: the connection goes to the pool
    return status[0], body


def one_request(handler: WSGIHandler, number: int, tenants: dict[str, str]) -> str:
    """Send a request of some tenant's; return what was wrong with the answer."""
    chance = random.Random(number)
    code = chance.choice(sorted(tenants))
    kind = chance.choices(("look", "fail", "outside", "strange"), (70, 15, 10, 5))[0]
    if kind == "fail":
        status, body = ask(handler, code, f"/t/{code}/fail/{chance.choice(FAILURES)}/")
        return "" if status >= 500 else f"{kind} {status} {body!r}"
    if kind == "outside":
        status, body = ask(handler, code, "/outside/")
        return "" if json.loads(body) == {"setting": "", "scope": []} else f"{kind} {body!r}"
    if kind == "strange":
        other = next(name for name in tenants if name != code)
        status, body = ask(handler, code, f"/t/{other}/look/")
        return "" if status == 404 else f"{kind} {status}"
    status, body = ask(handler, code, f"/t/{code}/look/")
    answers = json.loads(body).values() if status == 200 else []
    return "" if [*answers] == [[tenants[code]]] * 4 else f"{kind} {status} {body!r}"


def serve(requests: int, acme: Cast, bolt: Cast) -> list[str]:
    """Serve so many requests on several threads; return what was wrong."""
    PEOPLE.update(acme=acme.ada.user, bolt=bolt.ada.user)
    tenants = {"acme": str(acme.tenant.pk), "bolt": str(bolt.tenant.pk)}
    logging.disable(logging.CRITICAL)  # thousands of faults are meant
    try:
        with override_settings(
            ROOT_URLCONF="tests.tenants.urls",
            MIDDLEWARE=[f"{__name__}.SignedIn", "tenants.http.TenantMiddleware"],
        ):
            handler = WSGIHandler()
            with ThreadPoolExecutor(THREADS) as threads:
                answers = threads.map(lambda n: one_request(handler, n, tenants), range(requests))
    finally:
        logging.disable(logging.NOTSET)
    faults = [fault for fault in answers if fault]
    return faults + [f"the pool keeps {setting}" for setting in pooled_settings() if setting]


@pytest.mark.timeout(1800)
@pytest.mark.django_db(transaction=True)
def test_no_request_carries_a_tenant_to_the_next(acme: Cast, bolt: Cast) -> None:
    assert serve(10_000, acme, bolt) == []
    for cast in (acme, bolt):
        with tenant_scope(cast.tenant.pk):
            assert not Unit.objects.exists(), "a failed request left a row behind"


@pytest.mark.django_db(transaction=True)
def test_a_setting_that_outlives_its_transaction_would_be_noticed(acme: Cast, bolt: Cast) -> None:
    def tell(tenant_id: UUID | None, *, read_only: bool = False) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.tenant', %s, false)", [str(tenant_id or "")])

    with patch.object(current, "_tell_database", tell):
        assert serve(200, acme, bolt)


def pooled_settings() -> set[str | None]:
    """Return what each connection of the pool has for a tenant."""
    pool = connection.pool  # type: ignore[attr-defined]
    taken = [pool.getconn() for _ in range(pool.get_stats()["pool_size"])]
    settings = {
        session.execute("SELECT current_setting('app.tenant', true)").fetchone()[0]
        for session in taken
    }
    for session in taken:
        session.rollback()
        pool.putconn(session)
    return settings
