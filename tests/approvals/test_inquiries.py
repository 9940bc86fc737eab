"""A reader asks the owner about a passage; the answer stands beside the text for the next."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from approvals.actions.inquiries import answer_inquiry, ask_owner
from approvals.models import Inquiry
from documents.actions.documents import set_audience
from documents.models import Document, Revision
from tenants.errors import IllegalMove, Refused
from tenants.models import AuditEntry, Notice
from tenants.scope import new_id
from tests.approvals.conftest import Office
from tests.library import make_document, make_draft, put_in_force
from tests.sweeping import remind
from tests.world import Cast, signed_in


@pytest.fixture
def revision(office: Office) -> Revision:
    document = make_document(office, office.ada)
    set_audience(document, everybody=True, units=[], by=office.ada)
    put_in_force(make_draft(document, office.ada))
    found: Revision = document.revisions.select_related("document").get()
    return found


def page(revision: Revision) -> str:
    return f"/t/acme/documents/{revision.document.number}/revisions/{revision.n}/questions/"


def ask(client: Client, revision: Revision, at: int, body: str) -> None:
    form = client.get(f"{page(revision)}?at={at}").context["form"]
    said = {name: form[name].value() or "" for name in form.fields} | {"body": body}
    for _twice in range(2):
        assert client.post(page(revision), said).status_code == 302


def test_a_question_is_asked_of_a_passage_and_answered_in_place(
    acme: Cast, office: Office, revision: Revision
) -> None:
    ask(signed_in(acme.ruth), revision, 1, "Who is it when Ravi is away?")
    inquiry = Inquiry.objects.get()
    assert (inquiry.clause, inquiry.quote) == ("1.1", "1.1 Say who approves what.")
    assert Notice.objects.get(kind="inquiry_asked").recipient == acme.ada
    owner = signed_in(acme.ada)
    assert "Who is it when Ravi is away?" in owner.get("/tasks/").content.decode()
    said = {"answers": str(inquiry.pk), "key": str(new_id()), "body": "His deputy."}
    assert owner.post(page(revision), said).status_code == 302
    assert Notice.objects.get(kind="inquiry_answered").recipient == acme.ruth
    assert "Who is it when" not in owner.get("/tasks/").content.decode()
    later = signed_in(acme.ravi)
    assert "His deputy." in later.get(page(revision)).content.decode()
    assert (
        "His deputy."
        in later.get(page(revision).replace("questions", "acknowledge")).content.decode()
    )
    told = AuditEntry.objects.filter(event__startswith="inquiry.").values_list("event", flat=True)
    assert list(told) == ["inquiry.asked", "inquiry.answered"]


def test_only_owner_and_controller_answer_and_only_once(
    acme: Cast, office: Office, revision: Revision
) -> None:
    inquiry = ask_owner(revision, by=acme.ruth, body="Why?")
    said = {"answers": str(inquiry.pk), "key": str(new_id()), "body": "So."}
    assert signed_in(acme.ravi).post(page(revision), said).status_code == 404
    answer_inquiry(inquiry, by=acme.cora, body="So.")
    with pytest.raises(IllegalMove):
        answer_inquiry(inquiry, by=acme.ada, body="Because.")


def test_an_answer_may_begin_the_change(acme: Cast, office: Office, revision: Revision) -> None:
    first = ask_owner(revision, by=acme.ruth, body="Is 2.1 still right?")
    second = ask_owner(revision, by=acme.ravi, body="And 1.1?")
    answer_inquiry(first, by=acme.ada, body="No: it changes.", opens_draft=True)
    draft = Revision.objects.get(state="draft")
    assert draft.reason == "Question of Ruth: Is 2.1 still right?"
    answer_inquiry(second, by=acme.ada, body="Likewise.", opens_draft=True)
    assert set(Inquiry.objects.values_list("draft", flat=True)) == {draft.pk}
    assert (
        f"changed for it in {draft.label}"
        in signed_in(acme.ruth).get(page(revision)).content.decode()
    )


def test_what_is_out_of_force_is_asked_about_no_more(
    acme: Cast, office: Office, revision: Revision
) -> None:
    Document.objects.filter(pk=revision.document_id).update(state=Document.State.WITHDRAWN)
    with pytest.raises(Refused, match="in force"):
        ask_owner(revision, by=acme.ruth, body="Why?")
    answer = signed_in(acme.ruth).post(page(revision), {"key": str(new_id()), "body": "Why?"})
    assert answer.status_code == 422


def test_the_owner_is_reminded(acme: Cast, office: Office, revision: Revision) -> None:
    ask_owner(revision, by=acme.ruth, body="Why?")
    assert remind("inquiry_due", timezone.localdate() + dt.timedelta(days=20)) > 0
    assert Notice.objects.filter(kind="inquiry_due", recipient=acme.ada).exists()
