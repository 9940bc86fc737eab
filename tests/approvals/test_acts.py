"""Withdraw at once, restore, retire: decided and signed by a round, seen by everybody at once."""

import datetime as dt
import io

import pikepdf
import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone

from approvals.models import Round, Signature
from approvals.periodic import retire_what_is_due, spread_what_is_new
from approvals.rounds.verification import verify
from approvals.tasks import tell_readers
from documents import files
from documents.actions.documents import set_audience
from documents.content import PDF, freeze
from documents.models import Distribution, Document, Rendition, Revision, Succession
from documents.register import search
from tenants.models import AuditEntry, Member, Notice
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, make_route
from tests.library import make_document, make_draft, make_effective, put_in_force
from tests.world import PASSWORD, Cast, signed_in

WHY = "The escape route is blocked"


@pytest.fixture
def document(acme: Cast, office: Office) -> Document:
    """A procedure everybody has to read."""
    found = make_document(office, acme.ada)
    set_audience(found, everybody=True, by=acme.ada)
    put_in_force(make_draft(found, acme.ada))
    found.refresh_from_db()
    return found


def page(document: Document, tail: str = "") -> str:
    return f"/t/acme/documents/{document.number}/{tail}"


def ask(cora: Member, document: Document, act: str, **more: object) -> Client:
    client = signed_in(cora)
    answer = client.post(page(document, f"{act}/"), {"reason": WHY, **more})
    assert answer.status_code == 302, answer.content.decode()
    document.refresh_from_db()
    return client


def decide(member: Member, document: Document, decision: str = "sign", **more: str) -> None:
    """Decide as one does on the page of the step."""
    data = {"decision": decision, "key": "", **more}
    shown = signed_in(member).get(page(document, f"revisions/{document.in_force.n}/decide/"))
    form = shown.context["forms"][decision]
    data["key"] = str(form["key"].value())
    if decision == "sign":
        data["password"] = PASSWORD
    answer = signed_in(member).post(
        page(document, f"revisions/{document.in_force.n}/decide/"), data
    )
    assert answer.status_code == 302, answer.content.decode()
    document.refresh_from_db()


def sign_all(office: Office, document: Document) -> None:
    for member in (office.ravi, office.lena, office.leo):
        decide(member, document)


def newest(document: Document) -> Round:
    return Round.objects.filter(revision__document=document).latest("number")


def hear(document: Document) -> None:
    """Let the worker tell the readers, as often as it likes."""
    assert spread_what_is_new() == 1
    for _time in range(2):
        tell_readers(str(newest(document).pk))
    assert spread_what_is_new() == 0


def told(member: Member) -> set[str]:
    return set(Notice.objects.filter(recipient=member).values_list("kind", flat=True))


def finds_text(document: Document) -> bool:
    return Document.objects.filter(search.matching("who approves what"), pk=document.pk).exists()


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


def test_acts_run_by_a_route_of_their_own_where_there_is_one(
    acme: Cast, office: Office, document: Document
) -> None:
    boss = {"meaning": "approved", "members": [office.leo.pk]}
    make_route(office.procedure, boss, change_class="act")
    ask(acme.cora, document, "withdraw")
    assert [step.member for step in newest(document).steps.all()] == [office.leo]


def test_without_any_route_nothing_is_withdrawn(
    acme: Cast, office: Office, document: Document
) -> None:
    office.procedure.routes.update(is_current=False)
    answer = signed_in(acme.cora).post(page(document, "withdraw/"), {"reason": WHY})
    assert "No approval route" in answer.content.decode()
    document.refresh_from_db()
    assert document.is_in_force()


def test_who_asks_does_not_decide_whatever_the_type_allows(
    acme: Cast, office: Office, document: Document
) -> None:
    office.procedure.same_signer = True
    office.procedure.save()
    own = {"meaning": "approved", "members": [acme.cora.pk, office.leo.pk], "mode": "any"}
    make_route(office.procedure, own, change_class="act")
    ask(acme.cora, document, "withdraw")
    assert [step.member for step in newest(document).steps.all()] == [office.leo]


def test_a_signature_binds_to_reason_and_content(
    acme: Cast, office: Office, document: Document
) -> None:
    ask(acme.cora, document, "withdraw")
    decide(office.ravi, document)
    round = newest(document)
    assert round.request()["reason"] == WHY
    assert {s.manifest_sha256 for s in Signature.objects.filter(round=round)} == {
        round.manifest_sha256
    }
    forged = bytes(round.manifest or b"").replace(WHY.encode(), b"No reason")
    Round.objects.filter(pk=round.pk).update(manifest=forged)
    round.refresh_from_db()
    assert verify(round) == ["The content differs from what was signed."]


def test_what_is_decided_is_in_the_inbox_with_its_reason(
    acme: Cast, office: Office, document: Document
) -> None:
    ask(acme.cora, document, "withdraw")
    inbox = signed_in(office.ravi).get("/tasks/").content.decode()
    assert "Review the withdrawal" in inbox
    assert WHY in inbox


def test_a_neighbours_document_is_not_there(acme: Cast, bolt: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        document = make_effective(office, acme.ada)
    client = signed_in(bolt.cora)
    assert client.post(page(document, "withdraw/"), {"reason": WHY}).status_code == 404


def test_a_controlled_pdf_that_no_longer_holds_says_so_on_each_page(
    acme: Cast, office: Office, document: Document
) -> None:
    revision = document.in_force
    pdf = body_pdf_of(document)
    Rendition.objects.create(
        revision=revision, kind=Rendition.Kind.CONTROLLED, file=files.store(pdf, PDF)
    )
    url = page(document, f"revisions/{revision.n}/controlled.pdf")
    assert words_on(signed_in(acme.ruth).get(url)) == 0
    ask(acme.cora, document, "withdraw")
    assert words_on(signed_in(acme.ruth).get(url)) == len(pikepdf.open(io.BytesIO(pdf)).pages)
    assert files.read(revision.renditions.get(kind="controlled").file) == pdf


def body_pdf_of(document: Document) -> bytes:
    return files.read(document.in_force.renditions.get(kind="body").file)


def words_on(answer: object) -> int:
    """Count the pages that say the document is withdrawn."""
    pdf = pypdfium2.PdfDocument(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    texts = [each.get_textpage().get_text_bounded() for each in pdf]
    return sum("停用" in text for text in texts)
