"""Paper copies: issued with numbers, printed with a stamp, signed for, lost, damaged."""

import io
import re
from typing import Any

import pikepdf
import pytest
from django.test import Client
from pypdfium2 import PdfDocument

from documents.models import Document, PaperCopy, Revision
from tenants.models import AuditEntry, Member, Notice
from tenants.scope import new_id, tenant_scope
from tests.library import Library, make_draft
from tests.paper import form_of, make_copies, make_printable, revise
from tests.world import Cast, signed_in


@pytest.fixture
def document(acme: Cast, library: Library) -> Document:
    return make_printable(library, acme.ada)


def page_of(document: Document, copy: str = "") -> str:
    return f"/t/acme/documents/{document.number}/copies/{copy}"


def post(by: Member, url: str, **facts: Any) -> tuple[int, str]:
    answer = signed_in(by).post(url, facts)
    return answer.status_code, answer.content.decode(errors="replace")


def states(document: Document) -> dict[int, str]:
    with tenant_scope(document.tenant_id):
        return dict(document.paper_copies.order_by("number").values_list("number", "state"))


def events(document: Document) -> list[str]:
    with tenant_scope(document.tenant_id):
        told = AuditEntry.objects.filter(event__startswith="copies.").order_by("sequence")
        return [entry.event.removeprefix("copies.") for entry in told]


def text_of(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in PdfDocument(pdf)]


def test_one_form_issues_copies_to_several_and_the_second_click_none(
    acme: Cast, library: Library, document: Document
) -> None:
    rows: list[dict[str, Any]] = [
        {"unit": library.office.pk, "person": "Ruth", "count": 1},
        {"unit": library.service.pk, "place": "Window 3", "count": 2},
    ]
    facts = {"revision": document.in_force_id, "key": new_id()}
    for _click in range(2):
        assert post(acme.cora, page_of(document), **form_of(*rows, **facts))[0] == 302
    assert states(document) == dict.fromkeys((1, 2, 3), "issued")
    assert post(acme.cora, page_of(document), **form_of(rows[0], **facts | {"key": new_id()}))
    assert max(states(document)) == 4
    assert events(document) == ["issued", "issued"]
    shown = signed_in(acme.ruth).get(page_of(document)).content.decode()
    assert "Window 3" in shown
    assert 'name="copies"' not in shown
    assert re.search(
        r"Public Services</span>\s*<span[^>]*>2",
        signed_in(acme.ruth).get(f"/t/acme/documents/{document.number}/").content.decode(),
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"person": "Nobody"}, "There is nobody of this name"),
        ({}, "Name a person, or say where"),
        ({"person": "Ruth", "count": 101}, "less than or equal to 100"),
        ({"person": "Ruth", "unit": ""}, "This field is required"),
    ],
)
def test_a_form_that_is_not_right_issues_nothing(
    acme: Cast, library: Library, document: Document, row: dict[str, Any], said: str
) -> None:
    rows = form_of({"unit": library.office.pk, "count": 2} | row)
    facts = {"revision": document.in_force_id, "key": new_id()}
    status, answer = post(acme.cora, page_of(document), **rows | facts)
    assert (status, said in answer, states(document)) == (422, True, {})
    assert post(acme.ada, page_of(document), **rows | facts)[0] == 403


def test_nobody_is_handed_paper_of_what_they_may_not_see(
    acme: Cast, library: Library, document: Document
) -> None:
    Document.objects.update(restricted=True)
    rows = form_of({"unit": library.office.pk, "person": "Ruth"})
    facts = {"revision": document.in_force_id, "key": new_id()}
    status, said = post(acme.cora, page_of(document), **rows | facts)
    assert (status, "Ruth may not see this document" in said) == (422, True)


def test_each_page_of_a_copy_has_its_number_and_receiver(
    acme: Cast, library: Library, document: Document
) -> None:
    copies = make_copies(document, library, acme.cora, acme.ruth, None)
    url = page_of(document, "print/")
    answer = signed_in(acme.cora).post(url, {"copies": [copy.pk for copy in copies]})
    assert answer.headers["Content-Type"] == "application/pdf"
    pages = text_of(answer.content)
    half = len(pages) // 2
    assert all("受控" in page for page in pages)
    assert all("Ruth" in page for page in pages[:half])
    assert all("Notice board" in page and "Ruth" not in page for page in pages[half:])
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert "/Perms" not in pdf.Root
    plain = signed_in(acme.cora).get(
        f"/t/acme/documents/{document.number}/revisions/1/controlled.pdf"
    )
    assert "Ruth" not in "".join(text_of(b"".join(plain)))
    assert post(acme.ruth, page_of(document, "1/"), act="sign")[0] == 302
    assert post(acme.cora, url, copies=copies[0].pk)[0] == 302  # signed for: no second sheet
    assert post(acme.ada, url, copies=copies[1].pk)[0] == 403
    assert events(document) == ["issued", "printed", "received"]


def test_a_copy_is_signed_for_by_its_receiver_or_from_the_sheet(
    acme: Cast, library: Library, document: Document
) -> None:
    make_copies(document, library, acme.cora, acme.ruth, None)
    today = acme.tenant.today()
    assert post(acme.ravi, page_of(document, "1/"), act="sign")[0] == 403
    assert post(acme.ruth, page_of(document, "2/"), act="sign")[0] == 403
    assert post(acme.ruth, page_of(document, "1/"), act="lost", reason="x")[0] == 403
    assert post(acme.ruth, page_of(document, "1/"), act="sign")[0] == 302
    status, said = post(acme.ruth, page_of(document, "1/"), act="sign")
    assert (status, "cannot become" in said) == (422, True)
    sheet = {"act": "received", "name": "老赵", "on": today}
    assert post(acme.cora, page_of(document, "2/"), **sheet | {"on": "2020-01-01"})[0] == 422
    assert post(acme.cora, page_of(document, "2/"), **sheet)[0] == 302
    kept = document.paper_copies.order_by("number").values_list("received_by", "recorded_by")
    assert list(kept) == [("Ruth", acme.ruth.pk), ("老赵", acme.cora.pk)]


def test_a_lost_copy_is_void_announced_and_issued_anew_with_the_next_number(
    acme: Cast, library: Library, document: Document
) -> None:
    make_copies(document, library, acme.cora, acme.ruth)
    assert post(acme.cora, page_of(document, "1/"), act="lost", reason=" ")[0] == 422
    assert post(acme.cora, page_of(document, "1/"), act="lost", reason="Moved house")[0] == 302
    assert post(acme.cora, page_of(document, "1/"), act="lost", reason="Moved house")[0] == 422
    assert states(document) == {1: "lost", 2: "issued"}
    new = document.paper_copies.get(number=2)
    assert (new.member, new.replaces and new.replaces.number) == (acme.ruth, 1)
    assert "Lost, and void" in signed_in(acme.ravi).get(page_of(document)).content.decode()
    assert "reported lost" in signed_in(acme.ruth).get(page_of(document, "1/")).content.decode()
    found = {"copies": document.paper_copies.get(number=1).pk, "outcome": "destroyed"}
    assert post(acme.cora, page_of(document), act="take_back", key=new.key, **found)[0] == 302
    assert states(document) == {1: "destroyed", 2: "issued"}
    told = Notice.objects.filter(kind="copy_lost").values_list("recipient", flat=True)
    assert set(told) == {acme.ada.pk}
    notices = signed_in(acme.ada).get("/t/acme/notices/").content.decode()
    assert "copy No. 1 is lost and its number void" in notices


def test_a_damaged_copy_keeps_its_number_and_is_signed_for_again(
    acme: Cast, library: Library, document: Document
) -> None:
    (copy,) = make_copies(document, library, acme.cora, acme.ruth)
    post(acme.ruth, page_of(document, "1/"), act="sign")
    damaged = {"act": "damaged", "reason": "Coffee", "seen": 0}
    assert post(acme.cora, page_of(document, "1/"), **damaged)[0] == 302
    assert post(acme.cora, page_of(document, "1/"), **damaged)[0] == 422  # the second click
    copy.refresh_from_db()
    assert (copy.state, copy.reprints, copy.received_by) == ("issued", 1, "")
    assert signed_in(acme.cora).post(page_of(document, "print/"), {"copies": copy.pk}).content
    assert events(document) == ["issued", "received", "damaged", "printed"]


def test_what_waits_for_its_day_is_printed_before_and_handed_out_from_then_on(
    acme: Cast, library: Library, document: Document
) -> None:
    draft = make_draft(document, acme.ada)
    Revision.objects.filter(pk=draft.pk).update(state="approved", effective_on="2099-01-01")
    status, _said = post(
        acme.cora,
        page_of(document),
        **form_of({"unit": library.office.pk, "person": "Ruth"}, revision=draft.pk, key=new_id()),
    )
    assert status == 422  # no controlled PDF yet
    draft.refresh_from_db()
    file = document.in_force.renditions.get(kind="controlled").file
    draft.renditions.create(kind="controlled", file=file)
    rows = form_of({"unit": library.office.pk, "person": "Ruth"}, revision=draft.pk, key=new_id())
    assert post(acme.cora, page_of(document), **rows)[0] == 302
    assert (
        "takes effect on 2099-01-01"
        in signed_in(acme.ruth).get(page_of(document, "1/")).content.decode()
    )
    assert post(acme.ruth, page_of(document, "1/"), act="sign")[0] == 422
    assert (
        post(
            acme.cora,
            f"/t/acme/documents/{document.number}/revisions/2/cancel/",
            reason="Not needed",
        )[0]
        == 302
    )
    assert PaperCopy.objects.to_recall().count() == 1


def test_the_code_answers_for_exactly_this_copy_and_tells_strangers_nothing(
    acme: Cast, bolt: Cast, library: Library, document: Document
) -> None:
    make_copies(document, library, acme.cora, None)
    url = page_of(document, "1/")
    assert "You may work by this copy" in signed_in(acme.ruth).get(url).content.decode()
    revise(document, acme.ada)
    shown = signed_in(acme.ruth).get(url).content.decode()
    assert f"{document.in_force.label} is in force instead" in shown
    assert "Do not work by this copy" in shown
    make_copies(document, library, acme.cora, None)
    other = signed_in(acme.ruth).get(page_of(document, "2/")).content.decode()
    assert "You may work by this copy" in other
    assert signed_in(acme.ruth).get(page_of(document, "3/")).status_code == 404
    assert signed_in(bolt.ruth).get(url).status_code == 404
    anonymous = Client()
    assert [anonymous.get(page).status_code for page in (url, "/t/none/documents/X/copies/1/")] == [
        302,
        302,
    ]
