"""Temporary deviations: recorded as somebody else approved, shown to readers, extended, closed."""

import datetime as dt
from typing import Any

import pytest

from documents.models import Deviation, Document
from tenants.models import AuditEntry, Member, Notice
from tenants.scope import tenant_scope
from tests.library import make_effective, make_library
from tests.sweeping import ledger, sweep
from tests.world import Cast, signed_in


@pytest.fixture
def document(acme: Cast) -> Document:
    with tenant_scope(acme.tenant.pk):
        return make_effective(make_library(acme), acme.ada)


def page_of(document: Document) -> str:
    return f"/t/acme/documents/{document.number}/deviations/"


def post(by: Member, document: Document, **facts: Any) -> tuple[int, str]:
    answer = signed_in(by).post(page_of(document), facts)
    return answer.status_code, answer.content.decode()


def recorded(acme: Cast, document: Document, by: Member, approved_by: str, **other: Any) -> int:
    today = acme.tenant.today()
    facts = {"what": "Paper forms", "reason": "Power is down", "approved_by": approved_by}
    days = {"valid_from": today, "valid_until": today + dt.timedelta(days=7)}
    return post(by, document, act="record", **facts | days | other)[0]


def only(acme: Cast) -> Deviation:
    with tenant_scope(acme.tenant.pk):
        found: Deviation = Deviation.objects.select_related("approved_by", "closed_by").get()
        return found


def test_readers_see_what_is_done_otherwise_until_it_is_closed(
    acme: Cast, document: Document
) -> None:
    read = f"/t/acme/documents/{document.number}/"
    assert recorded(acme, document, acme.ada, "Ravi") == 302
    assert recorded(acme, document, acme.ada, "Ravi") == 302  # the second click
    assert "Paper forms" in signed_in(acme.ruth).get(read).content.decode()
    deviation = only(acme)
    later = deviation.valid_until + dt.timedelta(days=5)
    extended = {"act": "extend", "deviation": deviation.pk, "approved_by": "Ravi"}
    assert post(acme.cora, document, **extended, until=later)[0] == 302
    status, said = post(acme.cora, document, **extended, until=later)
    assert (status, "Give a later last day" in said) == (422, True)
    status, said = post(acme.cora, document, **extended)
    assert (status, "This field is required" in said) == (422, True)
    assert post(acme.ada, document, act="close", deviation=deviation.pk)[0] == 302
    status, said = post(acme.ada, document, act="close", deviation=deviation.pk)
    assert (status, "Somebody has closed" in said) == (422, True)
    assert "Paper forms" not in signed_in(acme.ruth).get(read).content.decode()
    assert "Paper forms" in signed_in(acme.ruth).get(page_of(document)).content.decode()
    assert (only(acme).valid_until, only(acme).closed_by) == (later, acme.ada)
    with tenant_scope(acme.tenant.pk):
        events = AuditEntry.objects.filter(event__startswith="deviation.").order_by("sequence")
        assert [entry.event.partition(".")[2] for entry in events] == [
            *("recorded", "extended", "closed")
        ]


@pytest.mark.parametrize(
    ("by", "approved_by", "other", "status"),
    [
        ("ada", "Ada", {}, 422),  # the own
        ("ada", "Nobody", {}, 422),
        ("ada", "Tom", {}, 422),  # administers, works on no document
        ("ruth", "Ravi", {}, 403),
        ("ada", "Ravi", {"valid_until": dt.date(2020, 1, 1)}, 422),
        ("ada", "Ravi", {"reason": " "}, 422),
    ],
)
def test_what_is_not_right_is_refused(
    acme: Cast, document: Document, by: str, approved_by: str, other: dict[str, Any], status: int
) -> None:
    assert recorded(acme, document, getattr(acme, by), approved_by, **other) == status
    with tenant_scope(acme.tenant.pk):
        assert not Deviation.objects.exists()


def test_whoever_is_named_as_approver_hears_of_it_each_time(acme: Cast, document: Document) -> None:
    recorded(acme, document, acme.ada, "Ravi")
    until = only(acme).valid_until + dt.timedelta(days=1)
    facts = {"deviation": only(acme).pk, "until": until, "approved_by": "Ravi"}
    post(acme.ada, document, act="extend", **facts)
    with tenant_scope(acme.tenant.pk):
        told = Notice.objects.filter(kind="deviation_approved", recipient=acme.ravi)
        assert told.count() == 2
    assert "Ada has recorded that you approved" in (
        signed_in(acme.ravi).get("/t/acme/notices/").content.decode()
    )


def test_the_owner_is_reminded_until_it_is_closed_or_the_document_is_out_of_force(
    acme: Cast, document: Document
) -> None:
    today = acme.tenant.today()
    assert recorded(acme, document, acme.ada, "Ravi") == 302
    sweep(acme.tenant, today)
    told = {(name, kind, n) for name, kind, _subject, n in ledger(acme.tenant)}
    assert ("Ada", "deviation_ending", 7) in told
    with tenant_scope(acme.tenant.pk):
        Document.objects.update(state=Document.State.WITHDRAWN)
    before = ledger(acme.tenant)
    sweep(acme.tenant, today + dt.timedelta(days=8))
    assert ledger(acme.tenant) == before
    assert recorded(acme, document, acme.cora, "Ravi") == 422
