"""What becomes of people, drafts and keys later changes nothing of what was signed and sealed."""

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from approvals.actions.decisions import return_step, sign_step
from approvals.actions.package_rounds import submit_package
from approvals.actions.rounds import submit
from approvals.actions.steps import add_signer
from approvals.evidence.archive import evidence_of
from approvals.evidence.asking import Verified
from approvals.models import Round, Step
from approvals.rounds.verification import inspect, verify
from approvals.rounds.verifying_all import reports
from documents.actions.drafts import save_draft
from documents.models import Revision
from tenants.models import Member
from tests.approvals.acting import page
from tests.approvals.conftest import Office, approve, step_of
from tests.approvals.packaging import make, task
from tests.approvals.proving import found, unpacked
from tests.approvals.reviewing import give
from tests.approvals.test_hand_over import give as hand_over
from tests.approvals.test_verify_page import shown
from tests.library import make_draft, make_effective
from tests.world import PASSWORD, Cast, signed_in

PACKAGE = "/t/acme/packages/1/"


def kinds() -> set[str]:
    return {finding.kind for report in reports() for finding in report.findings}


def minor(draft: Revision, office: Office, title: str) -> None:
    """Let Ada save the draft as a minor change, under another title."""
    draft.refresh_from_db()
    words: Any = {"title": title, "summary": draft.summary, "reason": draft.reason}
    save_draft(draft, by=office.ada, saves=draft.saves, change_class="minor", **words)


def test_a_draft_that_came_back_fits_when_it_becomes_another_version(
    fast: None, acme: Cast, office: Office
) -> None:
    draft = make_draft(make_effective(office, office.ada), office.ada)
    round = submit(draft, by=office.ada)
    return_step(step_of(round, office.ravi), by=office.ravi, comment="A small change, is it not?")
    minor(draft, office, "Another title")
    round = Round.objects.get(pk=round.pk)
    assert (draft.label, round.label) == ("A/1", "B/0")
    assert verify(round) == []
    given = evidence_of(acme.tenant, draft, Verified.of(draft).reports, by=acme.otto)
    assert found(unpacked(given)) == set()


def test_a_package_that_came_back_fits_when_a_draft_of_it_becomes_another_version(
    fast: None, acme: Cast, office: Office
) -> None:
    draft = make_draft(make_effective(office, office.ada), office.ada)
    package = make(office, draft, office.draft())
    submit_package(package, by=office.ada)
    return_step(task(package, office.ravi), by=office.ravi, comment="A small change, is it not?")
    signed = draft.title
    minor(draft, office, "Another title")
    otto = signed_in(acme.otto)
    assert found(unpacked(otto.post(f"{PACKAGE}evidence/").content)) == set()
    page = otto.get(f"{PACKAGE}verify/").content.decode()
    assert f"{draft.document.number} B/0</a>" in page, "as it was signed, and not A/1"
    assert signed in page
    assert "Another title" not in page
    assert "Round 1: Issue, of B/0" in shown(acme.otto, draft)


def test_a_key_of_today_asks_no_seal_of_what_was_signed_before_it_today(
    fast: None, acme: Cast, office: Office, settings: Any, tmp_path: Path
) -> None:
    settings.SEAL_PUBLIC_KEYS, settings.SEAL_KEY_FILE = str(tmp_path / "none"), ""
    revision = approve(office, office.draft())
    settings.SEAL_KEY_FILE = str(tmp_path / "key.pem")
    call_command("seal_key", "new", stdout=io.StringIO())
    verified = Verified.of(revision)
    assert verified.findings() == []
    given = evidence_of(acme.tenant, revision, verified.reports, by=acme.otto)
    assert found(unpacked(given)) == set()
    (tmp_path / "evidence.zip").write_bytes(given)
    (tmp_path / "verify.py").write_bytes(unpacked(given)["verify.py"])
    command = [sys.executable, "-I", str(tmp_path / "verify.py"), str(tmp_path / "evidence.zip")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_record_names_the_reviewer_as_who_signed_it(acme: Cast, office: Office) -> None:
    document = make_effective(office, acme.ada)
    review = give(acme.ada, document)
    Member.objects.filter(pk=acme.ada.pk).update(name="Grace")
    shown = signed_in(acme.cora).get(page(document, f"reviews/{review.pk}/")).content.decode()
    assert "<dt>Reviewer</dt><dd>Ada</dd>" in shown


def test_what_was_sealed_of_the_route_holds_when_its_people_leave(
    fast: None, acme: Cast, office: Office
) -> None:
    round = submit(office.draft(), by=acme.ada)
    hand_over(office.lena, acme.cora, "steps", by=acme.tom)  # whose stage has not begun
    hand_over(acme.ravi, acme.ruth, "steps", by=acme.tom)
    assert verify(round) == []
    for member in (acme.ruth, acme.cora, office.leo):
        sign_step(round.steps.get(member=member), by=member, password=PASSWORD)
    round = Round.objects.get()
    assert (round.state, verify(round)) == (Round.State.PASSED, [])
    reports = Verified.of(round.revision).reports
    given = evidence_of(acme.tenant, round.revision, reports, by=acme.otto)
    assert found(unpacked(given)) == set()


def test_who_is_called_otherwise_by_now_said_no_by_the_old_name(acme: Cast, office: Office) -> None:
    draft = office.draft()
    round = submit(draft, by=office.ada)
    step = step_of(round, office.ravi)
    add_signer(step, acme.cora, by=office.ravi, place=Step.Place.BEFORE, why="She knows the law.")
    sign_step(step_of(round, acme.cora), by=acme.cora, password=PASSWORD)
    return_step(step, by=office.ravi, comment="Say who archives.")
    for person in (office.ravi, acme.cora):
        person.name = f"Other {person.name}"
        person.save(update_fields=["name"])
    said = shown(acme.otto, draft)
    assert "Ravi ended it: Say who archives." in said
    assert "Ravi: Returned" in said
    assert "Cora: added later: Signed" in said
    assert "Other" not in said


FORGED_ROUNDS: dict[str, dict[str, Any]] = {
    "round.began": {"effective_on": "2020-01-01"},
    "round.reads_anew": {"reads_anew": False},
}


@pytest.fixture
def returned(office: Office, acme: Cast) -> Round:
    """A round to which a signer was added, and that came to nothing."""
    round = submit(office.draft(), by=office.ada)
    step = step_of(round, office.ravi)
    add_signer(step, acme.cora, by=office.ravi, place=Step.Place.BEFORE, why="She knows the law.")
    sign_step(step_of(round, acme.cora), by=acme.cora, password=PASSWORD)
    return_step(step, by=office.ravi, comment="Say who archives.")
    assert kinds() == set()
    return Round.objects.get()


@pytest.mark.parametrize("kind", FORGED_ROUNDS)
def test_a_forged_fact_of_a_round_is_named(returned: Round, kind: str) -> None:
    Round.objects.filter(pk=returned.pk).update(**FORGED_ROUNDS[kind])
    assert kinds() == {kind}


def test_what_was_sealed_was_kept(returned: Round) -> None:
    Round.objects.filter(pk=returned.pk).update(manifest=None)
    Revision.objects.filter(pk=returned.revision_id).update(manifest=None)
    assert kinds() == {"content.manifest"}


def test_a_forged_start_or_condition_is_named(returned: Round) -> None:
    for forged in ({"started_at": "2020-01-01T00:00Z"}, {"verdicts": [{"stage": 2}]}):
        Round.objects.filter(pk=returned.pk).update(**forged)
        assert kinds() == {"round.began"}, forged


FORGED_STEPS: list[tuple[str, dict[str, Any]]] = [
    ("Lena", {"mode": "any"}),
    ("Lena", {"minimum": 2}),
    ("Lena", {"stage": 1}),
    ("Ravi", {"due_on": "2020-01-01"}),
    ("Cora", {"why": "She asked for it."}),
    ("Cora", {"stage": 2}),
    ("Cora", {"name_zh": "审核"}),
]


@pytest.mark.parametrize(("name", "forged"), FORGED_STEPS)
def test_a_forged_term_of_a_step_is_named(
    returned: Round, name: str, forged: dict[str, Any]
) -> None:
    Step.objects.filter(round=returned, member__name=name).update(**forged)
    assert kinds() in ({"round.steps"}, {"round.steps", "round.route"})


def test_a_forged_question_of_understanding_is_named(office: Office) -> None:
    draft = office.draft()
    passage = "2.1 All documents of the zone."
    asked = {"text": "Which?", "choices": ["All", "Some"], "passage": passage}
    draft.reading_questions.create(position=1, right=[0], **asked)
    approve(office, draft)
    assert kinds() == set()
    draft.reading_questions.update(right=[1])
    assert kinds() == {"content.questions"}


def test_a_step_that_is_moved_while_the_round_runs_is_named(acme: Cast, office: Office) -> None:
    round = submit(office.draft(), by=office.ada)
    step = step_of(round, office.ravi)
    add_signer(step, acme.cora, by=office.ravi, place=Step.Place.BEFORE, why="She knows the law.")
    sign_step(step_of(round, acme.cora), by=acme.cora, password=PASSWORD)
    Step.objects.filter(round=round, member=office.lena).update(mode="any")
    assert kinds() == {"round.route"}
    Step.objects.filter(round=round, member=office.lena).update(mode="all")
    Step.objects.filter(round=round, member=acme.cora).update(stage=2)
    assert kinds() == {"round.steps"}


def _garbled(round: Round) -> None:
    Round.objects.filter(pk=round.pk).update(manifest=b"{")


def _no_object(round: Round) -> None:
    Round.objects.filter(pk=round.pk).update(manifest=b"7")


@pytest.mark.parametrize("forge", [_garbled, _no_object])
def test_one_garbled_round_hides_no_other(
    acme: Cast, office: Office, forge: Callable[[Round], None]
) -> None:
    revision = approve(office, office.draft())
    forge(Round.objects.get())
    approve(office, office.draft())
    assert [bool(report.findings) for report in reports()].count(True) == 1
    assert "The manifest is not the one that was signed." in shown(acme.otto, revision)
    address = f"/t/acme/documents/{revision.document.number}/revisions/1/evidence/"
    assert signed_in(acme.otto).post(address)["Content-Type"] == "application/zip"


def test_a_garbled_manifest_of_a_package_is_named(acme: Cast, office: Office) -> None:
    package = make(office, count=2)
    submit_package(package, by=office.ada)
    first = Round.objects.filter(package=package).order_by("pk")[0]
    for forged in ({"manifest": b"{"}, {"manifest": b"[]"}, {"item_manifest": b"7"}):
        Round.objects.filter(pk=first.pk).update(**forged)
        assert any(report.findings for report in inspect([Round.objects.get(pk=first.pk)]))
        signed_in(acme.otto).get(f"{PACKAGE}verify/")


def test_seals_of_before_say_less_and_hold(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from approvals.sealing import making

    was = ("step", "member", "meaning", "state", "decided_at", "deputy", "comment")
    decided = making.decided
    monkeypatch.setattr(making, "began", lambda _round: {})
    monkeypatch.setattr(making, "decided", lambda s: {n: decided(s)[n] for n in was})
    approve(office, office.draft())
    monkeypatch.undo()
    assert verify(Round.objects.get()) == []
