"""How somebody comes in by the provider of a tenant, and how it is named there."""

from urllib.parse import parse_qsl, urlsplit

from django.test import Client

from tests.tenants.fake_provider import CLIENT, FakeProvider


def name(client: Client, issuer: str, secret: str = "hush-hush", code: str = "acme") -> int:
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
