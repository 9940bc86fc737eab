"""Sign-in at a tenant's provider: an honest answer opens this tenant, a lie opens nothing."""

import time
from collections.abc import Callable, Generator
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client, override_settings

from tenants import fetching
from tenants.door.fetching import fetch_json
from tenants.fetching import Unreachable
from tenants.models import AuditEntry, Identity, Member, Provider
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.tenants.fake_provider import CLIENT, FakeProvider, running
from tests.tenants.test_second_factor import set_up
from tests.world import PASSWORD, Cast, City, make_member, signed_in

SETTINGS = "/t/acme/settings/sign-in/"


@pytest.fixture
def provider(acme: Cast) -> Generator[FakeProvider]:
    """The provider of acme, which knows Ada."""
    with running() as provider, override_settings(SSO_PRIVATE=[provider.url]):
        name(signed_in(acme.tom), provider.url)
        with tenant_scope(acme.tenant.pk):
            Identity.objects.create(issuer=provider.url, subject="ada-at-work", member=acme.ada)
        yield provider


def name(client: Client, issuer: str, secret: str = "shh", code: str = "acme") -> int:
    """Name a provider by the settings page."""
    settings = f"/t/{code}/settings/sign-in/"
    page = client.get(settings)
    data = {
        "label": "WeCom",
        "issuer": issuer,
        "client_id": CLIENT,
        "is_open": "on",
        "new_secret": secret,
        "seen": page.context["provider_form"].initial["seen"],
    }
    return client.post(f"{settings}provider/", data).status_code


def go(client: Client, provider: FakeProvider, following: str = "") -> dict[str, str]:
    """Go to the provider as a browser does; return what was asked there."""
    where = client.get("/sign-in/acme/provider/", {"next": following})["Location"]
    assert where.startswith(f"{provider.url}/authorize?")
    provider.asked = dict(parse_qsl(urlsplit(where).query))
    return provider.asked


def come_back(client: Client, state: str, code: str = "code-1", zone: str = "acme") -> str:
    """Come back with an answer; return where that leads."""
    return client.get(f"/sign-in/{zone}/answer/", {"state": state, "code": code})["Location"]


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_a_new_address_is_not_entered_by_the_connection_of_the_old_one(
    acme: Cast, city: City, provider: FakeProvider
) -> None:
    facts = {"name": "Ada", "staff_number": "ADA", "email": "new@acme.example", "roles": "author"}
    tom, page = signed_in(acme.tom), f"/t/acme/people/{acme.ada.pk}/edit/"
    facts["valid_from"] = str(acme.ada.valid_from)
    facts["seen"] = tom.get(page).context["form"].initial["seen"]
    assert tom.post(page, facts).status_code == 302
    client = Client()
    come_back(client, go(client, provider)["state"])
    assert not is_in(client)


def test_who_is_connected_comes_in(acme: Cast, city: City, provider: FakeProvider) -> None:
    client = Client()
    asked = go(client, provider, "/t/acme/documents/")
    assert come_back(client, asked["state"]) == "/t/acme/documents/"
    assert client.session["_auth_user_id"] == str(acme.ada.user_id)
    assert client.get("/t/acme/documents/").status_code == 200
    with tenant_scope(city.tenant.pk):
        entry = AuditEntry.objects.get(event="account.signed_in")
    assert b'"proof":"provider"' in bytes(entry.body)


def test_the_question_is_whole(acme: Cast, provider: FakeProvider) -> None:
    asked = go(Client(), provider)
    assert asked["redirect_uri"] == "http://localhost:8000/sign-in/acme/answer/"
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"] == "openid"
    assert len({asked["state"], asked["nonce"], go(Client(), provider)["nonce"]}) == 3


def test_the_session_opens_this_tenant_only(acme: Cast, bolt: Cast, provider: FakeProvider) -> None:
    make_member(bolt.tenant, "Ada at Bolt", Role.READER, user=acme.ada.user)
    client = Client()
    come_back(client, go(client, provider)["state"])
    assert client.get("/t/acme/documents/").status_code == 200
    assert client.get("/t/bolt/documents/").status_code == 404
    assert "Ada at Bolt" not in client.get("/account/").content.decode()
    assert signed_in(acme.ada).get("/t/bolt/documents/").status_code == 200


def test_the_second_factor_is_asked_for_here_too(
    acme: Cast, bolt: Cast, provider: FakeProvider
) -> None:
    make_member(bolt.tenant, "Ada at Bolt", Role.READER, user=acme.ada.user)
    mine = signed_in(acme.ada)
    set_up(mine)
    paper = mine.get("/account/second-factor/").context["new_codes"][0]
    client = Client()
    assert come_back(client, go(client, provider)["state"]) == "/sign-in/second-factor/"
    assert not is_in(client)
    client.post("/sign-in/second-factor/", {"code": paper})
    assert client.get("/t/acme/documents/").status_code == 200
    assert client.get("/t/bolt/documents/").status_code == 404


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


def test_who_has_left_does_not_come_in(acme: Cast, provider: FakeProvider) -> None:
    with tenant_scope(acme.tenant.pk):
        Member.objects.filter(pk=acme.ada.pk).update(valid_until="2020-01-01")
    client = Client()
    come_back(client, go(client, provider)["state"])
    assert not is_in(client)


def test_a_stranger_signs_in_and_connects_by_the_password(
    acme: Cast, provider: FakeProvider
) -> None:
    provider.claims = {"sub": "ruth-at-work"}
    client = Client()
    assert come_back(client, go(client, provider)["state"]) == "/sign-in/?next=/account/connect/"
    data = {"username": "ruth@acme.example", "password": PASSWORD, "next": "/account/connect/"}
    assert client.post("/sign-in/", data)["Location"] == "/account/connect/"
    assert "ruth-at-work" in client.get("/account/connect/").content.decode()
    client.post("/account/connect/", {"old_password": "wrong"})
    with tenant_scope(acme.tenant.pk):
        assert not Identity.objects.filter(member=acme.ruth).exists()
    assert client.post("/account/connect/", {"old_password": PASSWORD}).status_code == 302
    other = Client()
    assert come_back(other, go(other, provider)["state"], "code-2") == "/"
    assert other.session["_auth_user_id"] == str(acme.ruth.user_id)
    with tenant_scope(acme.tenant.pk):
        assert AuditEntry.objects.get(event="identity.connected").by_id == acme.ruth.pk


def test_what_is_connected_with_one_is_not_with_another(acme: Cast, provider: FakeProvider) -> None:
    client = signed_in(acme.ruth)
    assert come_back(client, go(client, provider)["state"]) == "/account/connect/"
    assert client.session["_auth_user_id"] == str(acme.ruth.user_id)
    assert client.post("/account/connect/", {"old_password": PASSWORD}).status_code == 200
    with tenant_scope(acme.tenant.pk):
        assert Identity.objects.get().member_id == acme.ada.pk


def test_a_stranger_of_the_tenant_connects_nothing(
    acme: Cast, bolt: Cast, provider: FakeProvider
) -> None:
    client = signed_in(bolt.ruth)
    come_back(client, go(client, provider)["state"])
    assert client.post("/account/connect/", {"old_password": PASSWORD}).status_code == 404


def test_a_connection_is_cut(acme: Cast, provider: FakeProvider) -> None:
    mine = signed_in(acme.ada)
    assert "Disconnect" in mine.get("/account/").content.decode()
    assert mine.post("/account/disconnect/", {"zone": "acme"}).status_code == 302
    client = Client()
    come_back(client, go(client, provider)["state"])
    assert not is_in(client)


def test_the_button_stands_where_the_zone_is_named(acme: Cast, provider: FakeProvider) -> None:
    assert "WeCom" in Client().get("/sign-in/?zone=acme").content.decode()
    for url in ("/sign-in/", "/sign-in/?zone=none"):
        assert "WeCom" not in Client().get(url).content.decode()
    with tenant_scope(acme.tenant.pk):
        Provider.objects.update(is_open=False)
    assert "WeCom" not in Client().get("/sign-in/?zone=acme").content.decode()
    assert Client().get("/sign-in/acme/provider/").status_code == 404


def test_a_provider_that_is_away_leaves_the_form(acme: Cast, provider: FakeProvider) -> None:
    with tenant_scope(acme.tenant.pk):
        Provider.objects.update(issuer="https://nowhere.invalid")
    assert Client().get("/sign-in/acme/provider/")["Location"] == "/sign-in/"


def test_the_settings_keep_the_secret_and_what_was_before(
    acme: Cast, provider: FakeProvider
) -> None:
    tom = signed_in(acme.tom)
    assert "shh" not in tom.get(SETTINGS).content.decode()
    with tenant_scope(acme.tenant.pk):
        sealed = bytes(Provider.objects.get().secret)
        assert b"shh" not in sealed
    assert name(tom, provider.url, secret="") == 302
    with tenant_scope(acme.tenant.pk):
        assert bytes(Provider.objects.get().secret) == sealed
        entry = AuditEntry.objects.get(event="provider.changed")
    assert b'"secret":["","\xe2\x80\xa2' in bytes(entry.body)
    assert b"shh" not in bytes(entry.body)


@pytest.mark.parametrize("issuer", ["http://sso.example", "ftp://x", "https://x/?a", "x"])
def test_a_provider_without_https_is_refused(acme: Cast, issuer: str) -> None:
    assert name(signed_in(acme.tom), issuer) == 422
    with tenant_scope(acme.tenant.pk):
        assert not Provider.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://[::1]/",
        "https://169.254.169.254/latest/",
        "https://localhost/",
        "http://sso.example/",
        "file:///etc/passwd",
        "https:///",
    ],
)
def test_nothing_private_is_reached(url: str) -> None:
    with pytest.raises(Unreachable):
        fetch_json(url)
