"""Withdraw at once and restore: seen by everybody at once, confirmed by signatures."""

import pytest
from django.utils import timezone

from approvals.rounds.verification import verify
from documents import files
from documents.actions.documents import set_audience
from documents.content import PDF, freeze
from documents.models import Distribution, Document, Rendition, Revision
from tests.approvals.acting import WHY, ask, decide, finds_text, hear, newest, page, sign_all, told
from tests.approvals.conftest import Office
from tests.library import make_document, make_draft, put_in_force
from tests.world import Cast, signed_in


@pytest.fixture
def document(acme: Cast, office: Office) -> Document:
    """A procedure everybody has to read."""
    found = make_document(office, acme.ada)
    set_audience(found, everybody=True, by=acme.ada)
    put_in_force(make_draft(found, acme.ada))
    found.refresh_from_db()
    return found


def test_a_withdrawal_holds_at_once_and_is_confirmed_by_signatures(
    acme: Cast, office: Office, document: Document
) -> None:
    assert finds_text(document)
    ask(acme.cora, document, "withdraw")
    hear(document)
    seen = signed_in(acme.ruth).get(page(document)).content.decode()
    assert "Withdrawn" in seen
    assert WHY in seen
    assert "not yet confirmed" in seen
    assert not finds_text(document)
    assert not Distribution.objects.filter(closed_on=None).exists()
    assert {"document_withdrawn"} <= told(acme.ruth) & told(acme.ada)
    assert "act_requested" in told(office.ravi)
    sign_all(office, document)
    assert document.state == Document.State.WITHDRAWN
    assert document.in_force.state == Revision.State.EFFECTIVE
    round = newest(document)
    assert (round.purpose, round.state) == ("withdraw", "passed")
    assert verify(round) == []
    assert "act_passed" in told(acme.cora) & told(acme.ada)
    assert "confirmed by signature" in signed_in(acme.ruth).get(page(document)).content.decode()


def test_a_rejected_withdrawal_puts_the_document_in_force_again(
    acme: Cast, office: Office, document: Document
) -> None:
    ask(acme.cora, document, "withdraw")
    decide(office.ravi, document, "reject", comment="The route is open")
    hear(document)
    assert document.is_in_force()
    assert document.act == ""
    assert finds_text(document)
    assert Distribution.objects.get().closed_on is None
    assert "document_restored" in told(acme.ruth)
    assert "act_rejected" in told(acme.cora)


def test_a_returned_withdrawal_stands_and_can_be_asked_for_again(
    acme: Cast, office: Office, document: Document
) -> None:
    ask(acme.cora, document, "withdraw")
    decide(office.ravi, document, "return", comment="Say which route")
    assert document.state == Document.State.WITHDRAWN
    assert "Say which route" in signed_in(acme.cora).get(page(document)).content.decode()
    ask(acme.cora, document, "withdraw")
    assert document.act == "withdraw"
    sign_all(office, document)
    assert document.state == Document.State.WITHDRAWN


def test_a_withdrawal_is_taken_back_before_the_first_signature_only(
    acme: Cast, office: Office, document: Document
) -> None:
    client = ask(acme.cora, document, "withdraw")
    recall = page(document, f"revisions/{document.in_force.n}/recall/")
    client.post(recall, {"reason": ""})
    document.refresh_from_db()
    assert document.is_in_force()
    ask(acme.cora, document, "withdraw")
    decide(office.ravi, document)
    client.post(recall, {"reason": "A mistake"})
    document.refresh_from_db()
    assert document.state == Document.State.WITHDRAWN


def test_a_document_is_restored_by_a_round_and_read_again(
    acme: Cast, office: Office, document: Document
) -> None:
    ask(acme.cora, document, "withdraw")
    sign_all(office, document)
    ask(acme.cora, document, "restore")
    assert document.state == Document.State.WITHDRAWN
    sign_all(office, document)
    assert document.is_in_force()
    assert finds_text(document)
    assert Distribution.objects.get().closed_on is None
    assert verify(newest(document)) == []


def test_a_corrected_text_is_approved_meanwhile_and_takes_effect_with_the_restoration(
    acme: Cast, office: Office, document: Document
) -> None:
    """The unsafe text is never in force in between."""
    ask(acme.cora, document, "withdraw")
    sign_all(office, document)
    better = make_draft(document, acme.ada, "# 1 Purpose\n\n1.1 By the other stairs.\n")
    freeze(better)
    better.move(Revision.State.IN_REVIEW)
    better.move(Revision.State.APPROVED)
    Rendition.objects.create(
        revision=better, kind=Rendition.Kind.CONTROLLED, file=files.store(b"%PDF-", PDF)
    )
    assert not Revision.objects.due_to_take_effect(timezone.localdate()).exists()
    ask(acme.cora, document, "restore")
    sign_all(office, document)
    assert document.is_in_force()
    assert document.in_force == better
