"""Passkeys: made by their owner, good at our door alone, and for the question that was asked."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tenants.models import Factor
from tests.tenants.device import PRESENT, Device
from tests.world import PASSWORD, Cast, City, signed_in

NEW = "/account/second-factor/passkey/"
USE = "/sign-in/passkey/"


def make(client: Client, device: Device, password: str = PASSWORD) -> int:
    question = client.get(NEW).context["question"]
    data = {"name": "Laptop", "answer": device.make(question), "old_password": password}
    return client.post(NEW, data).status_code


def use(client: Client, device: Device) -> int:
    question = client.get(USE).context["question"]
    return client.post(USE, {"answer": device.use(question)}).status_code


@pytest.fixture
def device(acme: Cast) -> Device:
    """A device with a passkey of Ada."""
    device = Device()
    assert make(signed_in(acme.ada), device) == 302
    return device


def test_a_passkey_opens_the_door_and_stands_for_both_factors(
    acme: Cast, city: City, device: Device
) -> None:
    client = Client()
    assert use(client, device) == 302
    assert client.session["_auth_user_id"] == str(acme.ada.user_id)
    assert client.session["factor"] is True
    assert Factor.objects.get(kind="passkey").used_at


def test_with_a_passkey_the_password_alone_is_not_enough(acme: Cast, device: Device) -> None:
    data = {"username": "ada@acme.example", "password": PASSWORD}
    assert Client().post("/sign-in/", data)["Location"] == "/sign-in/second-factor/"


def test_making_one_needs_the_password(acme: Cast) -> None:
    assert make(signed_in(acme.ada), Device(), "wrong") == 200
    assert not Factor.objects.exists()


def other_site(device: Device) -> None:
    device.origin = "https://evil.example"


def other_port(device: Device) -> None:
    device.origin = "http://localhost:9999"


def nobody_proved(device: Device) -> None:
    device.flags = PRESENT


def nobody_there(device: Device) -> None:
    device.flags = 0


LIES = (other_site, other_port, nobody_proved, nobody_there)


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_makes_no_passkey(acme: Cast, lie: Callable[[Device], None]) -> None:
    device = Device()
    lie(device)
    assert make(signed_in(acme.ada), device) == 200
    assert not Factor.objects.exists()


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_opens_nothing(acme: Cast, device: Device, lie: Callable[[Device], None]) -> None:
    lie(device)
    assert use(Client(), device) == 200


def test_another_key_opens_nothing(acme: Cast, device: Device) -> None:
    forger = Device()
    forger.id = device.id
    assert use(Client(), forger) == 200
    assert use(Client(), Device()) == 200


def test_an_answer_is_good_for_one_question(acme: Cast, device: Device) -> None:
    client = Client()
    answer = device.use(client.get(USE).context["question"])
    client.get(USE)
    assert client.post(USE, {"answer": answer}).status_code == 200
    assert Client().post(USE, {"answer": answer}).status_code == 200


def test_an_answer_is_good_once(acme: Cast, device: Device) -> None:
    client = Client()
    answer = device.use(client.get(USE).context["question"])
    assert client.post(USE, {"answer": answer}).status_code == 302
    assert client.post(USE, {"answer": answer}).status_code == 200


def test_an_answer_is_good_for_five_minutes(acme: Cast, device: Device) -> None:
    client = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        answer = device.use(client.get(USE).context["question"])
        clock.shift(301)
        assert client.post(USE, {"answer": answer}).status_code == 200


@pytest.mark.parametrize("answer", ["x", "[]", "{}", "null", '{"rawId": 1}', '{"rawId": "a"}'])
def test_nonsense_opens_nothing(acme: Cast, device: Device, answer: str) -> None:
    client = Client()
    client.get(USE)
    assert client.post(USE, {"answer": answer}).status_code == 200


def test_one_passkey_is_one_person(acme: Cast, device: Device) -> None:
    assert make(signed_in(acme.ruth), device) == 200
    assert Factor.objects.filter(kind="passkey").count() == 1


def test_the_passkey_of_a_closed_account_opens_nothing(acme: Cast, device: Device) -> None:
    type(acme.ada.user).objects.filter(pk=acme.ada.user_id).update(is_active=False)
    assert use(Client(), device) == 200
