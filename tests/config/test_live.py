"""Open pages hear that something waits within seconds, and learn nothing else."""

import re
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from config.live import Asker
from tenants.models import Member, Session
from tenants.notices import live, notify
from tenants.scope import tenant_scope
from tests.world import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_silent_until", 0.0)


def address_on_page(client: Client, cast: Cast) -> str:
    """Return what the page asks, as a page from a while ago would."""
    page = client.get(f"/t/{cast.tenant.slug}/documents/").content.decode()
    found = re.search(r'data-live="([^"]+)"', page)
    assert found
    return found[1].replace("&amp;", "&")


def tell(member: Member, capture: DjangoCaptureOnCommitCallbacks) -> None:
    with capture(execute=True), tenant_scope(member.tenant_id):
        notify(member, "revision_passed", subject=member)


def test_nothing_new_is_answered_without_the_database(acme: Cast, client: Client) -> None:
    client.force_login(acme.ruth.user)
    address = address_on_page(client, acme)
    seen = Session.objects.get(user=acme.ruth.user).seen_at
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 204
    assert not asked.captured_queries
    assert Session.objects.get(user=acme.ruth.user).seen_at == seen


def test_what_was_told_is_heard_once(
    acme: Cast, client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client.force_login(acme.ruth.user)
    address = address_on_page(client, acme)
    tell(acme.ruth, django_capture_on_commit_callbacks)
    news = client.get(address).json()
    assert (news["waiting"], news["unread"]["acme"][0]) == (0, 1)
    assert client.get(re.sub(r"since=\d+", f"since={news['at']}", address)).status_code == 204


def test_many_hear_what_concerns_many_of_their_tenant_only(
    acme: Cast,
    bolt: Cast,
    client: Client,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    neighbour = Client()
    client.force_login(acme.ruth.user)
    neighbour.force_login(bolt.ruth.user)
    here, there = address_on_page(client, acme), address_on_page(neighbour, bolt)
    with django_capture_on_commit_callbacks(execute=True), tenant_scope(acme.tenant.pk):
        live.stir_many()
    assert client.get(here).status_code == 200
    assert neighbour.get(there).status_code == 204
    # The word of the neighbour names nobody whose session this is.
    tell(bolt.ruth, django_capture_on_commit_callbacks)
    assert client.get(there).status_code == 205


def test_who_is_signed_out_is_told_nothing(
    acme: Cast, client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client.force_login(acme.ruth.user)
    address = address_on_page(client, acme)
    tell(acme.ruth, django_capture_on_commit_callbacks)
    assert Client().get(address).status_code == 205
    client.post("/sign-out/")
    assert client.get(address).status_code == 205


@pytest.mark.parametrize(
    "query", ["", "for=", "for=x&since=1", "for=x.y", "since=9" * 40], ids=range(5)
)
def test_what_nobody_signed_is_refused(client: Client, query: str) -> None:
    assert client.get(f"/live/?{query}").status_code == 205


def test_without_the_broker_a_page_counts_once_a_minute(
    acme: Cast, client: Client, settings: Settings
) -> None:
    client.force_login(acme.ruth.user)
    address = address_on_page(client, acme)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert client.get(address).status_code == 204
    long_ago = int(time.time() * 1000) - 61_000
    word = Asker.read(re.search(r"for=([^&]+)", address)[1])  # type: ignore[index]
    assert word is not None
    assert word.account == acme.ruth.user_id
    assert client.get(re.sub(r"since=\d+", f"since={long_ago}", address)).status_code == 200
