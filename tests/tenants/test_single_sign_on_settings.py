"""The settings of a tenant's provider: its address, its secret, and what is refused."""

from collections.abc import Generator

import pytest
from django.test import Client, override_settings

from tenants.door.fetching import fetch_json
from tenants.fetching import Unreachable
from tenants.models import AuditEntry, Identity, Provider
from tenants.scope import tenant_scope
from tests.tenants.fake_provider import FakeProvider, running
from tests.tenants.signing_on import come_back, go, is_in, name
from tests.world import Cast, City, signed_in

SETTINGS = "/t/acme/settings/sign-in/"


@pytest.fixture
def provider(acme: Cast) -> Generator[FakeProvider]:
    """The provider of acme, which knows Ada."""
    with running() as provider, override_settings(SSO_PRIVATE=[provider.url]):
        name(signed_in(acme.tom), provider.url)
        with tenant_scope(acme.tenant.pk):
            Identity.objects.create(issuer=provider.url, subject="ada-at-work", member=acme.ada)
        yield provider


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


def test_the_settings_keep_the_secret_and_what_was_before(
    acme: Cast, provider: FakeProvider
) -> None:
    tom = signed_in(acme.tom)
    assert "hush-hush" not in tom.get(SETTINGS).content.decode()
    with tenant_scope(acme.tenant.pk):
        sealed = bytes(Provider.objects.get().secret)
        assert b"hush-hush" not in sealed
    assert name(tom, provider.url, secret="") == 302
    with tenant_scope(acme.tenant.pk):
        assert bytes(Provider.objects.get().secret) == sealed
        entry = AuditEntry.objects.get(event="provider.changed")
    assert b'"secret":["","\xe2\x80\xa2' in bytes(entry.body)
    assert b"hush-hush" not in bytes(entry.body)


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
