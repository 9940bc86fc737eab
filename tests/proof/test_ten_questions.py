"""An auditor's ten questions about one procedure, each answered on one screen: docs/auditor.md."""

import datetime as dt
import html
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Generator
from pathlib import Path
from typing import Final

import pytest
from django.utils import timezone, translation

from approvals.actions.acknowledgements import acknowledge
from approvals.actions.decisions import return_step
from approvals.actions.rounds import submit
from approvals.sealing import keys
from config.local.places import ROOT
from documents.actions.documents import set_audience
from documents.models import Document, Revision
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, approve, issue, make_office, step_of
from tests.library import TEXT, make_document, make_draft
from tests.world import Cast, signed_in

MONTH: Final = dt.timedelta(days=30)
HEAD_OF_OFFICE: Final = "综合办公室部门负责人"
PAGE: Final = "/t/acme/documents/ACME-QP-01/"

# What is asked, on which screen below the document's page, and what stands there.
QUESTIONS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "Who agreed to exactly this text, and in what capacity?": (
        "revisions/2/verify/",
        ("Content and all 5 signatures are what was signed", "Ravi", HEAD_OF_OFFICE, "Reviewed"),
    ),
    "Was the author independent of those who approved?": (
        "revisions/2/",
        ("Ada Prepared and submitted", "Ravi Reviewed", "Lena Approved", "Leo Approved"),
    ),
    "Which version was in force on a given day?": (
        "history/",
        ("B/0 Effective Major change", "A/0 Superseded Major change", "{month_ago}", "{today}"),
    ),
    "Who had to read it, and who has?": (
        "revisions/2/readers/",
        ("Who has and who has not", "Ruth RUTH {today}", "Cora CORA Not yet, by {next_month}"),
    ),
    "What changed, and why?": (
        "compare/",
        ("Compare B/0 against A/0", "[deleted] approves", "[added] signs"),
    ),
    "When was it reviewed last, and when is the next review due?": (
        "",
        ("Periodic review", "Last review", "Next review {next_review}"),
    ),
    "By which method was it signed?": (
        "revisions/2/verify/",
        ("Password, entered for this signature", "Sealed, fits"),
    ),
    "Was anything returned or rejected, and why?": (
        "revisions/2/verify/",
        ("Returned", "Name the form"),
    ),
    "Is an obsolete copy recognisable?": (
        "revisions/1/",
        ("A/0 Superseded", "A/0 is not in force", "Go to B/0"),
    ),
}


@pytest.fixture
def procedure(acme: Cast) -> Generator[Document]:
    """A procedure with a first text a month ago, and one that came back once and then passed."""
    with tenant_scope(acme.tenant.pk), translation.override("en"):
        office = make_office(acme)
        yield write(acme, office)


def write(acme: Cast, office: Office) -> Document:
    document = make_document(office, acme.ada)
    set_audience(document, everybody=True, by=acme.ada)
    first = approve(office, make_draft(document, acme.ada))
    issue(acme, first)
    Revision.objects.filter(pk=first.pk).update(effective_at=timezone.now() - MONTH)
    text = TEXT.replace("who approves what", "who signs what")
    second = make_draft(document, acme.ada, text)
    round = submit(second, by=acme.ada)
    return_step(step_of(round, acme.ravi), by=acme.ravi, comment="Name the form")
    second.refresh_from_db()
    issue(acme, approve(office, second))
    acknowledge(Revision.objects.get(pk=second.pk), by=acme.ruth)
    document.refresh_from_db()
    return document


def words_on(screen: str, acme: Cast) -> str:
    """Return what an auditor reads there."""
    answer = signed_in(acme.otto).get(screen)
    assert answer.status_code == 200
    body = re.sub(r"<(script|style|svg).*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_each_question_is_answered_on_its_screen(acme: Cast, procedure: Document) -> None:
    today = timezone.localdate()
    days = {
        "today": today,
        "month_ago": today - MONTH,
        "next_month": today + MONTH,
        "next_review": procedure.review_due,
    }
    for question, (screen, answers) in QUESTIONS.items():
        words = words_on(PAGE + screen, acme)
        for answer in answers:
            assert answer.format(**days) in words, (question, answer, words)


def test_the_evidence_verifies_without_the_product(
    acme: Cast, procedure: Document, tmp_path: Path
) -> None:
    """The tenth question: does what is taken along prove it to a stranger?"""
    made = signed_in(acme.otto).post(f"{PAGE}revisions/2/evidence/")
    with zipfile.ZipFile(io.BytesIO(b"".join(made))) as archive:
        archive.extractall(tmp_path)
    program = next(tmp_path.rglob("verify.py"))
    key = keys.current()
    assert key is not None
    command = [sys.executable, "-I", program.name, "--fingerprint", key.fingerprint]
    whole = subprocess.run(command, cwd=program.parent, capture_output=True, text=True, check=False)
    assert whole.returncode == 0, whole.stdout + whole.stderr
    said = next(tmp_path.rglob("evidence.json"))
    said.write_text(said.read_text().replace("Leo", "Lea"))
    forged = subprocess.run(command, cwd=program.parent, capture_output=True, check=False)
    assert forged.returncode != 0


def test_the_page_for_auditors_names_each_question_and_its_screen() -> None:
    page = (ROOT / "docs" / "auditor.md").read_text()
    for question, (screen, _answers) in QUESTIONS.items():
        assert question in page
        assert re.sub(r"revisions/\d", "revisions/N", screen) in page
