"""Prove that a person had read a revision on a day: in words, as files, for whom it concerns."""

import datetime as dt
import hashlib
import io
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pytest
import time_machine

from approvals.actions.acknowledgements import acknowledge
from approvals.actions.reading_urges import urge_readers
from approvals.distribution.proof import Proof
from documents.models import Distribution, Document, Revision
from tenants.models import Appointment, AuditEntry, AuditHead, Member
from tests.approvals.conftest import Office
from tests.approvals.test_acknowledge import next_of, published
from tests.approvals.test_delegate import delegate
from tests.approvals.test_distribution import TODAY, late
from tests.library import appoint, name_clauses
from tests.sweeping import sweep
from tests.world import Cast, signed_in

PAGE = "/t/acme/evidence/"


def of(person: Member, revision: Revision, day: dt.date | None = None) -> dict[str, str]:
    asked = {"person": str(person.pk), "document": revision.document.number}
    asked["revision"] = str(revision.n)
    return asked | ({"day": day.isoformat()} if day else {})


def looked_up(reader: Member, asked: dict[str, str]) -> Any:
    answer = signed_in(reader).get(PAGE, asked)
    assert answer.status_code == 200
    return answer.context


def what_is_known(context: Any) -> str:
    return " | ".join(f"{row.what} {row.when} {row.said}" for row in context["rows"])


@pytest.fixture
def revision(office: Office) -> Revision:
    return late(published(office))


def test_who_had_read_it_on_that_day_and_what_they_stated(
    acme: Cast, office: Office, revision: Revision
) -> None:
    given = acknowledge(revision, by=acme.ruth, statement="I know A/0.")
    context = looked_up(acme.cora, of(acme.ruth, revision))
    assert context["duty"].startswith("Ruth had to read ACME-QP-01 A/0 on ")
    assert "Everybody reads it." in context["duty"]
    assert context["deed"].startswith("Acknowledged on ")
    known = what_is_known(context)
    assert "“I know A/0.”" in known
    entry = AuditEntry.objects.get(event="revision.acknowledged")
    assert f"Entry {entry.sequence}, SHA-256 {bytes(entry.hash).hex()}" in known
    head = AuditHead.objects.get()
    assert f"entry {head.sequence}, SHA-256 {bytes(head.hash).hex()}" in context["seal"][1]
    yesterday = looked_up(acme.cora, of(acme.ruth, revision, TODAY() - dt.timedelta(days=1)))
    assert yesterday["deed"] == "Not acknowledged when the day was over: late."
    assert "Acknowledged after the day" in what_is_known(yesterday)
    assert given.at.date() >= TODAY() - dt.timedelta(days=1)


def test_the_hash_of_a_past_day_stays_whatever_comes_later_and_whoever_asks(
    acme: Cast, office: Office, revision: Revision
) -> None:
    urge_readers([(revision.pk, acme.ruth.pk)], by=acme.cora)
    sweep(acme.tenant, TODAY())
    today = TODAY()
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=3), tick=True):
        before = Proof.of(acme.ruth, revision, today)
        assert before.sha256 == hashlib.sha256(before.written()).hexdigest()
        acknowledge(revision, by=acme.ruth)
        urge_readers([(revision.pk, acme.ravi.pk)], by=acme.cora)
        context = looked_up(acme.otto, of(acme.ruth, revision, today))
        assert before.sha256 in context["seal"][0]
        assert Proof.of(acme.ruth, revision, TODAY()).sha256 != before.sha256


def test_who_urged_and_what_reminders_went_out_with_what_result(
    acme: Cast, office: Office, revision: Revision
) -> None:
    urge_readers([(revision.pk, acme.ruth.pk)], by=acme.cora)
    assert "ruth@acme.example" in sweep(acme.tenant, TODAY())
    known = what_is_known(looked_up(acme.cora, of(acme.ruth, revision)))
    assert "By Cora" in known
    assert "Told: Urged" in known
    assert "days late" in known
    assert "E-mail: Delivered" in known


def test_who_need_not_is_told_with_the_reason(
    acme: Cast, office: Office, revision: Revision
) -> None:
    narrow = published(office, everybody=False)
    assert "It was not put before them." in looked_up(acme.cora, of(acme.ruth, narrow))["duty"]
    early = TODAY() - dt.timedelta(days=300)
    assert (
        "had not been put before anybody"
        in looked_up(acme.cora, of(acme.ruth, revision, early))["duty"]
    )
    delegate(acme.ravi, acme.ruth, is_absent=True)
    away = looked_up(acme.cora, of(acme.ravi, revision))
    assert "Away until" in away["duty"]
    assert away["deed"] == "Not acknowledged when the day was over."
    next_of(revision)
    assert "any more" in looked_up(acme.cora, of(acme.ruth, revision))["duty"]


def test_a_name_a_number_a_title_or_a_clause_is_enough(
    acme: Cast, office: Office, revision: Revision
) -> None:
    name_clauses("7.5.3", revision.document)
    revision.effective_at = revision.created_at - dt.timedelta(days=40)
    revision.save()
    for who, what in (("ruth", "acme-qp-01"), ("RUTH", "7.5"), ("Ruth (RUTH)", "Control of")):
        context = looked_up(acme.cora, {"person": who, "document": what})
        assert (context["proof"].person, context["proof"].revision) == (acme.ruth, revision)
    several = looked_up(acme.cora, {"person": "r", "document": "7.5"})
    assert {person.name for person in several["asked"].people} >= {"Ruth", "Ravi", "Cora"}
    assert looked_up(acme.cora, {"person": "nobody"})["asked"].is_nobody
    assert looked_up(acme.cora, {"person": "Ruth", "document": "none"})["asked"].is_nothing
    past = {"person": "Ruth", "document": "7.5", "day": "2001-01-01"}
    assert "Nothing of it was in force" in signed_in(acme.cora).get(PAGE, past).content.decode()
    assert looked_up(acme.cora, {"day": "nonsense"})["asked"].day == TODAY()


def test_one_sees_oneself_a_head_their_people_and_controllers_and_auditors_all(
    acme: Cast, bolt: Cast, office: Office, revision: Revision
) -> None:
    wang = office.lena
    appoint(acme.ruth, office.head, office.service)
    Appointment.objects.create(member=wang, post=office.head, unit=office.service)
    for reader, seen in ((acme.cora, True), (acme.otto, True), (acme.ruth, True), (wang, True)):
        assert ("proof" in looked_up(reader, of(wang, revision))) is seen
    for reader in (acme.ada, office.leo, acme.ravi, acme.tom):
        asked = of(wang, revision)
        assert "proof" not in looked_up(reader, asked)
        for form in ("xlsx", "pdf"):
            answer = signed_in(reader).post(f"{PAGE}export.{form}?{urlencode(asked)}")
            assert answer.status_code == 404
        by_name = signed_in(reader).get(PAGE, {"person": "Lena"})
        assert "Nobody whose reading you may look into" in by_name.content.decode()
    assert "proof" in looked_up(acme.ada, {"document": revision.document.number, "revision": "1"})
    assert signed_in(bolt.cora).get(PAGE, of(wang, revision)).status_code == 404


def test_a_document_that_is_closed_to_the_reader_is_not_found(
    acme: Cast, office: Office, revision: Revision
) -> None:
    acknowledge(revision, by=acme.ruth)
    Document.objects.filter(pk=revision.document_id).update(restricted=True)
    appoint(acme.ruth, office.head, office.service)
    appoint(office.lena, office.head, office.service)
    assert looked_up(acme.ruth, of(office.lena, revision))["asked"].is_nothing
    assert "proof" in looked_up(acme.ruth, of(acme.ruth, revision))  # what one signed for stays


def test_it_is_taken_along_with_its_hash(acme: Cast, office: Office, revision: Revision) -> None:
    acknowledge(revision, by=acme.ruth)
    asked = of(acme.ruth, revision)
    sheet = signed_in(acme.otto).post(f"{PAGE}export.xlsx?{urlencode(asked)}")
    book = openpyxl.load_workbook(io.BytesIO(sheet.content))
    said = [str(row[0]) for row in book.worksheets[1].values]
    assert any(Proof.of(acme.ruth, revision, TODAY()).sha256 in line for line in said)
    assert any(line.startswith("Ruth had to read") for line in said)
    paper = signed_in(acme.cora).post(f"{PAGE}export.pdf?{urlencode(asked)}")
    assert paper.content.startswith(b"%PDF")
    assert AuditEntry.objects.filter(event="export.made", by=acme.cora).count() == 1


def test_a_past_day_is_told_as_it_was(acme: Cast, office: Office, revision: Revision) -> None:
    Distribution.objects.filter(revision=revision).update(closed_on=TODAY())
    before = looked_up(acme.cora, of(acme.ruth, revision, TODAY() - dt.timedelta(days=1)))
    assert "had to read" in before["duty"]
    assert "did not have to read" in looked_up(acme.cora, of(acme.ruth, revision))["duty"]
