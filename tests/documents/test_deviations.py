"""Temporary deviations: recorded as somebody else approved, shown to readers, extended, closed."""

import datetime as dt
from typing import Any

import pytest

from documents.models import Deviation, Document
from tenants.models import AuditEntry, Member
from tenants.scope import tenant_scope
from tests.library import make_effective, make_library
from tests.sweeping import ledger, sweep
from tests.world import Cast, signed_in


@pytest.fixture
def document(acme: Cast) -> Document:
    with tenant_scope(acme.tenant.pk):
        return make_effective(make_library(acme), acme.ada)


def post(by: Member, document: Document, **facts: Any) -> int:
    return signed_in(by).post(f"/t/acme/documents/{document.number}/deviations/", facts).status_code


def recorded(acme: Cast, document: Document, by: Member, approved_by: Member) -> int:
    today = acme.tenant.today()
    facts = {"what": "Paper forms", "reason": "Power is down", "approved_by": approved_by.pk}
    days = {"valid_from": today, "valid_until": today + dt.timedelta(days=7)}
    return post(by, document, act="record", **facts, **days)


def test_readers_see_what_is_done_otherwise_until_it_is_closed(
    acme: Cast, document: Document
) -> None:
    page = f"/t/acme/documents/{document.number}/"
    assert recorded(acme, document, acme.ada, acme.ravi) == 302
    assert "Paper forms" in signed_in(acme.ruth).get(page).content.decode()
    with tenant_scope(acme.tenant.pk):
        deviation = Deviation.objects.get()
    later = deviation.valid_until + dt.timedelta(days=5)
    extended = {"act": "extend", "deviation": deviation.pk, "until": later}
    assert post(acme.cora, document, **extended) == 302
    assert post(acme.cora, document, **extended) == 422  # no later day
    assert post(acme.ada, document, act="close", deviation=deviation.pk) == 302
    assert post(acme.ada, document, act="close", deviation=deviation.pk) == 422
    assert "Paper forms" not in signed_in(acme.ruth).get(page).content.decode()
    with tenant_scope(acme.tenant.pk):
        deviation.refresh_from_db()
        assert (deviation.valid_until, deviation.closed_by) == (later, acme.ada)
        events = AuditEntry.objects.filter(event__startswith="deviation.")
        assert {entry.event for entry in events} == {
            *("deviation.recorded", "deviation.extended", "deviation.closed")
        }


def test_nobody_approves_the_own_deviation_and_readers_record_none(
    acme: Cast, document: Document
) -> None:
    assert recorded(acme, document, acme.ada, acme.ada) == 422
    assert recorded(acme, document, acme.ruth, acme.ravi) == 403
    with tenant_scope(acme.tenant.pk):
        assert not Deviation.objects.exists()


def test_the_owner_is_reminded_until_it_is_closed(acme: Cast, document: Document) -> None:
    assert recorded(acme, document, acme.ada, acme.ravi) == 302
    assert sweep(acme.tenant, acme.tenant.today()) == ["ada@acme.example"]
    told = {(name, kind, n) for name, kind, _subject, n in ledger(acme.tenant)}
    assert ("Ada", "deviation_ending", 7) in told
