"""A passkey confirms one signature of its owner's, and nothing else."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from approvals.actions.rounds import submit
from approvals.models import Round
from approvals.rounds import identity
from tenants.models import AuditEntry
from tests.approvals.confirming import (
    ask,
    bound_to,
    demand_two_factors,
    page_of,
    sign,
    signature_of,
)
from tests.approvals.conftest import Office, step_of
from tests.tenants.device import PRESENT, Device
from tests.tenants.test_passkeys import make
from tests.world import Cast, signed_in


@pytest.fixture
def round(acme: Cast, office: Office) -> Round:
    return submit(office.draft(), by=acme.ada)


@pytest.fixture
def ravi(acme: Cast, office: Office) -> Client:
    return signed_in(acme.ravi)


@pytest.fixture
def device(ravi: Client) -> Device:
    """A device with a passkey of Ravi."""
    device = Device()
    assert make(ravi, device) == 302
    return device


def test_whoever_has_a_passkey_sees_it_first(round: Round, ravi: Client, device: Device) -> None:
    html = ravi.get(page_of(round)).content.decode()
    assert html.index("data-sign-passkey") < html.index('name="password"')


def test_a_passkey_signs_where_two_factors_are_demanded(
    acme: Cast, office: Office, round: Round, ravi: Client, device: Device
) -> None:
    demand_two_factors(office)
    question = ask(ravi, bound_to(round, acme.ravi))
    assert sign(ravi, round, answer=device.use(question)).status_code == 302
    signature = signature_of(acme.ravi)
    assert signature is not None
    assert signature.method == "passkey"


def other_step(device: Device, client: Client, round: Round, office: Office) -> str:
    other = submit(office.draft(), by=office.ada)
    return device.use(ask(client, bound_to(other, office.ravi)))


def other_content(device: Device, client: Client, round: Round, office: Office) -> str:
    return device.use(ask(client, identity.binding(step_of(round, office.ravi).pk, "0" * 64)))


def other_person(device: Device, client: Client, round: Round, office: Office) -> str:
    stranger = Device()
    assert make(signed_in(office.lena), stranger) == 302
    return stranger.use(ask(client, bound_to(round, office.ravi)))


def forged(device: Device, client: Client, round: Round, office: Office) -> str:
    forger = Device()
    forger.id = device.id
    return forger.use(ask(client, bound_to(round, office.ravi)))


def from_the_door(device: Device, client: Client, round: Round, office: Office) -> str:
    return device.use(client.get("/sign-in/passkey/").context["question"])


def without_its_owner(device: Device, client: Client, round: Round, office: Office) -> str:
    device.flags = PRESENT
    return device.use(ask(client, bound_to(round, office.ravi)))


def of_an_earlier_question(device: Device, client: Client, round: Round, office: Office) -> str:
    answer = device.use(ask(client, bound_to(round, office.ravi)))
    ask(client, bound_to(round, office.ravi))
    return answer


def nonsense(device: Device, client: Client, round: Round, office: Office) -> str:
    ask(client, bound_to(round, office.ravi))
    return "{}"


@pytest.mark.parametrize(
    "lie",
    [
        *(other_step, other_content, other_person, forged),
        *(from_the_door, without_its_owner, of_an_earlier_question, nonsense),
    ],
)
def test_a_passkey_that_answers_something_else_signs_nothing(
    office: Office,
    round: Round,
    ravi: Client,
    device: Device,
    lie: Callable[[Device, Client, Round, Office], str],
) -> None:
    answer = lie(device, ravi, round, office)
    assert b"passkey is not yours" in sign(ravi, round, answer=answer).content
    assert signature_of(office.ravi) is None
    assert AuditEntry.objects.filter(event=identity.NOT_CONFIRMED).count() == 1


def test_an_answer_of_a_passkey_is_good_once_and_not_for_long(
    acme: Cast, office: Office, round: Round, ravi: Client, device: Device
) -> None:
    other = submit(office.draft(), by=acme.ada)
    answer = device.use(ask(ravi, bound_to(round, acme.ravi)))
    assert sign(ravi, other, answer=answer).status_code == 200
    assert sign(ravi, round, answer=answer).status_code == 200, "used up"
    with time_machine.travel(timezone.now(), tick=False) as clock:
        late = device.use(ask(ravi, bound_to(round, acme.ravi)))
        clock.shift(301)
        assert sign(ravi, round, answer=late).status_code == 200
    assert signature_of(acme.ravi) is None
