"""Old copies come back: called in by what replaces them, settled, exchanged, listed."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from documents.actions.life import bring_back, take_out
from documents.models import Document, PaperCopy
from tenants.models import Member
from tenants.scope import tenant_scope
from tenants.ties import move_on, still_needed
from tests.documents.test_paper_copies import events, page_of, post, states, text_of
from tests.documents.test_statements import statements
from tests.library import Library
from tests.paper import make_copies, make_printable, revise
from tests.world import Cast, signed_in

REGISTER = "/t/acme/copies/"


@pytest.fixture
def document(acme: Cast, library: Library) -> Document:
    return make_printable(library, acme.ada)


def chosen(document: Document, *numbers: int, **facts: Any) -> dict[str, Any]:
    copies = document.paper_copies.filter(number__in=numbers)
    return {"copies": [copy.pk for copy in copies], "outcome": "destroyed"} | facts


def to_recall() -> list[int]:
    return list(PaperCopy.objects.to_recall().order_by("number").values_list("number", flat=True))


def shown_in_register(by: Member, query: str = "") -> str:
    answer = signed_in(by).get(f"{REGISTER}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_copies_are_called_in_as_another_revision_takes_effect(
    acme: Cast, library: Library, document: Document
) -> None:
    make_copies(document, library, acme.cora, acme.ruth, None)
    assert to_recall() == []
    revise(document, acme.ada)
    assert to_recall() == [1, 2]
    (new,) = make_copies(document, library, acme.cora, acme.ravi)
    assert to_recall() == [1, 2]
    page = f"/t/acme/documents/{document.number}/"
    assert (
        "2 paper copies are out that hold no more"
        in signed_in(acme.cora).get(page).content.decode()
    )
    assert "hold no more" not in signed_in(acme.ruth).get(page).content.decode()
    facts = chosen(document, 1, act="take_back", outcome="kept", key=new.key)
    assert post(acme.ada, page_of(document), **facts)[0] == 403
    assert post(acme.cora, page_of(document), **facts | {"outcome": "eaten"})[0] == 422
    assert post(acme.cora, page_of(document), **facts)[0] == 302
    status, said = post(acme.cora, page_of(document), **facts)
    assert (status, "cannot become" in said) == (422, True)
    assert states(document) == {1: "kept", 2: "issued", 3: "issued"}
    assert (
        "is void: Kept as void"
        in signed_in(acme.ruth).get(page_of(document, "1/")).content.decode()
    )


def test_old_copies_are_exchanged_for_new_ones_of_the_same_receivers_in_one_act(
    acme: Cast, library: Library, document: Document
) -> None:
    (old, _board) = make_copies(document, library, acme.cora, acme.ruth, None)
    facts = chosen(document, 1, 2, act="exchange", key=old.pk)
    status, said = post(acme.cora, page_of(document), **facts)
    assert (status, "Exchange copies of an earlier revision" in said) == (422, True)
    revise(document, acme.ada)
    assert post(acme.cora, page_of(document), **facts)[0] == 302
    assert post(acme.cora, page_of(document), **facts)[0] == 422  # the second click
    assert states(document) == {1: "destroyed", 2: "destroyed", 3: "issued", 4: "issued"}
    new = document.paper_copies.filter(number__gt=2).order_by("number")
    assert [(copy.receiver, copy.revision_id) for copy in new] == [
        ("Ruth", document.in_force_id),
        ("Notice board", document.in_force_id),
    ]
    assert events(document) == ["issued", "settled", "issued"]
    assert to_recall() == []


def test_a_withdrawal_calls_copies_in_and_the_restoration_gives_them_back(
    acme: Cast, library: Library, document: Document
) -> None:
    make_copies(document, library, acme.cora, acme.ruth)
    revise(document, acme.ada)
    make_copies(document, library, acme.cora, acme.ruth)
    take_out(document, by=acme.cora, reason="Unsafe")
    assert to_recall() == [1, 2]
    assert "is withdrawn" in signed_in(acme.ruth).get(page_of(document, "2/")).content.decode()
    assert post(acme.ruth, page_of(document, "2/"), act="sign")[0] == 422
    bring_back(document, by=acme.cora, reason="Safe")
    assert to_recall() == [1]


def test_the_register_filters_pages_and_leaves_the_house(
    acme: Cast, library: Library, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_copies(document, library, acme.cora, acme.ruth, None)
    post(acme.ruth, page_of(document, "1/"), act="sign")
    revise(document, acme.ada)
    other = make_printable(library, acme.ada, "Another")
    make_copies(other, library, acme.cora, acme.ravi)
    whole = shown_in_register(acme.cora)
    assert all(words in whole for words in ("Notice board", "Ruth", "Ravi", "2 to be recalled"))
    assert "Ravi" not in shown_in_register(acme.ada, "?state=recall")
    assert "Notice board" not in shown_in_register(acme.otto, "?q=Another&unit=OFC&state=unsigned")
    assert signed_in(acme.ruth).get(REGISTER).status_code == 403
    monkeypatch.setattr("documents.copies.register.PAGE_ROWS", 2)
    first = shown_in_register(acme.cora)
    assert "Ravi" not in first
    after = document.paper_copies.get(number=2).pk
    assert "Ravi" in shown_in_register(acme.cora, f"?after={after}")
    assert signed_in(acme.cora).get(f"{REGISTER}?after={acme.cora.pk}").status_code == 404
    sheet = signed_in(acme.cora).post(f"{REGISTER}export.xlsx?state=recall")
    rows = list(load_workbook(io.BytesIO(sheet.content)).worksheets[0].values)
    assert [row[6] for row in rows] == ["Issue number", 1, 2]
    assert str(rows[1][10]).startswith("Ruth ")
    pages = signed_in(acme.otto).post(f"{REGISTER}export.pdf")
    assert "Notice board" in "".join(text_of(pages.content))


def test_a_unit_keeps_its_copies_until_they_are_back_or_move_with_it(
    acme: Cast, library: Library, document: Document
) -> None:
    make_copies(document, library, acme.cora, None)
    assert "Paper copies" in {need.kind for need in still_needed(library.office, acme.cora)}
    move_on(library.office, library.service)
    assert PaperCopy.objects.get().unit == library.service


def test_lists_of_copies_ask_no_more_the_longer_they_are(
    acme: Cast, library: Library, document: Document
) -> None:
    pages = (page_of(document), REGISTER)
    make_copies(document, library, acme.cora, acme.ruth)
    few = [statements(acme.cora, page) for page in pages]
    revise(document, acme.ada)
    make_copies(document, library, acme.cora, *[acme.ruth, acme.ravi, None] * 6)
    assert [statements(acme.cora, page) for page in pages] == few


def test_the_register_shows_copies_of_documents_the_reader_may_see(
    acme: Cast, bolt: Cast, library: Library, document: Document
) -> None:
    make_copies(document, library, acme.cora, None)
    with tenant_scope(acme.tenant.pk):
        Document.objects.update(restricted=True)
    assert "Notice board" not in shown_in_register(acme.otto)
    assert "Notice board" in shown_in_register(acme.cora)
    assert signed_in(bolt.cora).get(REGISTER).status_code == 404
    assert "Notice board" not in signed_in(bolt.cora).get("/t/bolt/copies/").content.decode()
