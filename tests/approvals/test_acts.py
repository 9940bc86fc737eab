"""What holds for every act: its route, who may decide, what is signed and shown."""

import io

import pikepdf
import pytest

from approvals.actions.decisions import sign_step
from approvals.models import Round, Signature
from approvals.rounds.verification import verify
from documents import files
from documents.actions.comments import comment_on
from documents.actions.documents import set_audience
from documents.content import PDF
from documents.models import Document, Rendition
from tenants.errors import Refused
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.approvals.acting import WHY, ask, body_pdf_of, decide, newest, page, sign_all, words_on
from tests.approvals.conftest import Office, approve, issue, make_route
from tests.library import make_document, make_draft, make_effective, put_in_force
from tests.world import PASSWORD, Cast, make_member, signed_in


@pytest.fixture
def document(acme: Cast, office: Office) -> Document:
    """A procedure everybody has to read."""
    found = make_document(office, acme.ada)
    set_audience(found, everybody=True, by=acme.ada)
    put_in_force(make_draft(found, acme.ada))
    found.refresh_from_db()
    return found


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
    zoe = make_member(acme.tenant, "Zoe", Role.CONTROLLER)  # Yan came later, and Leo before
    yan = make_member(acme.tenant, "Yan", Role.READER)
    named = [office.leo.pk, zoe.pk, yan.pk]
    own = {"meaning": "approved", "members": named, "mode": "any"}
    make_route(office.procedure, own, change_class="act")
    ask(zoe, document, "withdraw")
    assert {step.member for step in newest(document).steps.all()} == {office.leo, yan}


def test_a_review_that_only_who_asks_could_give_is_left_out(
    acme: Cast, office: Office, document: Document
) -> None:
    own = {"meaning": "reviewed", "members": [acme.cora.pk]}
    boss = {"meaning": "approved", "members": [office.leo.pk]}
    make_route(office.procedure, own, boss, change_class="act")
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
    assert verify(round) == ["The manifest is not the one that was signed."]


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


def test_no_act_is_decided_on_a_text_that_was_changed_since(
    acme: Cast, office: Office, document: Document
) -> None:
    ask(acme.cora, document, "withdraw")
    block = document.in_force.text_blocks.first()
    block.content |= {"text": "Spend what you like."}
    block.save()
    step = newest(document).steps.open().get()
    with pytest.raises(Refused, match="not what was submitted"):
        sign_step(step, by=step.member, password=PASSWORD)


def test_remarks_of_before_they_had_to_be_resolved_hold_no_act_up(
    acme: Cast, office: Office
) -> None:
    draft = office.draft()
    comment_on(draft, by=acme.ada, body="Which form?")
    document = approve(office, draft).document
    issue(acme, draft)
    acme.tenant.resolves_comments = True
    acme.tenant.save(update_fields=["resolves_comments"])
    document.refresh_from_db()
    ask(acme.cora, document, "withdraw")
    sign_all(office, document)
    assert newest(document).state == Round.State.PASSED
