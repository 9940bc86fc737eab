"""The calendar of a person: what is due on which day, by an address that can be revoked."""

import re
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from approvals.actions.decisions import sign_step
from approvals.actions.rounds import submit
from documents.models import Revision
from tenants.models import Tenant, User
from tests.approvals.conftest import Office, step_of
from tests.world import PASSWORD

pytestmark = pytest.mark.django_db


def address_of(client: Client) -> str:
    """Return the address on the account page, "" when there is none."""
    found = re.search(r'type="url" value="[^"]*?(/calendar/[^"]+)"', client.get("/account/").text)
    return found[1] if found else ""


@pytest.fixture
def waiting(office: Office) -> Revision:
    """Something waits for Ravi, and has a day."""
    round = submit(office.draft(), by=office.ada)
    assert step_of(round, office.ravi).due_on is not None
    revision: Revision = round.revision
    return revision


@pytest.fixture
def own(client: Client, office: Office) -> Client:
    client.force_login(office.ravi.user)
    return client


def summaries(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    events: list[Any] = Calendar.from_ical(answer.content).walk("VEVENT")
    return [str(event["summary"]) for event in events]


def test_it_counts_what_is_due_and_names_no_document(waiting: Revision, own: Client) -> None:
    assert address_of(own) == ""
    own.post("/account/calendar/", {"act": "open"})
    assert summaries(Client(), address_of(own)) == ["ACME: 1 thing due"]


def test_it_names_documents_where_the_zone_says_so(waiting: Revision, own: Client) -> None:
    own.post("/account/calendar/", {"act": "open"})
    Tenant.objects.update(feeds_name_documents=True)
    (summary,) = summaries(Client(), address_of(own))
    assert waiting.document.number in summary
    assert waiting.title in summary


def test_what_is_done_is_gone(waiting: Revision, own: Client, office: Office) -> None:
    own.post("/account/calendar/", {"act": "open"})
    sign_step(step_of(waiting.rounds.get(), office.ravi), by=office.ravi, password=PASSWORD)
    assert summaries(Client(), address_of(own)) == []


@pytest.mark.parametrize("act", ["open", "close"])
def test_an_earlier_address_is_dead(waiting: Revision, own: Client, act: str) -> None:
    own.post("/account/calendar/", {"act": "open"})
    old = address_of(own)
    own.post("/account/calendar/", {"act": act})
    assert Client().get(old).status_code == 404
    assert bool(address_of(own)) == (act == "open")


def test_only_the_signed_address_of_an_active_account_opens_it(own: Client, office: Office) -> None:
    own.post("/account/calendar/", {"act": "open"})
    address = address_of(own)
    key = User.objects.get(pk=office.ravi.user_id).calendar_key
    for guess in (f"/calendar/{key}.ics", "/calendar/x.ics", address.replace(":", ":A", 1)):
        assert Client().get(guess).status_code == 404
    User.objects.filter(pk=office.ravi.user_id).update(is_active=False)
    assert Client().get(address).status_code == 404
