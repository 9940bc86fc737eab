"""What follows the last signature: the controlled PDF, activation at once or on its day."""

import datetime as dt
import io

import pypdfium2
import pytest
from django.utils import timezone

from approvals import periodic
from approvals.actions.decisions import sign_step
from approvals.actions.rounds import submit
from approvals.models import Acknowledgement, Round
from approvals.periodic import issue_what_waits, put_due_in_force
from approvals.tasks import put_in_force
from documents import files
from documents.actions.documents import set_audience
from documents.models import Document, Readership, Rendition, Revision
from tenants.models import AuditEntry, Member
from tests.approvals.conftest import Office, approve, issue, step_of
from tests.approvals.test_delegate import delegate
from tests.approvals.test_hand_over import give
from tests.library import make_document, make_effective
from tests.world import PASSWORD, Cast


def text_of(revision: Revision) -> str:
    rendition = revision.renditions.get(kind=Rendition.Kind.CONTROLLED)
    pdf = pypdfium2.PdfDocument(io.BytesIO(files.read(rendition.file)))
    return "".join(page.get_textpage().get_text_range() for page in pdf)


def test_approved_is_not_effective_until_the_pdf_is_made(acme: Cast, office: Office) -> None:
    revision = approve(office, office.draft())
    assert revision.state == Revision.State.APPROVED
    assert put_due_in_force(timezone.localdate()) == 0
    issue(acme, revision)
    assert revision.state == Revision.State.EFFECTIVE
    assert Document.objects.get().in_force == revision


def test_the_pdf_names_who_stands_behind_it(acme: Cast, office: Office) -> None:
    revision = approve(office, office.draft())
    issue(acme, revision)
    text = text_of(revision)
    for word in ("ACME-QP-01", "Ada", "Ravi", "Lena", "Leo", "Say who approves what."):
        assert word in text
    assert Round.objects.get().manifest_sha256[:16] in text.replace("\r\n", "").replace(" ", "")


def test_the_pdf_names_deputy_and_delegator_with_their_posts(acme: Cast, office: Office) -> None:
    delegate(acme.ravi, acme.ruth)
    delegate(office.leo, acme.cora)
    round = submit(office.draft(), by=acme.ada)
    for holder, by in ((acme.ravi, acme.ruth), (office.lena, office.lena), (office.leo, acme.cora)):
        sign_step(step_of(round, holder), by=by, password=PASSWORD)
    revision = Revision.objects.get()
    issue(acme, revision)
    text = text_of(revision).replace("\r\n", "")
    assert text.count("Ruth 代 Ravi") == 2  # on the cover and with the signatures
    assert text.count("Cora 代 Leo") == 3  # there, and as who approved it in the history
    assert "代 综合办公室部门负责人" in text


def test_the_history_names_the_author_though_the_draft_was_handed_over(
    acme: Cast, office: Office, ann: Member
) -> None:
    round = submit(office.draft(), by=acme.ada)
    give(acme.ada, ann, by=acme.cora)
    for holder in (acme.ravi, office.lena, office.leo):
        sign_step(step_of(round, holder), by=holder, password=PASSWORD)
    revision = Revision.objects.get()
    issue(acme, revision)
    text = text_of(revision)
    assert (revision.prepared_by, "Ann" in text, text.count("Ada") >= 2) == (ann, False, True)


def test_issuing_twice_changes_nothing(acme: Cast, office: Office) -> None:
    revision = approve(office, office.draft())
    issue(acme, revision)
    made = Rendition.objects.get(kind=Rendition.Kind.CONTROLLED).made_at
    issue(acme, revision)
    assert Rendition.objects.get(kind=Rendition.Kind.CONTROLLED).made_at == made
    assert AuditEntry.objects.filter(event="revision.activated").count() == 1


def test_a_scheduled_revision_waits_for_its_day_and_the_clock_catches_up_once(
    acme: Cast, office: Office
) -> None:
    document = make_effective(office, acme.ada)
    old, today = document.in_force, timezone.localdate()
    revision = approve(office, office.draft(document), on=today + dt.timedelta(days=3))
    issue(acme, revision)
    assert revision.state == Revision.State.APPROVED
    assert put_due_in_force(today + dt.timedelta(days=2)) == 0
    assert put_due_in_force(today + dt.timedelta(days=9)) == 1
    assert put_due_in_force(today + dt.timedelta(days=9)) == 0
    revision.refresh_from_db()
    old.refresh_from_db()
    assert (old.state, revision.state) == ("superseded", "effective")


def test_the_clock_queues_what_the_broker_lost(acme: Cast, office: Office) -> None:
    revision = approve(office, office.draft())
    assert issue_what_waits() == 1
    issue(acme, revision)
    assert issue_what_waits() == 0


def test_author_and_signers_have_acknowledged_by_signature(acme: Cast, office: Office) -> None:
    document = make_document(office, acme.ada)
    set_audience(document, everybody=True, by=acme.ada)
    revision = approve(office, office.draft(document))
    issue(acme, revision)
    given = Acknowledgement.objects.filter(how="signature")
    assert {a.member.name for a in given} == {"Ada", "Ravi", "Lena", "Leo"}
    readership = Readership.objects.get(revision=revision)
    assert (readership.required, readership.done) == (6, 4)  # Cora and Ruth are left


def test_one_that_cannot_take_effect_holds_up_no_other(
    acme: Cast, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = timezone.localdate() + dt.timedelta(days=3)
    broken, sound = (approve(office, office.draft(), on=day) for _ in range(2))
    for revision in (broken, sound):
        issue(acme, revision)

    def fail_half_way(revision: Revision, today: dt.date) -> None:
        put_in_force(revision, today)
        if revision == broken:
            raise RuntimeError("the disk is full")

    monkeypatch.setattr(periodic, "put_in_force", fail_half_way)
    assert put_due_in_force(day) == 1
    for revision, state in ((broken, "approved"), (sound, "effective")):
        revision.refresh_from_db()
        assert revision.state == state
    monkeypatch.undo()
    assert put_due_in_force(day) == 1
