"""Whoever had an earlier round in hand is shown first what changed since; plainly, if nothing."""

import datetime as dt
import io
import re

import pikepdf
import pytest
from django.utils import timezone

from approvals.actions.decisions import confirm_seen, return_step, sign_step
from approvals.actions.rounds import recall, submit
from approvals.models import Meaning, Round
from approvals.rounds.since import Since
from approvals.rounds.steps import steps_of
from documents import files
from documents.models import Document, Revision, StoredFile
from tenants.models import Member
from tests.approvals.conftest import Office, make_route, step_of
from tests.library import make_draft, make_effective
from tests.world import PASSWORD, signed_in

TEXT = "# 1 Purpose\n\n1.1 Say who approves what.\n\n# 2 Scope\n\n2.1 All documents of the zone.\n"
NEW = TEXT.replace("who approves", "who signs")


@pytest.fixture
def document(office: Office) -> Document:
    return make_effective(office, office.ada, text=TEXT.replace("the zone", "the city"))


def page(revision: Revision) -> str:
    return f"/t/acme/documents/{revision.document.number}/revisions/{revision.n}/decide/"


def changed(revision: Revision, **facts: object) -> Revision:
    Revision.objects.filter(pk=revision.pk).update(**facts)
    return Revision.objects.select_related("document").get(pk=revision.pk)


def since(round: Round, reader: Member) -> Since | None:
    steps = steps_of(round.revision, reader)
    return Since.of(steps[0].round, steps, reader)


def test_who_signed_sees_what_changed_since_before_the_whole(
    office: Office, document: Document
) -> None:
    """Ravi signs, Lena returns, Ada changes a word and the day: Ravi and Lena see just that."""
    first = submit(make_draft(document, office.ada, TEXT), by=office.ada)
    sign_step(step_of(first, office.ravi), by=office.ravi, password=PASSWORD)
    return_step(step_of(first, office.lena), by=office.lena, comment="Say signs.")
    day = timezone.localdate() + dt.timedelta(days=40)
    revision = changed(first.revision, markdown=NEW, title="Approval", effective_on=day)
    second = submit(revision, by=office.ada)

    html = signed_in(office.ravi).get(page(revision)).content.decode()
    assert "Changed since you signed round 1" in html
    card = html[html.index('id="since"') : html.index('id="change"')]
    assert re.search("Say who <del>.*approves.*</del><ins>.*signs.*</ins> what", card)
    assert "All documents" not in card  # that differs from the issued one, not from round 1
    assert "<del>Control of documents</del> <ins>Approval</ins>" in card
    assert f"<ins>{day}</ins>" in card
    assert html.count('id="c1"') == 1
    inbox = signed_in(office.ravi).get("/tasks/").content.decode()
    assert "3 changes since you signed round 1" in inbox

    sign_step(step_of(second, office.ravi), by=office.ravi, password=PASSWORD)
    seen = since(second, office.lena)
    assert seen is not None
    assert seen.did.startswith("you returned round 1")
    asked = since(second, office.leo)  # his stage had begun, and he had not decided
    assert asked is not None
    assert "was put before you" in asked.did


def a_pdf(width: int) -> StoredFile:
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page(page_size=(width, 842))
    made.save(out)
    return files.store(out.getvalue(), "application/pdf")


def test_another_pdf_in_place_of_the_pages_is_a_change(office: Office, document: Document) -> None:
    text = files.store(TEXT.encode(), "text/plain")
    facts = {"source": text, "source_name": "rules.txt", "substitute_reason": "A font hangs it"}
    draft = changed(make_draft(document, office.ada, TEXT), substitute=a_pdf(595), **facts)
    first = submit(draft, by=office.ada)
    sign_step(step_of(first, office.ravi), by=office.ravi, password=PASSWORD)
    recall(first, by=office.ada, reason="A slip")
    second = submit(changed(first.revision, substitute=a_pdf(842)), by=office.ada)
    seen = since(second, office.ravi)
    assert seen is not None
    assert not seen.is_same
    assert [(str(fact.label), fact.new) for fact in seen.facts] == [
        ("Pages", "another PDF than before")
    ]


def test_nothing_changed_is_said_plainly(office: Office, document: Document) -> None:
    first = submit(make_draft(document, office.ada, TEXT), by=office.ada)
    sign_step(step_of(first, office.ravi), by=office.ravi, password=PASSWORD)
    recall(first, by=office.ada, reason="A slip")
    submit(changed(first.revision), by=office.ada)
    client = signed_in(office.ravi)
    assert "Nothing has changed since" in client.get(page(first.revision)).content.decode()
    assert "Nothing has changed since you signed round 1" in client.get("/tasks/").content.decode()


def test_a_form_replaced_or_added_is_named(office: Office, document: Document) -> None:
    draft = make_draft(document, office.ada, TEXT)
    forms = [files.store(text, "text/plain") for text in (b"one", b"two")]
    draft.attachments.create(number="QR-1", title="Receipt", file=forms[0], name="a.txt")
    first = submit(draft, by=office.ada)
    return_step(step_of(first, office.ravi), by=office.ravi, comment="Other form.")
    draft.attachments.update(file=forms[1])
    draft.attachments.create(number="QR-2", title="List", file=forms[0], name="b.txt")
    seen = since(submit(changed(draft), by=office.ada), office.ravi)
    assert seen is not None
    assert [(f.kind, f.number) for f in seen.forms] == [("replaced", "QR-1"), ("added", "QR-2")]
    assert (seen.count, seen.is_same) == (2, False)


def test_who_only_looked_is_told_too_and_newcomers_are_not(
    office: Office, document: Document
) -> None:
    views = {"meaning": Meaning.SEEN, "members": [office.leo.pk]}
    decides = {"meaning": Meaning.APPROVED, "members": [office.lena.pk]}
    make_route(office.procedure, views, decides, change_class="minor")
    draft = changed(make_draft(document, office.ada, TEXT), change_class="minor")
    first = submit(draft, by=office.ada)
    assert since(first, office.lena) is None
    confirm_seen(step_of(first, office.leo), by=office.leo)
    recall(first, by=office.ada)
    second = submit(changed(draft, markdown=NEW), by=office.ada)
    seen = since(second, office.leo)
    assert seen is not None
    assert seen.did.startswith("you saw round 1")
    assert since(second, office.ravi) is None


def test_a_round_whose_text_was_not_kept_says_so(office: Office, document: Document) -> None:
    first = submit(make_draft(document, office.ada, TEXT), by=office.ada)
    return_step(step_of(first, office.ravi), by=office.ravi, comment="Again.")
    Round.objects.filter(pk=first.pk).update(manifest=None)
    submit(changed(first.revision, markdown=NEW), by=office.ada)
    html = signed_in(office.ravi).get(page(first.revision)).content.decode()
    assert "was not kept: read all of it" in html
