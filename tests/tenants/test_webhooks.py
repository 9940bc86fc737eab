"""Webhooks are signed, told in order, tried again, given up in sight, and never reach inside."""

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Generator
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from tenants import audit
from tenants.actions.outlets import add_outlet, renew_secret, send_again
from tenants.models import Delivery, Notice, Outlet
from tenants.periodic import deliver
from tenants.scope import tenant_scope
from tests.sweeping import sweep
from tests.tenants.fake_service import FakeService, Got, serving
from tests.world import Cast, signed_in

TODAY = dt.date(2027, 3, 1)
NEW = "/t/acme/settings/channels/new/webhook/"
EVENTS = ["document.withdrawn", "revision.in_force"]


@pytest.fixture
def service(settings: Settings) -> Generator[FakeService]:
    with serving() as fake:
        settings.WEBHOOK_PRIVATE = [fake.url]
        yield fake


@pytest.fixture
def hook(acme: Cast, service: FakeService) -> tuple[Outlet, str]:
    return make(acme, service.url + "/in")


def make(cast: Cast, address: str) -> tuple[Outlet, str]:
    with tenant_scope(cast.tenant.pk):
        facts: dict[str, Any] = {"name": "Portal", "address": address, "events": EVENTS}
        return add_outlet("webhook", facts, {}, by=cast.cora)


def happen(cast: Cast, *events: str) -> None:
    """Let the trail say that something happened to cora."""
    with tenant_scope(cast.tenant.pk):
        for event in events:
            audit.record(event, cast.cora, by=cast.cora, number="QP-01", title="Hush")


def states(outlet: Outlet) -> list[str]:
    with tenant_scope(outlet.tenant_id):
        return list(outlet.deliveries.order_by("turn").values_list("state", flat=True))


def later(**wait: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + dt.timedelta(**wait), tick=True)


def is_signed(got: Got, secret: str) -> bool:
    """Check as a receiver does who knows the standard and nothing of us."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    said = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.body
    made = base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    return f"v1,{made}" in got.headers["webhook-signature"].split()


def test_what_happened_is_told_once_signed_in_order_with_ids_alone(
    acme: Cast, service: FakeService, hook: tuple[Outlet, str]
) -> None:
    happen(acme, "document.withdrawn", "document.changed", "revision.activated")
    sweep(acme.tenant, TODAY)
    sweep(acme.tenant, TODAY)
    assert [got.json["type"] for got in service.got] == EVENTS
    assert all(is_signed(got, hook[1]) for got in service.got)
    assert service.got[0].json["data"]["subject"] == f"member:{acme.cora.pk}"
    assert b"Hush" not in service.got[0].body
    assert len({got.headers["webhook-id"] for got in service.got}) == 2


def test_a_retry_has_the_same_id_and_body_and_nothing_overtakes_it(
    acme: Cast, service: FakeService, hook: tuple[Outlet, str]
) -> None:
    service.says(503)
    happen(acme, "document.withdrawn", "revision.activated")
    sweep(acme.tenant, TODAY)
    assert len(service.got) == 1
    with later(minutes=3):
        deliver(acme.tenant)
    first, again, second = service.got
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert (first.body, second.json["type"]) == (again.body, EVENTS[1])


def test_who_asks_to_wait_is_waited_for(
    acme: Cast, service: FakeService, hook: tuple[Outlet, str]
) -> None:
    service.says(429, b"", Retry_After="600")
    happen(acme, "document.withdrawn")
    sweep(acme.tenant, TODAY)
    with later(minutes=5):
        deliver(acme.tenant)
    assert len(service.got) == 1
    with later(minutes=11):
        deliver(acme.tenant)
    assert states(hook[0]) == ["delivered"]


def test_what_is_refused_is_given_up_in_sight_and_sent_again_by_hand(
    acme: Cast, service: FakeService, hook: tuple[Outlet, str]
) -> None:
    service.says(422)
    happen(acme, "document.withdrawn", "revision.activated")
    sweep(acme.tenant, TODAY)
    assert states(hook[0]) == ["failed", "delivered"]
    page = signed_in(acme.cora).get(f"/t/acme/settings/channels/{hook[0].pk}/").content.decode()
    assert "HTTP 422" in page
    assert "Send 1 given up again" in page
    with tenant_scope(acme.tenant.pk):
        assert send_again(hook[0], by=acme.cora) == 1
    deliver(acme.tenant)
    assert states(hook[0]) == ["delivered", "delivered"]


def test_after_five_days_of_failing_it_is_switched_off_and_the_controllers_are_told(
    acme: Cast, service: FakeService, hook: tuple[Outlet, str]
) -> None:
    service.usual = (500, b"", {})
    happen(acme, "document.withdrawn")
    sweep(acme.tenant, TODAY)
    with later(days=2, hours=20):
        deliver(acme.tenant)
    happen(acme, "revision.activated")
    with later(days=5, minutes=5):
        sweep(acme.tenant, TODAY)
        deliver(acme.tenant)
    with tenant_scope(acme.tenant.pk):
        assert not Outlet.objects.get(pk=hook[0].pk).is_on
        told = Notice.objects.filter(kind="outlet_failed").values_list("recipient__name", flat=True)
        assert set(told) == {"Cora", "Tom"}


def test_who_is_gone_is_switched_off_at_once(
    acme: Cast, service: FakeService, hook: tuple[Outlet, str]
) -> None:
    service.says(410)
    happen(acme, "document.withdrawn")
    sweep(acme.tenant, TODAY)
    with tenant_scope(acme.tenant.pk):
        assert not Outlet.objects.get(pk=hook[0].pk).is_on


def test_a_redirect_is_not_followed(
    acme: Cast, service: FakeService, hook: tuple[Outlet, str]
) -> None:
    service.says(307, b"", Location=f"{service.url}/elsewhere")
    happen(acme, "document.withdrawn")
    sweep(acme.tenant, TODAY)
    assert [got.path for got in service.got] == ["/in"]
    assert states(hook[0]) == ["waiting"]


@pytest.mark.parametrize(
    "address", ["https://127.0.0.1/in", "https://[::1]/in", "http://a.example"]
)
def test_nothing_inside_is_reached(acme: Cast, address: str) -> None:
    outlet, _secret = make(acme, address)
    happen(acme, "document.withdrawn")
    sweep(acme.tenant, TODAY)
    with tenant_scope(acme.tenant.pk):
        delivery = Delivery.objects.get(outlet=outlet)
    assert delivery.state == "waiting"
    assert "private" in delivery.error or "not allowed" in delivery.error


@pytest.mark.parametrize(
    "address",
    [
        *("https://127.0.0.1/", "https://10.1.2.3/in", "https://[::1]/in", "https://[fd00::1]/"),
        *("https://localhost/", "https://portal.localhost:8443/in", "https://127.1/"),
        *("https://[::ffff:10.0.0.1]/", "https://LOCALHOST./"),
    ],
)
def test_the_form_refuses_what_is_inside_in_the_readers_language(acme: Cast, address: str) -> None:
    client = signed_in(acme.cora)
    said = {"name": "Portal", "address": address, "events": EVENTS, "is_on": "on", "seen": "-"}
    answer = client.post(NEW, said, headers={"Accept-Language": "zh-hans"})
    assert (answer.status_code, "内网" in answer.content.decode()) == (422, True)
    with tenant_scope(acme.tenant.pk):
        assert not Outlet.objects.exists()


def test_the_form_asks_no_name_server_and_takes_what_the_operator_names(
    acme: Cast, settings: Settings
) -> None:
    client = signed_in(acme.cora)
    settings.WEBHOOK_PRIVATE = ["https://10.1.2.3"]
    for address in ("https://nowhere.invalid/in", "https://10.1.2.3/in", "https://8.8.8.8/"):
        said = {"name": address, "address": address, "events": EVENTS, "is_on": "on", "seen": "-"}
        assert client.post(NEW, said).status_code == 200
    with tenant_scope(acme.tenant.pk):
        assert Outlet.objects.count() == 3


def test_a_new_secret_signs_beside_the_old_one_for_a_day(
    acme: Cast, service: FakeService, hook: tuple[Outlet, str]
) -> None:
    with tenant_scope(acme.tenant.pk):
        new = renew_secret(hook[0], by=acme.cora)
    happen(acme, "document.withdrawn")
    sweep(acme.tenant, TODAY)
    assert is_signed(service.got[0], hook[1])
    assert is_signed(service.got[0], new)
    happen(acme, "document.withdrawn")
    with later(hours=25):
        sweep(acme.tenant, TODAY)
    assert not is_signed(service.got[1], hook[1])
    assert is_signed(service.got[1], new)


def test_the_secret_is_shown_once_and_the_page_takes_only_safe_addresses(acme: Cast) -> None:
    client = signed_in(acme.cora)
    form = {"name": "Portal", "is_on": "on", "events": EVENTS, "seen": "-"}
    url = NEW
    for unsafe in ("http://portal.example/in", "https://me@portal.example/in", "file:///etc"):
        assert client.post(url, {**form, "address": unsafe}).status_code == 422
    made = client.post(url, {**form, "address": "https://portal.example/in"})
    assert "whsec_" in made.content.decode()
    with tenant_scope(acme.tenant.pk):
        outlet = Outlet.objects.get()
    page = client.get(f"/t/acme/settings/channels/{outlet.pk}/").content.decode()
    assert "whsec_" not in page
    assert "portal.example" in page
