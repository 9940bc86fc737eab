"""Draft on the pages: register, write, upload, name readers, give up."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from documents.models import Document, Revision
from tenants.scope import new_id
from tests.library import TEXT, Library, make_document, make_draft, make_effective
from tests.world import Cast, signed_in

NEW = reverse("documents:new", args=["acme"])


def address(name: str, draft: Revision) -> str:
    return reverse(f"documents:{name}", args=["acme", draft.document.number, draft.n])


@pytest.fixture
def draft(acme: Cast, library: Library) -> Revision:
    return make_draft(make_document(library, acme.ada), acme.ada)


@pytest.fixture
def ada(acme: Cast) -> Client:
    return signed_in(acme.ada)


def written(**changed: Any) -> dict[str, Any]:
    """Return what the draft's form sends."""
    return {
        "title": "Control of documents",
        "change_class": "major",
        "summary": "First issue",
        "reason": "New",
        "markdown": "# 1 Purpose\n\nMine.",
        "saves": 0,
    } | changed


def registering(acme: Cast, library: Library, **changed: Any) -> dict[str, Any]:
    """Return what the form for a new document sends."""
    return {
        "key": new_id(),
        "document_type": library.procedure.pk,
        "title": "Control of records",
        "unit": library.office.pk,
        "owner": acme.ada.pk,
    } | changed


def test_a_new_document_gets_its_number_and_a_draft(
    acme: Cast, library: Library, ada: Client
) -> None:
    assert ada.get(NEW).status_code == 200
    answer = ada.post(NEW, registering(acme, library, everybody="on"))
    document = Document.objects.get()
    draft = document.revisions.get()
    assert (document.number, document.title) == ("ACME-QP-01", "Control of records")
    assert answer["Location"] == address("draft", draft)
    assert document.audience.get().scope == "everybody"


def test_the_same_form_twice_registers_one_document(
    acme: Cast, library: Library, ada: Client
) -> None:
    form = registering(acme, library)
    assert ada.post(NEW, form)["Location"] == ada.post(NEW, form)["Location"]
    assert Document.objects.count() == 1


def test_a_form_that_lacks_something_keeps_the_rest(
    acme: Cast, library: Library, ada: Client
) -> None:
    answer = ada.post(NEW, registering(acme, library, unit=""))
    assert answer.status_code == 422
    assert 'value="Control of records"' in answer.text
    assert not Document.objects.exists()


def test_an_author_registers_in_their_own_name(acme: Cast, library: Library, ada: Client) -> None:
    assert ada.post(NEW, registering(acme, library, owner=acme.cora.pk)).status_code == 422
    assert signed_in(acme.cora).post(NEW, registering(acme, library)).status_code == 302


def test_readers_draft_nothing(acme: Cast, library: Library, draft: Revision) -> None:
    client = signed_in(acme.ruth)
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, registering(acme, library)).status_code == 403
    assert client.post(address("draft", draft), written()).status_code == 403


def test_what_is_written_is_saved(ada: Client, draft: Revision) -> None:
    assert "Say who approves what." in ada.get(address("draft", draft)).text
    answer = ada.post(address("draft", draft), written(summary="Clearer"))
    draft.refresh_from_db()
    assert answer["Location"] == address("draft", draft)
    assert (draft.markdown, draft.summary) == ("# 1 Purpose\n\nMine.", "Clearer")


def test_a_draft_of_a_revision_shows_its_changes(acme: Cast, library: Library, ada: Client) -> None:
    document = make_effective(library, acme.ada)
    text = TEXT.replace("who approves what", "who approves")
    draft = make_draft(document, acme.ada, text)
    page = ada.get(address("draft", draft))
    assert "<del>" in page.text
    assert "<ins>" not in page.text


def test_a_stale_form_is_refused_and_shown_against_what_was_saved(
    acme: Cast, ada: Client, draft: Revision
) -> None:
    signed_in(acme.cora).post(address("draft", draft), written(markdown="Cora was here."))
    answer = ada.post(address("draft", draft), written(markdown="Ada was here."))
    draft.refresh_from_db()
    assert answer.status_code == 422
    assert draft.markdown == "Cora was here."
    assert answer.context["form"]["markdown"].value() == "Ada was here."
    both = answer.context["both"]
    assert ["Cora" in pair.old and "Ada" in pair.new for pair in both] == [True]
    assert all(name in answer.text for name in ("Cora", "Ada"))


def test_after_the_conflict_the_text_can_be_saved(acme: Cast, ada: Client, draft: Revision) -> None:
    signed_in(acme.cora).post(address("draft", draft), written(markdown="Cora was here."))
    refused = ada.post(address("draft", draft), written(markdown="Both were here."))
    saves = refused.context["form"]["saves"].value()
    ada.post(address("draft", draft), written(markdown="Both were here.", saves=saves))
    draft.refresh_from_db()
    assert draft.markdown == "Both were here."


def test_somebody_elses_draft_looks_like_a_missing_one(
    acme: Cast, library: Library, ada: Client
) -> None:
    hidden = make_draft(make_document(library, acme.cora), acme.cora)
    there = ada.get(address("draft", hidden))
    missing = ada.get(address("draft", hidden).replace("revisions/1", "revisions/7"))
    assert there.status_code == missing.status_code == 404
    assert there.content == missing.content


def test_a_file_becomes_the_text_until_it_is_dropped(ada: Client, draft: Revision) -> None:
    file = SimpleUploadedFile("procedure.md", b"# 1 Scope\n\nFrom a file.\n")
    page = ada.post(address("upload", draft), {"file": file}, follow=True)
    assert "From a file." in str(page.context["preview"])
    assert "procedure.md" in page.text
    ada.post(address("drop_upload", draft))
    assert "Say who approves what." in str(ada.get(address("draft", draft)).context["preview"])


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("scan.pdf", b"%PDF-1.7"),
        SimpleUploadedFile("fake.docx", b"not a Word file"),
        SimpleUploadedFile("empty.md", b""),
        "",
    ],
    ids=str,
)
def test_a_refused_upload_leaves_the_draft_as_it_was(
    ada: Client, draft: Revision, file: SimpleUploadedFile | str
) -> None:
    page = ada.post(address("upload", draft), {"file": file}, follow=True)
    draft.refresh_from_db()
    assert "dc-note is-bad" in page.text
    assert (draft.source, draft.markdown, draft.saves) == (None, TEXT, 0)


def test_the_author_says_who_acknowledges(ada: Client, library: Library, draft: Revision) -> None:
    ada.post(address("audience", draft), {"units": [library.office.pk]})
    assert [rule.unit for rule in draft.document.audience.all()] == [library.office]
    ada.post(address("audience", draft), {"everybody": "on"})
    assert [rule.scope for rule in draft.document.audience.all()] == ["everybody"]


def test_a_draft_is_given_up_with_a_reason(ada: Client, draft: Revision) -> None:
    ada.post(address("cancel", draft), {"reason": ""})
    draft.refresh_from_db()
    assert draft.state == Revision.State.DRAFT
    ada.post(address("cancel", draft), {"reason": "Not needed"})
    draft.refresh_from_db()
    assert draft.state == Revision.State.CANCELLED
