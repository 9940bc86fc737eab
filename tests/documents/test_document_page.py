"""The page of a document: what is in force, what it says of it, who may see it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from documents.models import Document, Revision
from tests.library import TEXT, Library, make_document, make_draft, make_effective, put_in_force
from tests.world import Cast, signed_in

NEW_TEXT = TEXT.replace("Say who approves what", "Say who approves what, and when")
SEAL = ">受控<"


def address(name: str, document: Document, *more: object) -> str:
    return reverse(f"documents:{name}", args=["acme", document.number, *more])


@pytest.fixture
def document(acme: Cast, library: Library) -> Document:
    """A procedure with A/0 in force."""
    return make_effective(library, acme.ada)


@pytest.fixture
def revised(acme: Cast, document: Document) -> Document:
    """The procedure after B/0 has taken the place of A/0."""
    put_in_force(make_draft(document, acme.ada, NEW_TEXT))
    document.refresh_from_db()
    return document


def test_a_reader_opens_the_text_in_force_under_its_seal(acme: Cast, document: Document) -> None:
    page = signed_in(acme.ruth).get(address("document", document))
    assert "Say who approves what." in page.text
    assert SEAL in page.text
    assert page.context["label"].icon == "circle-check"


def test_an_old_revision_has_no_seal_and_leads_to_the_one_in_force(
    acme: Cast, revised: Document
) -> None:
    page = signed_in(acme.ruth).get(address("revision", revised, 1))
    assert "Say who approves what." in page.text
    assert SEAL not in page.text
    assert f'<a href="{address("document", revised)}">' in page.text


def test_a_draft_has_no_seal_and_shows_what_is_written_now(acme: Cast, document: Document) -> None:
    draft = make_draft(document, acme.ada, "# 1 Purpose\n\nNot decided yet.\n")
    client = signed_in(acme.ada)
    page = client.get(address("revision", document, draft.n))
    assert "Not decided yet." in page.text
    assert SEAL not in page.text
    assert "Not decided yet." not in client.get(address("document", document)).text


@pytest.mark.parametrize("state", [Document.State.WITHDRAWN, Document.State.RETIRED])
def test_a_document_that_no_longer_holds_says_so_first(
    acme: Cast, document: Document, state: Document.State
) -> None:
    Document.objects.update(state=state)
    page = signed_in(acme.ruth).get(address("document", document))
    assert page.status_code == 200
    assert SEAL not in page.text
    assert page.context["label"].word == state.label
    assert 'role="note"' in page.text


def test_what_has_expired_says_so_and_stays_in_force(acme: Cast, document: Document) -> None:
    Document.objects.update(valid_until=acme.tenant.today() - dt.timedelta(days=1))
    page = signed_in(acme.ruth).get(address("document", document))
    assert page.context["is_expired"]
    assert SEAL in page.text


def refused(client: Client, *addresses: str) -> set[tuple[int, bytes]]:
    return {(answer.status_code, answer.content) for answer in map(client.get, addresses)}


def test_a_hidden_document_looks_like_a_missing_one(acme: Cast, document: Document) -> None:
    Document.objects.update(restricted=True)
    answers = refused(
        signed_in(acme.ruth),
        address("document", document),
        address("history", document),
        address("compare", document),
        address("revision", document, 1),
        address("source", document, 1),
        address("pdf", document, 1, "body"),
        address("document", document).replace("-01", "-99"),
    )
    assert len(answers) == 1
    assert answers.pop()[0] == 404


def test_a_hidden_draft_looks_like_a_missing_revision(acme: Cast, document: Document) -> None:
    draft = make_draft(document, acme.ada)
    client = signed_in(acme.ruth)
    answers = refused(
        client, address("revision", document, draft.n), address("revision", document, 9)
    )
    assert len(answers) == 1
    assert draft.label not in client.get(address("history", document)).text


def test_the_redline_shows_the_last_change(acme: Cast, revised: Document) -> None:
    page = signed_in(acme.ruth).get(address("compare", revised))
    assert (page.context["old"].label, page.context["new"].label) == ("A/0", "B/0")
    assert "<ins>" in page.text
    assert "and when" in page.text


def test_the_redline_compares_any_two(acme: Cast, revised: Document) -> None:
    put_in_force(make_draft(revised, acme.ada, TEXT))
    client = signed_in(acme.ruth)
    same = client.get(address("compare", revised), {"from": 1, "to": 3})
    assert not same.context["comparison"].redline.changes
    assert (
        client.get(address("compare", revised), {"from": 1, "to": 2})
        .context["comparison"]
        .redline.changes
    )


def test_a_first_version_has_nothing_to_compare(acme: Cast, document: Document) -> None:
    page = signed_in(acme.ruth).get(address("compare", document))
    assert page.status_code == 200
    assert page.context["comparison"] is None


def test_the_history_lists_the_newest_first(acme: Cast, revised: Document) -> None:
    page = signed_in(acme.ruth).get(address("history", revised))
    assert [revision.label for revision, _label in page.context["revisions"]] == ["B/0", "A/0"]


def test_the_source_is_handed_out_as_it_was_written(acme: Cast, document: Document) -> None:
    answer = signed_in(acme.ruth).get(address("source", document, 1))
    assert b"".join(answer.streaming_content).decode() == TEXT  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert "sandbox" in answer["Content-Security-Policy"]


def test_the_body_is_handed_out_as_pdf(acme: Cast, document: Document) -> None:
    answer = signed_in(acme.ruth).get(address("pdf", document, 1, "body"))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/pdf"


def test_only_the_owner_and_controllers_are_offered_a_revision(
    acme: Cast, document: Document
) -> None:
    revise = address("revise", document)
    people = (acme.ada, acme.cora, acme.ruth, acme.otto)
    offered = [revise in signed_in(m).get(address("document", document)).text for m in people]
    assert offered == [True, True, False, False]


def test_the_owner_starts_a_revision_from_the_text_in_force(acme: Cast, document: Document) -> None:
    client = signed_in(acme.ada)
    answer = client.post(address("revise", document))
    draft = Revision.objects.open().get(document=document)
    assert answer["Location"] == address("draft", document, draft.n)
    assert draft.markdown == TEXT
    assert address("revise", document) not in client.get(address("document", document)).text


def test_a_second_revision_is_refused_while_one_is_in_work(acme: Cast, document: Document) -> None:
    make_draft(document, acme.ada)
    answer = signed_in(acme.ada).post(address("revise", document), follow=True)
    assert Revision.objects.open().filter(document=document).count() == 1
    assert "dc-note is-bad" in answer.text


def test_a_document_without_text_has_a_page(acme: Cast, library: Library) -> None:
    document = make_document(library, acme.ada)
    page = signed_in(acme.ada).get(address("document", document))
    assert page.status_code == 200
    assert page.context["revision"] is None


def test_a_number_with_a_slash_travels_in_the_address(acme: Cast, library: Library) -> None:
    document = make_effective(library, acme.ada)
    Document.objects.update(number="GB/T 19001")
    document.refresh_from_db()
    page = signed_in(acme.ruth).get(address("document", document))
    assert page.context["document"] == document
