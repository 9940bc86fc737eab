"""Certificates are registered with their scans, and what happens to them is recorded for good."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from oversight.certification.clock import State
from oversight.certification.standing import clock_on
from oversight.city.certificates import lines, without_certificate
from oversight.models import Audit, Certificate, CertificateEvent
from tenants.models import AuditEntry
from tenants.scope import new_id
from tests.approvals.conftest import Office
from tests.certificates import hold, plan, register
from tests.library import picture_bytes
from tests.world import Cast, signed_in

LIST = "/t/acme/certificates/"


def days(n: int) -> dt.timedelta:
    return dt.timedelta(days=n)


def facts(acme: Cast, office: Office, **more: Any) -> dict[str, Any]:
    today = acme.tenant.today()
    return {
        "key": str(new_id()),
        "standard": "ISO 9001:2015",
        "number": "CN-1",
        "body": "Body",
        "scope_zh": "行政审批",
        "issued_on": (today - days(30)).isoformat(),
        "valid_until": (today + days(1000)).isoformat(),
        "owner": str(acme.ada.pk),
        "unit": str(office.office.pk),
        "file": SimpleUploadedFile("scan.png", picture_bytes(), "image/png"),
    } | more


def state(certificate: Certificate, day: dt.date) -> State:
    return clock_on(Certificate.objects.get(pk=certificate.pk), day).state


def record(acme: Cast, certificate: Certificate, what: str, **said: Any) -> tuple[int, str]:
    today = acme.tenant.today().isoformat()
    data = {"key": str(new_id()), "on": today, "why": "Told by the body"} | said
    answer = signed_in(acme.cora).post(f"{LIST}{certificate.pk}/record/{what}/", data)
    return answer.status_code, answer.content.decode()


def test_a_certificate_is_registered_once_with_its_scan(acme: Cast, office: Office) -> None:
    said = facts(acme, office)
    for _twice in range(2):
        said["file"].seek(0)
        answer = signed_in(acme.cora).post(f"{LIST}new/", said)
    certificate = Certificate.objects.get()
    assert answer.headers["Location"] == f"{LIST}{certificate.pk}/"
    event = certificate.events.get()
    assert (event.kind, event.on, event.by) == ("issued", certificate.issued_on, acme.cora)
    scan = signed_in(acme.ruth).get(f"{LIST}{certificate.pk}/scan/")
    assert b"".join(scan.streaming_content) == picture_bytes()  # type: ignore[attr-defined]
    assert "sandbox" in scan.headers["Content-Security-Policy"]
    entry = AuditEntry.objects.get(event="certificate.registered")
    assert certificate.scan is not None
    assert certificate.scan.sha256 in bytes(entry.body).decode()


def test_the_current_edition_is_proposed_and_a_renewal_keeps_its_own(
    acme: Cast, office: Office
) -> None:
    chosen = '<option value="{}" selected>'
    page = signed_in(acme.cora).get(f"{LIST}new/").content.decode()
    assert chosen.format("ISO 9001:2015") in page
    old = register(acme.cora, office.office, acme.tenant.today(), standard="ISO 9001:2026")
    page = signed_in(acme.cora).get(f"{LIST}{old.pk}/renew/").content.decode()
    assert chosen.format("ISO 9001:2026") in page


def test_the_scan_may_follow(acme: Cast, office: Office) -> None:
    said = facts(acme, office)
    file = said.pop("file")
    assert signed_in(acme.cora).post(f"{LIST}new/", said).status_code == 302
    page = f"{LIST}{Certificate.objects.get().pk}/"
    assert signed_in(acme.cora).get(f"{page}scan/").status_code == 404
    said = {"key": str(new_id()), "file": file}
    assert signed_in(acme.cora).post(f"{page}scan/add/", said).status_code == 302
    assert signed_in(acme.cora).get(f"{page}scan/").status_code == 200


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "not issued yet": ({"issued_on": "2099-01-01", "valid_until": "2099-02-01"}, "been issued"),
    "over before it began": ({"valid_until": "2020-01-01"}, "a day after its issue"),
    "a standard of no edition": ({"standard": "ISO 9001"}, "not one of the available choices"),
    "a program for a scan": (
        {"file": SimpleUploadedFile("scan.pdf", b"MZ not a PDF", "application/pdf")},
        "PDF",
    ),
}


@pytest.mark.parametrize(("more", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_with_a_sentence(
    acme: Cast, office: Office, more: dict[str, Any], sentence: str
) -> None:
    answer = signed_in(acme.cora).post(f"{LIST}new/", facts(acme, office, **more))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Certificate.objects.exists()


def test_a_suspension_is_recorded_and_lifted(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    certificate = register(acme.cora, office.office, today - days(100))
    until, key = (today + days(60)).isoformat(), str(new_id())
    for _twice in range(2):
        assert record(acme, certificate, "suspend", until=until, key=key)[0] == 302
    assert state(certificate, today) == State.SUSPENDED
    assert state(certificate, today - days(1)) == State.VALID
    assert record(acme, certificate, "suspend", until=until)[0] == 422
    assert record(acme, certificate, "lift")[0] == 302
    kinds = list(certificate.events.values_list("kind", flat=True))
    assert kinds == ["issued", "suspended", "lifted"]
    page = signed_in(acme.ruth).get(f"{LIST}{certificate.pk}/").content.decode()
    assert "Told by the body" in page
    assert "/record/" not in page


HAPPENINGS: dict[str, tuple[dict[str, Any], str]] = {
    "without a reason": ({"why": ""}, "required"),
    "in the future": ({"on": "2099-01-01", "until": "2099-02-01"}, "not after today"),
    "before its issue": ({"on": "2000-01-01"}, "not before that"),
    "over before it began": ({"until": "2000-01-01"}, "last day"),
}


@pytest.mark.parametrize(("said", "sentence"), HAPPENINGS.values(), ids=HAPPENINGS)
def test_a_happening_that_cannot_be_is_refused(
    acme: Cast, office: Office, said: dict[str, Any], sentence: str
) -> None:
    certificate = register(acme.cora, office.office, acme.tenant.today() - days(100))
    status, page = record(acme, certificate, "suspend", **{"until": "2098-01-01"} | said)
    assert (status, sentence in page) == (422, True)
    assert certificate.events.count() == 1


def test_withdrawn_is_the_end(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    certificate = register(acme.cora, office.office, today - days(100))
    assert record(acme, certificate, "withdraw", by_own_fault="on")[0] == 302
    event = CertificateEvent.objects.get(kind="withdrawn")
    assert event.by_own_fault
    for what in ("lift", "surrender", "suspend"):
        assert record(acme, certificate, what, until="2099-01-01")[0] == 422
    assert state(certificate, today) == State.WITHDRAWN


def test_a_renewed_certificate_begins_a_new_cycle(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    old = register(acme.cora, office.office, today - days(1090))
    said = facts(acme, office, issued_on=today.isoformat(), number="CN-2")
    answer = signed_in(acme.cora).post(f"{LIST}{old.pk}/renew/", said)
    assert answer.status_code == 302, answer.content.decode()
    new = Certificate.objects.get(renews=old)
    assert (state(old, today), state(new, today)) == (State.RENEWED, State.VALID)
    again = facts(acme, office, issued_on=today.isoformat(), number="CN-3")
    assert signed_in(acme.cora).post(f"{LIST}{old.pk}/renew/", again).status_code == 422


def test_the_page_says_the_latest_day_why_and_what_follows(acme: Cast, office: Office) -> None:
    certificate = register(acme.cora, office.office, acme.tenant.today())
    page = signed_in(acme.ruth).get(f"{LIST}{certificate.pk}/").content.decode()
    clock = clock_on(certificate, acme.tenant.today())
    assert f"has to be held by {clock.latest_on}: at most 12 months after the issue" in page
    assert "has to suspend the certificate" in page
    assert "CNCA-QMS-01:2025, clause 5.4.1.4" in page
    assert "not planned yet" in page
    assert clock.latest_on is not None
    of_it = {"kind": Audit.Kind.SURVEILLANCE, "certificate": certificate}
    plan(acme.cora, clock.latest_on + days(1), **of_it)
    page = signed_in(acme.ruth).get(f"{LIST}{certificate.pk}/").content.decode()
    assert "that is too late" in page


def test_an_audit_that_was_held_moves_the_day(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    certificate = register(acme.cora, office.office, today - days(200))
    before = clock_on(certificate, today).latest_on
    hold(acme.cora, today, kind=Audit.Kind.SURVEILLANCE, certificate=certificate)
    after = clock_on(Certificate.objects.get(), today).latest_on
    assert before is not None
    assert after is not None
    assert (after - before).days in range(198, 203)


def test_somebody_else_answers_for_it(acme: Cast, office: Office) -> None:
    certificate = register(acme.cora, office.office, acme.tenant.today())
    said = {"owner": str(acme.ada.pk)}
    assert signed_in(acme.cora).post(f"{LIST}{certificate.pk}/owner/", said).status_code == 302
    certificate.refresh_from_db()
    assert certificate.owner == acme.ada
    assert AuditEntry.objects.filter(event="certificate.handed_on").count() == 1


def test_one_that_ended_is_let_go_once(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    old = register(acme.cora, office.office, today - days(1100), valid_until=today - days(5))
    page, said = f"{LIST}{old.pk}/", {"on": today.isoformat(), "why": "Not needed any more"}
    assert "/record/let-go/" in signed_in(acme.cora).get(page).content.decode()
    assert [line.tone for line in lines(today)] == [""]
    assert record(acme, old, "let-go", **said)[0] == 302
    assert (state(old, today), lines(today)) == (State.LET_GO, [])
    assert list(without_certificate()) == [acme.tenant]
    page_then = signed_in(acme.cora).get(page).content.decode()
    assert "/record/" not in page_then
    assert "/renew/" not in page_then
    assert record(acme, old, "let-go", **said)[0] == 422
