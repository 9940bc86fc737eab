"""Decide: sign, return, reject; what one decision means for the others."""

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from approvals.actions.decisions import reject_step, return_step, sign_step
from approvals.actions.rounds import recall, submit
from approvals.models import Round, Signature, Stage, Step
from approvals.models.route import Mode
from approvals.rounds.identity import MOST_FAILURES, NotConfirmed, Password, note_failure
from approvals.rounds.signing import SIGNED
from approvals.rounds.steps import steps_of
from approvals.rounds.trail import Trail
from approvals.rounds.verification import verify
from approvals.tasks import issue_revision
from documents.content import blocks_of
from documents.models import Revision, ViewedChange
from tenants import audit
from tenants.errors import IllegalMove, Refused
from tenants.models import AuditEntry, Member, Notice
from tenants.scope import new_id
from tests.approvals.conftest import Office, states_of, step_of
from tests.library import make_draft, put_in_force
from tests.world import PASSWORD, Cast, signed_in

MOST_ASKED = 21  # of which the next stage, which this decision opens, takes eight


def sign(round: Round, *members: Member) -> None:
    for member in members:
        sign_step(step_of(round, member), by=member, password=PASSWORD)


def told(kind: str) -> set[str]:
    return {notice.recipient.name for notice in Notice.objects.filter(kind=kind)}


@pytest.fixture
def round(acme: Cast, office: Office) -> Round:
    return submit(office.draft(), by=acme.ada)


def test_the_last_signature_approves(acme: Cast, office: Office, round: Round) -> None:
    sign(round, acme.ravi, office.lena)
    round.refresh_from_db()
    assert (round.state, round.revision.state) == ("open", "in_review")
    sign(round, office.leo)
    round.refresh_from_db()
    assert (round.state, round.revision.state) == ("passed", "approved")
    assert set(states_of(round).values()) == {"signed"}
    meanings = round.signatures.values_list("name", "meaning")
    assert list(meanings) == [
        ("Ada", "prepared"),
        ("Ravi", "reviewed"),
        ("Lena", "approved"),
        ("Leo", "approved"),
    ]
    assert "Ada" in told("revision_passed")
    assert verify(round) == []
    entry = AuditEntry.objects.get(event="revision.approved")
    assert (entry.by, entry.subject) == (office.leo, f"revision:{round.revision_id}")


def test_the_last_signature_calls_a_worker_to_issue_it(
    acme: Cast,
    office: Office,
    round: Round,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    queued: list[object] = []

    def to_broker(message: object, **_how: object) -> None:
        queued.append(message)

    monkeypatch.setattr(issue_revision.celery_task, "apply_async", to_broker)
    with django_capture_on_commit_callbacks(execute=True):
        sign(round, acme.ravi, office.lena)
    assert queued == []
    with django_capture_on_commit_callbacks(execute=True):
        sign(round, office.leo)
    assert queued == [(str(acme.tenant.pk), str(round.revision_id))]


def test_a_decision_asks_no_more_than_it_has_to(acme: Cast, office: Office, round: Round) -> None:
    """It holds up everybody else who decides in the round."""
    first, second = submit(office.draft(), by=acme.ada), round
    sign(first, acme.ravi)  # writes the SQL that is kept
    step = step_of(second, acme.ravi)
    assert step.round.revision.document.number  # known to the page, as who looks at it is
    with CaptureQueriesContext(connection) as captured:
        sign_step(step, by=acme.ravi, password=PASSWORD)
    assert len(captured) <= MOST_ASKED


def test_a_stage_opens_when_the_one_before_is_decided(
    acme: Cast, office: Office, round: Round
) -> None:
    with pytest.raises(IllegalMove):
        sign(round, office.lena)
    sign(round, acme.ravi)
    assert states_of(round) == {"Ravi": "signed", "Lena": "open", "Leo": "open"}


def test_one_of_any_is_enough_and_the_others_are_told(acme: Cast, office: Office) -> None:
    Stage.objects.filter(position=2).update(mode=Mode.ANY)
    round = submit(office.draft(), by=acme.ada)
    sign(round, acme.ravi, office.leo)
    assert states_of(round) == {"Ravi": "signed", "Lena": "not_required", "Leo": "signed"}
    assert told("approval_not_required") == {"Lena"}
    assert round.revision.rounds.get().state == Round.State.PASSED


def test_at_least_two_of_three(acme: Cast, office: Office) -> None:
    members = [office.lena.pk, office.leo.pk, acme.cora.pk]
    Stage.objects.filter(position=2).update(mode=Mode.AT_LEAST, minimum=2, members=members)
    round = submit(office.draft(), by=acme.ada)
    sign(round, acme.ravi, office.leo)
    assert states_of(round)["Cora"] == Step.State.OPEN
    sign(round, acme.cora)
    assert states_of(round)["Lena"] == Step.State.NOT_REQUIRED
    assert Revision.objects.get().state == Revision.State.APPROVED


def test_returning_makes_it_a_draft_again_and_the_next_round_is_new(
    acme: Cast, office: Office, round: Round
) -> None:
    sign(round, acme.ravi)
    return_step(step_of(round, office.lena), by=office.lena, comment="Scope is missing.")
    revision = Revision.objects.get()
    assert revision.state == Revision.State.DRAFT
    assert told("revision_returned") == {"Ada", "Ravi"}
    assert told("approval_not_required") == {"Leo"}
    Revision.objects.update(markdown="# 1 Other words")
    revision.refresh_from_db()
    assert blocks_of(revision)[0].text == "1 Other words"
    second = submit(revision, by=acme.ada)
    assert second.number == 2
    assert second.manifest_sha256 != round.manifest_sha256
    assert states_of(second)["Ravi"] == Step.State.OPEN


def test_rejecting_closes_the_revision_for_good(acme: Cast, office: Office, round: Round) -> None:
    reject_step(step_of(round, acme.ravi), by=acme.ravi, comment="Not our business.")
    assert Revision.objects.get().state == Revision.State.REJECTED
    round.refresh_from_db()
    assert (round.state, round.comment) == ("rejected", "Not our business.")
    assert office.draft(round.revision.document).label == round.revision.label


@pytest.mark.parametrize("act", [return_step, reject_step])
def test_a_no_has_a_reason(acme: Cast, round: Round, act: Callable[..., None]) -> None:
    with pytest.raises(Refused, match="Say why"):
        act(step_of(round, acme.ravi), by=acme.ravi, comment=" ")
    assert states_of(round)["Ravi"] == Step.State.OPEN


@pytest.mark.parametrize("who", ["cora", "ruth"])  # known here before its holder, and after
def test_nobody_decides_for_another(acme: Cast, round: Round, who: str) -> None:
    with pytest.raises(Refused, match="not yours"):  # whatever they would prove
        sign_step(step_of(round, acme.ravi), by=getattr(acme, who), password="wrong")


def test_the_same_key_is_answered_as_before(acme: Cast, round: Round) -> None:
    key, step = new_id(), step_of(round, acme.ravi)
    for _ in range(3):
        sign_step(step, by=acme.ravi, password=PASSWORD, key=key)
    assert Signature.objects.filter(step=step).count() == 1
    assert AuditEntry.objects.filter(event="revision.signed", by=acme.ravi).count() == 1


def test_a_second_tab_is_told_that_it_came_late(acme: Cast, round: Round) -> None:
    step = step_of(round, acme.ravi)
    stale = step_of(round, acme.ravi)
    sign_step(step, by=acme.ravi, password=PASSWORD, key=new_id())
    with pytest.raises(IllegalMove):
        return_step(stale, by=acme.ravi, comment="On second thought", key=new_id())
    assert states_of(round)["Ravi"] == Step.State.SIGNED


def test_a_wrong_password_signs_nothing(acme: Cast, round: Round) -> None:
    with pytest.raises(NotConfirmed):
        sign_step(step_of(round, acme.ravi), by=acme.ravi, password="guess")
    assert states_of(round)["Ravi"] == Step.State.OPEN
    assert not Signature.objects.filter(signer=acme.ravi).exists()


def test_after_five_wrong_passwords_the_right_one_waits(acme: Cast, round: Round) -> None:
    for _ in range(MOST_FAILURES):
        note_failure(acme.ravi, Password("guess"))
    with pytest.raises(Refused, match="Too many"):
        sign(round, acme.ravi)
    assert states_of(round)["Ravi"] == Step.State.OPEN


def test_changed_content_is_not_signed(acme: Cast, round: Round) -> None:
    block = round.revision.text_blocks.first()
    assert block is not None
    block.content |= {"text": "Spend what you like."}
    block.save()
    with pytest.raises(Refused, match="not what was submitted"):
        sign(round, acme.ravi)
    assert verify(round) == ["The text differs from what was signed."]


def test_a_submission_is_recalled_freely_before_the_first_signature(
    acme: Cast, round: Round
) -> None:
    recall(round, by=acme.ada)
    assert Revision.objects.get().state == Revision.State.DRAFT
    assert told("approval_not_required") == {"Ravi"}


def test_after_a_signature_recalling_takes_a_reason(acme: Cast, round: Round) -> None:
    sign(round, acme.ravi)
    with pytest.raises(Refused, match="why"):
        recall(round, by=acme.ada)
    recall(round, by=acme.ada, reason="Wrong annex")
    assert told("revision_recalled") == {"Ravi"}
    with pytest.raises(IllegalMove):
        recall(round, by=acme.ada, reason="Again")


def test_only_its_people_recall_a_submission(acme: Cast, round: Round) -> None:
    with pytest.raises(Refused, match="Only the author"):
        recall(round, by=acme.cora)


def test_a_decision_after_a_recall_comes_too_late(acme: Cast, round: Round) -> None:
    step = step_of(round, acme.ravi)
    recall(round, by=acme.ada)
    with pytest.raises(IllegalMove):
        sign_step(step, by=acme.ravi, password=PASSWORD)


def test_what_comes_too_late_is_handed_back(acme: Cast, round: Round) -> None:
    address = f"/t/acme/documents/{round.revision.document.number}/revisions/1/decide/"
    recall(round, by=acme.ada)
    said = {"decision": "return", "key": str(new_id()), "comment": "Chapter 3 names nobody."}
    shown = signed_in(acme.ravi).post(address, said).content.decode()
    assert "no longer required" in shown
    assert "Chapter 3 names nobody." in shown


def test_a_signature_says_how_many_changes_were_looked_at(acme: Cast, office: Office) -> None:
    """Whoever ticks none may sign; what they sign says so, and the audit trail keeps it."""
    first = office.draft()
    put_in_force(first)
    text = "# 1 Purpose\n\n1.1 Say who signs.\n\n1.2 Say when.\n"
    round = submit(make_draft(first.document, acme.ada, text), by=acme.ada)
    address = f"/t/acme/documents/{first.document.number}/revisions/{round.revision.n}/decide/"
    ravi = signed_in(acme.ravi)
    comparison = ravi.get(address).context["comparison"]
    assert comparison.ticks.of > 1
    one = next(iter(comparison.redline.fingerprints.values()))
    facts = {"member": acme.ravi, "old": first, "new": round.revision}
    ViewedChange.objects.create(**facts, fingerprint=one)
    left = f"<b>{comparison.ticks.of - 1}</b> of {comparison.ticks.of} changes are not ticked"
    assert left in ravi.get(address).content.decode()
    data = {"decision": "sign", "key": str(new_id()), "password": PASSWORD}
    assert ravi.post(address, data).status_code == 302
    signature = Signature.objects.get(signer=acme.ravi)
    assert (signature.changes_viewed, signature.changes) == (1, comparison.ticks.of)
    entry = AuditEntry.objects.get(subject=audit.subject_of(signature), event=SIGNED)
    facts = json.loads(bytes(entry.body))["facts"]
    assert (facts["viewed"], facts["changed"]) == ("1", str(comparison.ticks.of))
    assert signed_in(acme.otto).get("/t/acme/audit/").status_code == 200
    assert verify(round) == []


def test_the_trail_shows_names_as_they_were_signed(acme: Cast, office: Office) -> None:
    round = submit(office.draft(), by=acme.ada)
    sign_step(step_of(round, acme.ravi), by=acme.ravi, password=PASSWORD)
    Member.objects.filter(pk=acme.ravi.pk).update(name="Ravi Married")
    Member.objects.filter(pk=acme.ada.pk).update(name="Ada Married")
    names = [entry.name for entry in Trail.of(round, steps_of(round.revision)).entries()]
    assert names[:2] == ["Ada", "Ravi"]


def test_what_waits_asks_for_no_password(office: Office, round: Round) -> None:
    with pytest.raises(IllegalMove):
        sign_step(step_of(round, office.lena), by=office.lena, password="guess")


def test_what_is_decided_is_answered_with_nothing_held(acme: Cast, round: Round) -> None:
    key = new_id()
    for times in (1, 0):
        with CaptureQueriesContext(connection) as asked:
            sign_step(step_of(round, acme.ravi), by=acme.ravi, password=PASSWORD, key=key)
        held = [each["sql"] for each in asked.captured_queries if "FOR UPDATE" in each["sql"]]
        assert bool(held) == bool(times)
