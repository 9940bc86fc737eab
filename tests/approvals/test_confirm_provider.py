"""The identity provider confirms one signature of who was just asked there."""

from collections.abc import Callable, Generator
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from django.test import Client, override_settings
from django.utils import timezone

from approvals.actions.rounds import submit
from approvals.models import Round
from tenants.models import Identity, Member
from tests.approvals.confirming import (
    ASK_PROVIDER,
    bound_to,
    demand_two_factors,
    page_of,
    sign,
    signature_of,
)
from tests.approvals.conftest import Office
from tests.tenants.fake_provider import FakeProvider, running
from tests.tenants.signing_on import name
from tests.world import Cast, signed_in


@pytest.fixture
def round(acme: Cast, office: Office) -> Round:
    return submit(office.draft(), by=acme.ada)


@pytest.fixture
def ravi(acme: Cast, office: Office) -> Client:
    return signed_in(acme.ravi)


@pytest.fixture
def provider(acme: Cast, office: Office) -> Generator[FakeProvider]:
    """The provider of acme, which knows Ravi, who has no password here."""
    with running() as provider, override_settings(SSO_PRIVATE=[provider.url]):
        name(signed_in(acme.tom), provider.url)
        Identity.objects.create(issuer=provider.url, subject="ravi-at-work", member=acme.ravi)
        provider.claims["sub"] = "ravi-at-work"
        yield provider


def go(client: Client, provider: FakeProvider, round: Round, what: str) -> dict[str, str]:
    """Go from the sign card to the provider as a browser does; return what was asked there."""
    data = {"bound_to": what, "here": page_of(round), "comment": "Train them first"}
    shown = client.post(ASK_PROVIDER, data)
    assert shown.context["where"] in shown.content.decode().replace("&amp;", "&")
    provider.asked = dict(parse_qsl(urlsplit(shown.context["where"]).query))
    provider.claims["auth_time"] = int(timezone.now().timestamp())
    return provider.asked


def come_back(client: Client, asked: dict[str, str], code: str = "code-1") -> str:
    answer = client.get("/sign-in/acme/answer/", {"state": asked["state"], "code": code})
    return answer["Location"]


def test_the_provider_is_asked_afresh_and_the_button_signs(
    acme: Cast, office: Office, round: Round, ravi: Client, provider: FakeProvider
) -> None:
    demand_two_factors(office)
    acme.ravi.user.set_unusable_password()
    acme.ravi.user.save()
    ravi = signed_in(acme.ravi)
    assert "Confirm at WeCom" in ravi.get(page_of(round)).content.decode()
    asked = go(ravi, provider, round, bound_to(round, acme.ravi))
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    assert come_back(ravi, asked) == page_of(round)
    html = ravi.get(page_of(round)).content.decode()
    assert "WeCom has confirmed that it is you" in html
    assert "Train them first" in html
    assert signature_of(acme.ravi) is None, "coming back signs nothing"
    assert sign(ravi, round, by="provider").status_code == 302
    signature = signature_of(acme.ravi)
    assert signature is not None
    assert signature.method == "provider"


def test_what_the_provider_said_is_good_once_for_one_step_and_not_for_long(
    acme: Cast, office: Office, round: Round, ravi: Client, provider: FakeProvider
) -> None:
    other = submit(office.draft(), by=acme.ada)
    come_back(ravi, go(ravi, provider, round, bound_to(other, acme.ravi)))
    assert "has confirmed that it is you" not in ravi.get(page_of(round)).content.decode()
    assert b"were not confirmed there" in sign(ravi, round, by="provider").content
    assert b"were not confirmed there" in sign(ravi, other, by="provider").content, "used up"
    with time_machine.travel(timezone.now(), tick=False) as clock:
        come_back(ravi, go(ravi, provider, round, bound_to(round, acme.ravi)), "code-2")
        clock.shift(301)
        assert b"were not confirmed there" in sign(ravi, round, by="provider").content
    assert signature_of(acme.ravi) is None


def long_ago(provider: FakeProvider) -> None:
    provider.claims["auth_time"] -= 60


def not_said(provider: FakeProvider) -> None:
    provider.claims["auth_time"] = None


def somebody_else(provider: FakeProvider) -> None:
    provider.claims["sub"] = "lena-at-work"


def a_colleague(provider: FakeProvider) -> None:
    lena = Member.objects.get(name="Lena")
    Identity.objects.create(issuer=provider.url, subject="lena-at-work", member=lena)
    provider.claims["sub"] = "lena-at-work"


@pytest.mark.parametrize("lie", [long_ago, not_said, somebody_else, a_colleague])
def test_a_provider_that_did_not_ask_this_person_now_confirms_nothing(
    acme: Cast,
    round: Round,
    ravi: Client,
    provider: FakeProvider,
    lie: Callable[[FakeProvider], None],
) -> None:
    asked = go(ravi, provider, round, bound_to(round, acme.ravi))
    lie(provider)
    assert come_back(ravi, asked) == page_of(round)
    assert "Train them first" in ravi.get(page_of(round)).content.decode()
    assert sign(ravi, round, by="provider").status_code == 200
    assert signature_of(acme.ravi) is None


def test_signing_in_at_the_provider_confirms_no_signature(
    acme: Cast, round: Round, ravi: Client, provider: FakeProvider
) -> None:
    where = ravi.get("/sign-in/acme/provider/", {"next": page_of(round)})["Location"]
    provider.asked = dict(parse_qsl(urlsplit(where).query))
    provider.claims["auth_time"] = int(timezone.now().timestamp())
    assert "prompt" not in provider.asked
    come_back(ravi, provider.asked)
    assert sign(ravi, round, by="provider").status_code == 200
    assert signature_of(acme.ravi) is None
