"""A change package is submitted, signed, returned, rejected, recalled and cancelled as one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.actions.decisions import confirm_seen, reject_step, return_step, sign_step
from approvals.actions.package_rounds import cancel_package, recall_package, submit_package
from approvals.actions.packages import add_drafts, make_package
from approvals.actions.rounds import submit
from approvals.models import Meaning, Package, Round, Signature, Step
from approvals.models.route import Mode
from approvals.rounds.binding import sha256_now
from approvals.rounds.verification import verify
from documents import files
from documents.actions.drafts import cancel_revision
from documents.models import Document, Rendition, Revision, TextBlock
from tenants.errors import Refused
from tenants.models import Member, Notice
from tenants.people.roles import Role
from tenants.scope import new_id
from tests.approvals.conftest import Office, make_route
from tests.approvals.packaging import approved, make, rounds, sign, states, submitted, task
from tests.library import make_type
from tests.world import PASSWORD, Cast, make_member


def told(package: Package, kind: str) -> dict[str, int]:
    """Return how often each person was told this of a package."""
    names: dict[str, int] = {}
    for notice in Notice.objects.filter(kind=kind).select_related("recipient"):
        names[notice.recipient.name] = names.get(notice.recipient.name, 0) + 1
    return names


def test_one_submission_starts_a_round_for_each_document(office: Office) -> None:
    package = submitted(office)
    assert package.state == Package.State.IN_APPROVAL
    assert states(package) == {"in_review"}
    assert len({round.manifest_sha256 for round in rounds(package)}) == 1
    assert told(package, "package_requested") == {"Ravi": 1}
    assert not Notice.objects.filter(kind="approval_requested").exists()
    assert [round.pk for round in submit_package(package, by=office.ada)] == [
        round.pk for round in rounds(package)
    ]


def test_a_submission_asks_little_more_for_each_further_document(office: Office) -> None:
    """Texts, files and pages are kept for all at once: a dozen statements a document are left."""
    asked = {}
    for count in (2, 5):
        package = make(office, count=count)
        with CaptureQueriesContext(connection) as captured:
            submit_package(package, by=office.ada)
        asked[count] = len(captured)
    assert (asked[5] - asked[2]) / 3 <= 12
    assert asked[5] <= 115


def test_one_act_signs_every_document(office: Office) -> None:
    package = submitted(office)
    key, step = new_id(), task(package, office.ravi)
    sign_step(step, by=office.ravi, password=PASSWORD, key=key)
    sign_step(step, by=office.ravi, password=PASSWORD, key=key)  # a double click
    assert Signature.objects.filter(signer=office.ravi).count() == 3
    assert not Step.objects.exclude(deputy=None).exists()  # nobody stood in for anybody
    assert told(package, "package_requested") == {"Ravi": 1, "Lena": 1, "Leo": 1}
    sign(package, office.lena, office.leo)
    assert package.state == Package.State.APPROVED
    assert states(package) == {"approved"}
    assert told(package, "package_passed") == {"Ada": 1, "Ravi": 1, "Lena": 1}
    assert all(verify(round) == [] for round in rounds(package, Round.State.PASSED))


def test_a_stage_waits_for_all_documents(office: Office, acme: Cast) -> None:
    nora = make_member(acme.tenant, "Nora", Role.READER)
    notes = make_type(office.folder, "NOTE", 3)
    review = {"meaning": Meaning.REVIEWED, "members": [nora.pk]}
    seen = {"meaning": Meaning.SEEN, "members": [acme.ruth.pk]}
    approve = {"meaning": Meaning.APPROVED, "members": [office.lena.pk]}
    make_route(notes, seen, review, approve)
    note = office.draft()
    Document.objects.filter(pk=note.document_id).update(document_type=notes)
    package = submitted(office, office.draft(), note)
    sign(package, office.ravi)
    open_now = Step.objects.open().filter(round__package=package)
    assert {step.member.name for step in open_now.all()} == {"Nora", "Ruth"}
    with pytest.raises(Refused):
        sign_step(task(package, acme.ruth), by=acme.ruth, password=PASSWORD)
    confirm_seen(task(package, acme.ruth), by=acme.ruth)
    sign(package, nora)
    assert sorted(step.member.name for step in open_now.all()) == ["Lena", "Lena", "Leo"]


def test_who_signs_some_and_views_others_signs_some(office: Office) -> None:
    notes = make_type(office.folder, "NOTE", 3)
    seen = {"meaning": Meaning.SEEN, "members": [office.ravi.pk]}
    make_route(notes, seen, {"meaning": Meaning.APPROVED, "members": [office.lena.pk]})
    note = office.draft()
    Document.objects.filter(pk=note.document_id).update(document_type=notes)
    package = submitted(office, office.draft(), note)
    sign(package, office.ravi)
    mine = Step.objects.filter(round__package=package, member=office.ravi)
    assert set(mine.values_list("state", "meaning")) == {
        (Step.State.SIGNED, Meaning.REVIEWED),
        (Step.State.SEEN, Meaning.SEEN),
    }
    assert [s.meaning for s in Signature.objects.filter(signer=office.ravi)] == [Meaning.REVIEWED]


def test_nobody_decides_where_they_wrote_anything(office: Office, acme: Cast, ann: Member) -> None:
    """Ravi wrote one of two documents: he, its reviewer, reviews neither."""
    mine = office.draft()
    Revision.objects.filter(pk=mine.pk).update(prepared_by=office.ravi)
    package = make(office, office.draft())
    add_drafts(package, [mine], by=acme.cora)
    with pytest.raises(Refused, match="too few people"):
        submit_package(package, by=acme.cora)
    assert states(package) == {"draft"}


def test_nobody_reviews_here_and_approves_there(office: Office, acme: Cast) -> None:
    notes = make_type(office.folder, "NOTE", 3)
    both = [office.lena.pk, acme.ruth.pk]
    make_route(
        notes,
        {"meaning": Meaning.REVIEWED, "mode": Mode.ANY, "members": both},
        {"meaning": Meaning.APPROVED, "mode": Mode.ANY, "members": [office.leo.pk]},
    )
    note = office.draft()
    Document.objects.filter(pk=note.document_id).update(document_type=notes)
    package = submitted(office, office.draft(), note)
    reviewers = Step.objects.filter(round__package=package, meaning=Meaning.REVIEWED)
    assert {step.member.name for step in reviewers} == {"Ravi", "Ruth"}


def test_one_return_gives_the_whole_package_back(office: Office, acme: Cast) -> None:
    package = submitted(office)
    sign(package, office.ravi)
    return_step(
        task(package, office.leo), by=office.leo, comment="Section 2 contradicts the manual"
    )
    package.refresh_from_db()
    assert package.state == Package.State.DRAFT
    assert package.comment == "Section 2 contradicts the manual"
    assert package.returned_at is not None  # its lead is asked to submit it again
    assert states(package) == {"draft"}
    assert len(rounds(package, Round.State.RETURNED)) == 3
    assert told(package, "package_returned") == {"Ada": 1, "Ravi": 1}
    submit_package(package, by=office.ada)
    sign(package, office.ravi, office.lena, office.leo)
    assert told(package, "package_requested") == {"Ravi": 2, "Lena": 2, "Leo": 2}
    assert states(package) == {"approved"}


def test_a_rejection_closes_all(office: Office) -> None:
    package = submitted(office)
    with pytest.raises(Refused):
        reject_step(task(package, office.ravi), by=office.ravi, comment=" ")
    reject_step(task(package, office.ravi), by=office.ravi, comment="Not wanted")
    package.refresh_from_db()
    assert (package.state, states(package)) == ("rejected", {"rejected"})


def test_a_recall_takes_all_back_with_a_reason_after_the_first_signature(office: Office) -> None:
    package = submitted(office)
    sign(package, office.ravi)
    with pytest.raises(Refused):
        recall_package(package, by=office.ada)
    with pytest.raises(Refused):
        recall_package(package, by=office.lena, reason="Mine")
    recall_package(package, by=office.ada, reason="One is missing")
    package.refresh_from_db()
    assert package.returned_at is None
    assert (package.state, states(package)) == ("draft", {"draft"})


def test_an_approved_package_is_cancelled_with_a_reason(office: Office) -> None:
    package = approved(office)
    with pytest.raises(Refused):
        cancel_package(package, by=office.ada, reason="")
    cancel_package(package, by=office.ada, reason="The law was not passed")
    package.refresh_from_db()
    assert (package.state, states(package)) == ("cancelled", {"cancelled"})
    assert told(package, "package_cancelled")["Lena"] == 1


def test_a_draft_package_given_up_frees_its_drafts(office: Office) -> None:
    package = make(office)
    drafts = package.revisions()
    cancel_package(package, by=office.ada, reason="One by one after all")
    assert Revision.objects.filter(package_number=None, state="draft").count() == len(drafts)
    submit(drafts[0], by=office.ada)


def test_nothing_happens_to_a_part_alone(office: Office) -> None:
    package = make(office)
    one = package.revisions()[0]
    with pytest.raises(Refused, match="change package 1"):
        submit(one, by=office.ada)
    with pytest.raises(Refused, match="change package 1"):
        cancel_revision(one, by=office.ada, reason="No")
    other = make_package(title="Other", reason="Too", by=office.ada)
    with pytest.raises(Refused, match="change package 1"):
        add_drafts(other, [one], by=office.ada)


def test_a_changed_byte_in_one_is_found_in_each(office: Office) -> None:
    package = approved(office)
    passed = rounds(package, Round.State.PASSED)
    assert {sha256_now(round) for round in passed} == {passed[0].manifest_sha256}
    block = TextBlock.objects.filter(revision=passed[1].revision).first()
    assert block is not None
    other = block.content | {"text": "Something else"}
    TextBlock.objects.filter(pk=block.pk).update(content=other)
    number = passed[1].revision.document.number
    own = "The text differs from what was signed."
    other_words = f"In the same change package, {number}: {own}"
    assert [verify(round) for round in passed] == [[other_words], [own], [other_words]]


def test_what_was_changed_after_submission_is_not_signed(office: Office) -> None:
    package = submitted(office)
    body = Rendition.objects.get(revision=package.revisions()[2], kind=Rendition.Kind.BODY).file
    path = files.path_of(body)
    path.chmod(0o644)
    path.write_bytes(b"other")
    with pytest.raises(Refused, match="not what was submitted"):
        sign(package, office.ravi)
    assert not Signature.objects.filter(signer=office.ravi).exists()
