"""Sign-in at a tenant's provider: an honest answer opens this tenant, and no other."""

from collections.abc import Generator

import pytest
from django.test import Client, override_settings

from tenants.models import AuditEntry, Identity, Member, Provider
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.tenants.code_app import set_up
from tests.tenants.fake_provider import FakeProvider, running
from tests.tenants.signing_on import come_back, go, is_in, name
from tests.world import PASSWORD, Cast, City, make_member, signed_in


@pytest.fixture
def provider(acme: Cast) -> Generator[FakeProvider]:
    """The provider of acme, which knows Ada."""
    with running() as provider, override_settings(SSO_PRIVATE=[provider.url]):
        name(signed_in(acme.tom), provider.url)
        with tenant_scope(acme.tenant.pk):
            Identity.objects.create(issuer=provider.url, subject="ada-at-work", member=acme.ada)
        yield provider


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
