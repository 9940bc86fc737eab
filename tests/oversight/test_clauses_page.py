"""The clause matrix: who sees it, what it shows, and how links are made on it."""

import io
import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from documents.ending import end
from documents.models import Clause, ClauseLink, Document
from documents.standards.linking import place
from oversight.models import ClauseExclusion
from tenants.models import AuditEntry, Notice, Post
from tenants.scope import tenant_scope
from tests.library import (
    Library,
    appoint,
    make_document,
    make_effective,
    make_library,
    name_clauses,
)
from tests.world import Cast, signed_in

MATRIX = "/t/acme/clauses/"


@pytest.fixture
def library(acme: Cast) -> Library:
    with tenant_scope(acme.tenant.pk):
        return make_library(acme)


@pytest.fixture
def document(acme: Cast, library: Library) -> Document:
    with tenant_scope(acme.tenant.pk):
        document = make_effective(library, acme.ada)
        name_clauses("7.5.3.2", document)
    return document


@pytest.fixture
def representative(acme: Cast, library: Library) -> None:
    """Ruth is the management representative, and has no role but to read."""
    with tenant_scope(acme.tenant.pk):
        post = Post.objects.create(code="MR", name_zh="管理者代表", name_en="Representative")
        appoint(acme.ruth, post, library.office)


def states(client: Client, **asked: str) -> dict[str, str]:
    page = client.get(MATRIX, asked).content.decode()
    return dict(re.findall(r'data-requirement="([^"]+)" data-state="(\w+)"', page))


def test_gaps_come_first_and_filters_leave_what_they_name(acme: Cast, document: Document) -> None:
    client = signed_in(acme.cora)
    everything = states(client)
    assert len(everything) == 29
    assert list(everything)[-1] == "7.5.3.2"
    assert set(list(everything.values())[:-1]) == {"gap"}
    for asked, expected in (
        ({"state": "healthy"}, {"7.5.3.2"}),
        ({"unit": "OFC"}, {"7.5.3.2"}),
        ({"unit": "SVC"}, set()),
        ({"clause": "5"}, {"5.2.2 a"}),
        ({"clause": "10", "kind": "D"}, set()),
        ({"clause": "10", "kind": "R"}, {"10.2.2 a,b"}),
    ):
        assert set(states(client, **asked)) == expected, asked
    assert len(states(client, state="nonsense", edition="nonsense", unit="nonsense")) == 29
    assert "ISO 9001:2026" in client.get(MATRIX, {"edition": "ISO 9001:2026"}).content.decode()


def test_words_that_name_no_clause_are_listed_to_be_mended(acme: Cast, document: Document) -> None:
    with tenant_scope(acme.tenant.pk):
        name_clauses("7.5, 安全生产", document)
    page = signed_in(acme.cora).get(MATRIX).content.decode()
    assert "<b>安全生产</b>" in page
    assert f"/t/acme/documents/{document.number}/facts/" in page


def test_a_link_is_made_changed_and_taken_off_on_the_page_of_its_clause(
    acme: Cast, document: Document
) -> None:
    client = signed_in(acme.cora)
    page = f"{MATRIX}9.2.2/"
    said = {"document": document.number.lower(), "item": "F", "coverage": "partial", "why": "Says"}
    assert client.post(f"{page}link/", said).status_code == 302
    assert client.post(f"{page}link/", said).status_code == 422
    assert states(client)["9.2.2 f"] == "ailing"
    with tenant_scope(acme.tenant.pk):
        link = ClauseLink.objects.get(clause__number="9.2.2")
        document.refresh_from_db()
        assert (link.item, link.made_by, document.clauses) == ("f", acme.cora, "7.5.3.2, 9.2.2 f")
    at = f"{page}links/{link.pk}/"
    client.post(at, {"act": "change", "coverage": "full", "why": "Says all"})
    assert states(client)["9.2.2 f"] == "healthy"
    assert client.post(at, {"act": "unlink"}).status_code == 302
    assert client.post(at, {"act": "unlink"}).status_code == 404
    with tenant_scope(acme.tenant.pk):
        document.refresh_from_db()
        events = AuditEntry.objects.filter(event__startswith="clause.").order_by("sequence")
        assert [each.event for each in events] == [
            *("clause.linked", "clause.link_changed", "clause.unlinked")
        ]
    assert document.clauses == "7.5.3.2"


def test_a_link_needs_a_document_one_sees_and_a_sentence(acme: Cast, document: Document) -> None:
    client = signed_in(acme.cora)
    for said in (
        {"document": "NONE", "coverage": "full", "why": "x"},
        {"document": document.number, "coverage": "full", "why": ""},
        {"document": document.number, "coverage": "half", "why": "x"},
        {"document": document.number, "coverage": "full", "why": "x", "item": "4"},
    ):
        assert client.post(f"{MATRIX}8.1/link/", said).status_code == 422, said
    with tenant_scope(acme.tenant.pk):
        end(Document.objects.locked().get(pk=document.pk), Document.State.RETIRED)
    said = {"document": document.number, "coverage": "full", "why": "x"}
    assert client.post(f"{MATRIX}8.1/link/", said).status_code == 422
    assert client.get(f"{MATRIX}99/").status_code == 404


def ask(client: Client, number: str, reason: str = "We design nothing") -> int:
    return client.post(f"{MATRIX}{number}/exclusion/", {"reason": reason}).status_code


def test_a_clause_is_found_not_applicable_by_the_representative(
    acme: Cast, representative: None
) -> None:
    cora, ruth = signed_in(acme.cora), signed_in(acme.ruth)
    assert ask(cora, "8.3") == 302
    assert ask(cora, "8.3") == 422
    assert states(cora)["8.3.3"] == "gap"
    with tenant_scope(acme.tenant.pk):
        asked = ClauseExclusion.objects.get()
        assert Notice.objects.get(kind="exclusion_asked").recipient == acme.ruth
    page = f"{MATRIX}exclusions/{asked.pk}/"
    assert "We design nothing" in ruth.get(page).content.decode()
    assert cora.post(page, {"act": "approve"}).status_code == 422
    assert ruth.post(page, {"act": "refuse"}).status_code == 422
    assert ruth.post(page, {"act": "approve"}).status_code == 302
    assert ruth.post(page, {"act": "refuse", "remark": "No"}).status_code == 422
    assert states(cora, state="excluded").keys() == {
        *("8.3.2 j", "8.3.3", "8.3.4 f", "8.3.5", "8.3.6")
    }
    assert cora.post(page, {"act": "end", "remark": "We design now"}).status_code == 302
    assert states(cora)["8.3.3"] == "gap"
    with tenant_scope(acme.tenant.pk):
        asked.refresh_from_db()
        assert (asked.decided_by, asked.decided_as) == (acme.ruth, "综合办公室管理者代表")
    assert ask(cora, "8.3") == 302


def test_what_always_applies_cannot_be_left_out_nor_without_a_representative(
    acme: Cast, library: Library
) -> None:
    cora = signed_in(acme.cora)
    assert ask(cora, "8.3") == 422
    assert ask(cora, "9.2") == 422
    assert ask(cora, "8.3", " ") == 422
    with tenant_scope(acme.tenant.pk):
        assert not ClauseExclusion.objects.exists()


def test_the_matrix_leaves_the_house_with_the_hash_of_its_rows(
    acme: Cast, document: Document
) -> None:
    client = signed_in(acme.otto)
    sheet = client.post(f"{MATRIX}export.xlsx?clause=7")
    rows, about = load_workbook(io.BytesIO(sheet.content)).worksheets
    numbers = [str(row[0].value) for row in rows.iter_rows(min_row=2)]
    assert len(numbers) == 5
    assert set(numbers) >= {"7.5.3.2", "7.2 d"}
    assert "SHA-256" in " ".join(str(row[0].value) for row in about.iter_rows())
    assert client.post(f"{MATRIX}export.pdf").content.startswith(b"%PDF")


def test_what_one_may_not_see_is_not_named_and_nothing_of_a_neighbour(
    acme: Cast, bolt: Cast, document: Document
) -> None:
    with tenant_scope(bolt.tenant.pk):
        theirs = make_effective(make_library(bolt), bolt.ada, "CANARY of bolt")
        name_clauses("7.5.3.2, CANARY", theirs)
    with tenant_scope(acme.tenant.pk):
        Document.objects.filter(pk=document.pk).update(restricted=True)
    hidden = signed_in(acme.otto)
    for page in (MATRIX, f"{MATRIX}7.5.3.2/"):
        assert document.number not in hidden.get(page).content.decode()
        shown = signed_in(acme.cora).get(page).content.decode()
        assert document.number in shown
        assert "CANARY" not in shown
    assert states(hidden)["7.5.3.2"] == "healthy"


def many(acme: Cast, library: Library, count: int) -> Iterator[Document]:
    for n in range(count):
        document = make_document(library, acme.ada, f"No. {n}")
        document.clauses = "7.5.3.2, 8.1, 9.1.1"
        yield document


def test_the_page_takes_the_same_statements_for_many_documents(
    acme: Cast, library: Library, document: Document
) -> None:
    client = signed_in(acme.cora)
    client.get(MATRIX)
    with CaptureQueriesContext(connection) as few:
        client.get(MATRIX)
    with tenant_scope(acme.tenant.pk):
        place(list(many(acme, library, 12)), by=None)
    with CaptureQueriesContext(connection) as more:
        client.get(MATRIX)
    assert len(more) == len(few) <= 22
    with tenant_scope(acme.tenant.pk):
        assert Clause.objects.count() > 150
