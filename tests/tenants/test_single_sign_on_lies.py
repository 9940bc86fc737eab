"""A lie about who signs in at the provider opens nothing."""

import time
from collections.abc import Callable, Generator

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client, override_settings

from tenants import fetching
from tenants.models import Identity
from tenants.scope import tenant_scope
from tests.tenants.fake_provider import CLIENT, FakeProvider, running
from tests.tenants.signing_on import come_back, go, is_in, name
from tests.world import Cast, signed_in


@pytest.fixture
def provider(acme: Cast) -> Generator[FakeProvider]:
    """The provider of acme, which knows Ada."""
    with running() as provider, override_settings(SSO_PRIVATE=[provider.url]):
        name(signed_in(acme.tom), provider.url)
        with tenant_scope(acme.tenant.pk):
            Identity.objects.create(issuer=provider.url, subject="ada-at-work", member=acme.ada)
        yield provider


def other_key(provider: FakeProvider) -> None:
    provider.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def unsigned(provider: FakeProvider) -> None:
    provider.signs_with, provider.algorithm = None, "none"


def shared_key(provider: FakeProvider) -> None:
    provider.signs_with, provider.algorithm = "the client's secret, long enough to be one", "HS256"


def other_algorithm(provider: FakeProvider) -> None:
    provider.algorithm = "RS512"


def says(**claims: object) -> Callable[[FakeProvider], None]:
    def lie(provider: FakeProvider) -> None:
        provider.claims = claims

    return lie


def describes(**known: object) -> Callable[[FakeProvider], None]:
    def lie(provider: FakeProvider) -> None:
        provider.known = known

    return lie


def answers(body: bytes) -> Callable[[FakeProvider], None]:
    def lie(provider: FakeProvider) -> None:
        provider.body = body

    return lie


def unknown_key(provider: FakeProvider) -> None:
    provider.head = {"kid": "two"}


def no_key(provider: FakeProvider) -> None:
    provider.head = {}


def moved(provider: FakeProvider) -> None:
    provider.moved_to = f"{provider.url}/token2"


LIES: dict[str, Callable[[FakeProvider], None]] = {
    "another key": other_key,
    "no signature": unsigned,
    "a key both know": shared_key,
    "an algorithm we do not take": other_algorithm,
    "a key it does not have": unknown_key,
    "no name of a key": no_key,
    "another nonce": says(nonce="x"),
    "no nonce": says(nonce=None),
    "another audience": says(aud="somebody else"),
    "no audience": says(aud=None),
    "another audience as well": says(aud=[CLIENT, "somebody else"]),
    "another party": says(azp="somebody else"),
    "another issuer": says(iss="https://accounts.example"),
    "no issuer": says(iss=None),
    "over": says(exp=int(time.time()) - 120),
    "without an end": says(exp=None),
    "not yet": says(nbf=int(time.time()) + 86400),
    "made tomorrow": says(iat=int(time.time()) + 86400),
    "no subject": says(sub=None),
    "an empty subject": says(sub=""),
    "a number for a subject": says(sub=7),
    "a long subject": says(sub="x" * 300),
    "the e-mail of a leader": says(sub="stranger", email="ada@acme.example", email_verified=True),
    "the account's id": says(sub="ada@acme.example"),
    "another name of itself": describes(issuer="https://accounts.example"),
    "keys elsewhere": describes(jwks_uri="https://127.0.0.1:1/keys"),
    "keys in the cloud's metadata": describes(jwks_uri="http://169.254.169.254/keys"),
    "keys in a file": describes(jwks_uri="file:///etc/passwd"),
    "no keys": describes(jwks_uri=None),
    "tokens elsewhere": describes(token_endpoint="http://[::1]:1/token"),
    "no token": answers(b'{"token_type": "Bearer"}'),
    "no JSON": answers(b"<html>"),
    "a list": answers(b"[]"),
    "half a token": answers(b'{"id_token": "a.b"}'),
    "no text": answers(b'{"id_token": 7}'),
    "nothing": answers(b""),
    "an error": answers(b'{"error": "no"}'),
    "too much": answers(b'{"id_token": "' + b"x" * (fetching.MOST_BYTES + 1) + b'"}'),
    "a redirect": moved,
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_a_lie_opens_nothing(
    acme: Cast, provider: FakeProvider, lie: Callable[[FakeProvider], None]
) -> None:
    client = Client()
    asked = go(client, provider)
    lie(provider)
    assert come_back(client, asked["state"]).startswith("/sign-in/")
    assert not is_in(client)
    assert "/token2" not in provider.requests


def test_who_answers_slowly_is_not_waited_for(
    acme: Cast, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MOST_SECONDS", 0.5)
    client = Client()
    asked = go(client, provider)
    provider.drips = True
    began = time.monotonic()
    assert come_back(client, asked["state"]) == "/sign-in/"
    assert time.monotonic() - began < 5
    assert not is_in(client)


@pytest.mark.parametrize("state", ["", "x"])
def test_another_state_opens_nothing(acme: Cast, provider: FakeProvider, state: str) -> None:
    client = Client()
    go(client, provider)
    assert come_back(client, state) == "/sign-in/"
    assert provider.requests == ["/.well-known/openid-configuration"]


def test_an_answer_nobody_asked_for_opens_nothing(acme: Cast, provider: FakeProvider) -> None:
    asked = go(Client(), provider)
    victim = Client()
    assert come_back(victim, asked["state"]) == "/sign-in/"
    assert not is_in(victim)


def test_an_answer_counts_once(acme: Cast, provider: FakeProvider) -> None:
    client = Client()
    asked = go(client, provider)
    assert come_back(client, asked["state"]) == "/"
    client.post("/sign-out/")
    assert come_back(client, asked["state"]) == "/sign-in/"
    asked = go(client, provider)
    assert come_back(client, asked["state"]) == "/sign-in/", "the code was used already"
    assert not is_in(client)


def test_the_answer_of_one_tenant_opens_no_other(
    acme: Cast, bolt: Cast, provider: FakeProvider
) -> None:
    name(signed_in(bolt.tom), provider.url, code="bolt")
    client = Client()
    asked = go(client, provider)
    assert come_back(client, asked["state"], zone="bolt") == "/sign-in/"
    assert not is_in(client)
