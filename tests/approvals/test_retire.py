"""Retire documents, and cancel what waits for its day."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from approvals.actions.rounds import recall, submit
from approvals.models import Round
from approvals.periodic import retire_what_is_due
from documents.actions.documents import set_audience
from documents.models import Document, Revision, Succession
from tenants.models import AuditEntry
from tests.approvals.acting import WHY, ask, decide, hear, newest, page, sign_all, told
from tests.approvals.conftest import Office, approve
from tests.library import make_document, make_draft, make_effective, put_in_force
from tests.world import Cast, signed_in


@pytest.fixture
def document(acme: Cast, office: Office) -> Document:
    """A procedure everybody has to read."""
    found = make_document(office, acme.ada)
    set_audience(found, everybody=True, by=acme.ada)
    put_in_force(make_draft(found, acme.ada))
    found.refresh_from_db()
    return found


def test_retirement_ends_drafts_children_and_readings_and_names_the_successor(
    acme: Cast, office: Office, document: Document
) -> None:
    form, other = (make_effective(office, acme.ada, name) for name in ("Form", "Other form"))
    successor = make_effective(office, acme.ada, "Successor")
    Document.objects.filter(pk__in=[form.pk, other.pk]).update(parent=document)
    draft = make_draft(document, acme.ada)
    answer = signed_in(acme.cora).post(page(document, "retire/"), {"reason": WHY})
    assert answer.status_code == 422  # the children are not decided
    fates = {"fate_0": "retire", "fate_1": "move", "to_1": successor.number}
    ask(acme.cora, document, "retire", replaced_by=successor.number, **fates)
    assert document.is_in_force()
    decided = signed_in(office.ravi).get(page(document, f"revisions/{document.in_force.n}/decide/"))
    assert "Review the retirement" in decided.content.decode()
    assert successor.number in decided.content.decode()
    sign_all(office, document)
    hear(document)
    for each in (draft, form, other):
        each.refresh_from_db()
    assert document.state == form.state == Document.State.RETIRED
    assert draft.state == Revision.State.CANCELLED
    assert other.parent == successor
    assert Succession.objects.get().new == successor
    assert "document_retired" in told(acme.ruth)
    assert "revision_cancelled" in told(acme.ada)
    banner = signed_in(acme.ruth).get(page(document)).content.decode()
    assert "Retired" in banner
    assert page(successor) in banner
    links = signed_in(acme.ruth).get(page(successor, "links/")).content.decode()
    assert page(document) in links


def test_a_retirement_waits_for_its_day_and_can_be_called_off(
    acme: Cast, office: Office, document: Document
) -> None:
    day = acme.tenant.today() + dt.timedelta(days=5)
    ask(acme.cora, document, "retire", effective_on=day.isoformat())
    sign_all(office, document)
    assert document.is_in_force()
    assert document.retires_on == day
    assert "It is retired from" in signed_in(acme.ruth).get(page(document)).content.decode()
    assert retire_what_is_due(day - dt.timedelta(days=1)) == 0
    ask(acme.cora, document, "call-off")
    assert document.retires_on is None
    assert "retirement_called_off" in told(office.ravi)
    assert retire_what_is_due(day) == 0
    ask(acme.cora, document, "retire", effective_on=day.isoformat())
    sign_all(office, document)
    assert retire_what_is_due(day) == 1
    assert retire_what_is_due(day) == 0
    document.refresh_from_db()
    assert document.state == Document.State.RETIRED


@pytest.mark.parametrize("outcome", ["return", "reject"])
def test_a_no_to_a_retirement_changes_nothing(
    acme: Cast, office: Office, document: Document, outcome: str
) -> None:
    ask(acme.cora, document, "retire")
    decide(office.ravi, document, outcome, comment="We need it")
    assert document.is_in_force()
    assert document.act == ""
    assert AuditEntry.objects.filter(event=f"retirement.{newest(document).state}").exists()


def test_an_emergency_puts_a_running_retirement_aside(
    acme: Cast, office: Office, document: Document
) -> None:
    ask(acme.cora, document, "retire")
    ask(acme.cora, document, "withdraw")
    states = dict(Round.objects.values_list("purpose", "state"))
    assert states == {"retire": "recalled", "withdraw": "open"}
    assert document.state == Document.State.WITHDRAWN


def test_a_retirement_whose_day_has_come_waits_for_what_is_being_decided(
    acme: Cast, office: Office, document: Document
) -> None:
    day = timezone.localdate() + dt.timedelta(days=9)
    ask(acme.cora, document, "retire", effective_on=day.isoformat())
    sign_all(office, document)
    ask(acme.cora, document, "withdraw")
    assert retire_what_is_due(day) == 0
    assert newest(document).state == Round.State.OPEN
    sign_all(office, document)
    assert retire_what_is_due(day) == 1
    document.refresh_from_db()
    assert document.state == Document.State.RETIRED


def test_what_goes_along_is_not_ended_while_people_decide_on_it(
    acme: Cast, office: Office, document: Document
) -> None:
    form = make_effective(office, acme.ada, "Form")
    Document.objects.filter(pk=form.pk).update(parent=document)
    day = timezone.localdate() + dt.timedelta(days=9)
    ask(acme.cora, document, "retire", fate_0="retire", effective_on=day.isoformat())
    sign_all(office, document)
    running = submit(make_draft(form, acme.ada), by=acme.ada)
    assert retire_what_is_due(day) == 0
    with time_machine.travel(dt.datetime.combine(day, dt.time(4), dt.UTC), tick=False):
        said = signed_in(acme.cora).get(page(document)).content.decode()
    assert "shall go along and is being decided on" in said
    recall(running, by=acme.ada)
    assert retire_what_is_due(day) == 1
    form.refresh_from_db()
    assert form.state == Document.State.RETIRED
    assert not form.revisions.open().exists()


def test_nothing_of_a_document_about_to_be_retired_is_drafted_or_submitted(
    acme: Cast, office: Office, document: Document
) -> None:
    draft = make_draft(document, acme.ada)
    ask(acme.cora, document, "retire")
    submit = page(document, f"revisions/{draft.n}/submit/")
    assert "about to be retired" in signed_in(acme.ada).post(submit).content.decode()
    draft.refresh_from_db()
    assert draft.state == Revision.State.DRAFT


def test_a_retirement_waits_for_a_revision_that_is_being_decided(
    acme: Cast, office: Office, document: Document
) -> None:
    draft = make_draft(document, acme.ada)
    draft.move(Revision.State.IN_REVIEW)
    answer = signed_in(acme.cora).post(page(document, "retire/"), {"reason": WHY})
    assert answer.status_code == 422
    assert "is being decided" in answer.content.decode()


def test_cancelling_what_waits_for_its_day_needs_a_reason_and_tells_who_signed(
    acme: Cast, office: Office, document: Document
) -> None:
    day = acme.tenant.today() + dt.timedelta(days=9)
    revision = approve(office, make_draft(document, acme.ada), on=day)
    cancel = page(document, f"revisions/{revision.n}/cancel/")
    assert cancel in signed_in(acme.ada).get(page(document)).content.decode()
    assert cancel not in signed_in(acme.ruth).get(page(document)).content.decode()
    signed_in(acme.ruth).post(cancel, {"reason": WHY})
    signed_in(acme.ada).post(cancel, {"reason": ""})
    revision.refresh_from_db()
    assert revision.state == Revision.State.APPROVED
    signed_in(acme.ada).post(cancel, {"reason": WHY})
    revision.refresh_from_db()
    assert revision.state == Revision.State.CANCELLED
    for member in (office.ravi, office.lena, office.leo):
        assert "revision_cancelled" in told(member)
