"""The lists of documents: one description, three outputs, and only what the reader may see."""

from typing import Any, Final

import pytest
from django.utils import timezone

from documents.access import share_document
from documents.actions.documents import set_audience, withdraw_expired
from documents.models import CurrencyCheck, Document, ExternalSource
from tenants.models import Member
from tests.documents.listing import LISTS, copy_documents, numbers, pages, sheet
from tests.library import (
    Library,
    make_document,
    make_draft,
    make_effective,
    make_type,
    put_in_force,
)
from tests.world import Cast, signed_in

ALL: Final = ("controlled", "external", "obsolete", "forms")


def of_type(library: Library, code: str, level: int) -> Library:
    """Return the library as if this type were its procedures."""
    facts = vars(library) | {"procedure": make_type(library.folder, code, level)}
    return Library(**facts)


def test_each_document_stands_in_the_list_for_it(acme: Cast, library: Library) -> None:
    procedure = make_effective(library, acme.ada).number
    form = make_effective(of_type(library, "QR", 4), acme.ada).number
    standard = make_effective(of_type(library, "ED", 5), acme.ada).number
    make_draft(make_document(library, acme.ada), acme.ada)
    cora = signed_in(acme.cora)
    assert numbers(cora, "controlled") == [procedure, form]
    assert numbers(cora, "external") == [standard]
    assert numbers(cora, "forms") == [form]
    assert numbers(cora, "obsolete") == []


def test_screen_sheet_and_paper_say_the_same(acme: Cast, library: Library) -> None:
    document = make_effective(library, acme.ada)
    set_audience(document, everybody=True, by=acme.ada)
    put_in_force(make_draft(document, acme.ada))
    cora = signed_in(acme.cora)
    shown = cora.get(f"{LISTS}controlled/").content.decode()
    row = sheet(cora, "controlled")[0]
    printed = "".join("".join(pages(cora, "controlled")).split())
    today = timezone.localdate().isoformat()
    for words in (document.number, "Control of documents", "B/0", today, "Everybody", "Ada"):
        assert words in shown
        assert words in row
        assert "".join(words.split()) in printed


def test_what_is_over_says_from_when_until_when_and_why(acme: Cast, library: Library) -> None:
    document = make_effective(library, acme.ada)
    put_in_force(make_draft(document, acme.ada))
    today = timezone.localdate().isoformat()
    cora = signed_in(acme.cora)
    assert [row[3:7] for row in sheet(cora, "obsolete")] == [
        ["A/0", today, today, "Superseded by B/0"]
    ]
    Document.objects.update(state=Document.State.RETIRED)
    assert [(row[3], row[6]) for row in sheet(cora, "obsolete")] == [
        ("A/0", "Superseded by B/0"),
        ("B/0", "Retired"),
    ]
    assert numbers(cora, "controlled") == []


def test_a_document_that_was_taken_out_of_force_held_until_that_day(
    acme: Cast, library: Library
) -> None:
    document = make_effective(library, acme.ada)
    withdraw_expired(document, by=None)
    row = sheet(signed_in(acme.cora), "obsolete")[0]
    assert (row[3], row[5], row[6]) == ("A/0", timezone.localdate().isoformat(), "Withdrawn")


def test_an_external_document_says_whose_it_is_and_when_it_was_checked(
    acme: Cast, library: Library
) -> None:
    document = make_effective(of_type(library, "ED", 5), acme.ada, "Quality systems")
    ExternalSource.objects.create(document=document, issuer="SAC", number="GB/T 19001-2016")
    today = timezone.localdate()
    CurrencyCheck.objects.create(
        document=document,
        by=acme.ada,
        on=today,
        looked_at="openstd",
        result=CurrencyCheck.Result.SUPERSEDED,
        next_due=today,
    )
    row = sheet(signed_in(acme.cora), "external")[0]
    assert row[3:5] == ["GB/T 19001-2016", "SAC"]
    assert row[7:9] == ["Superseded by another edition", today.isoformat()]


def test_a_form_names_what_it_belongs_to_for_who_may_know_of_it(
    acme: Cast, library: Library
) -> None:
    procedure = make_effective(library, acme.ada)
    form = make_effective(of_type(library, "QR", 4), acme.ada)
    Document.objects.filter(pk=form.pk).update(parent=procedure)
    ruth = signed_in(acme.ruth)
    assert sheet(ruth, "forms")[0][4] == procedure.number
    Document.objects.filter(pk=procedure.pk).update(restricted=True)
    assert sheet(ruth, "forms")[0][4] in (None, "")


@pytest.mark.parametrize("listing", ALL)
def test_a_hidden_document_stands_in_nobodys_list(
    acme: Cast, library: Library, listing: str
) -> None:
    level = {"external": 5, "forms": 4}.get(listing, 2)
    document = make_effective(of_type(library, "XX", level), acme.ada)
    put_in_force(make_draft(document, acme.ada))
    Document.objects.update(restricted=True)
    ruth = signed_in(acme.ruth)
    assert numbers(ruth, listing) == []
    assert document.number not in ruth.get(f"{LISTS}{listing}/").content.decode()
    share_document(document, acme.ruth)
    assert numbers(ruth, listing) == [document.number]


def test_filters_go_along(acme: Cast, library: Library) -> None:
    first = make_effective(library, acme.ada, "Archives")
    second = make_effective(of_type(library, "WX", 3), acme.ada, "Seals")
    cora = signed_in(acme.cora)
    assert numbers(cora, "controlled", "?type=WX") == [second.number]
    assert numbers(cora, "controlled", "?q=Archives") == [first.number]
    assert numbers(cora, "controlled", "?unit=SVC") == []
    text = "".join(pages(cora, "controlled", "?type=WX"))
    assert "Type: WX" in text
    assert first.number not in text


def test_lists_ask_the_same_number_of_statements_however_long(
    acme: Cast, library: Library, django_assert_max_num_queries: Any
) -> None:
    copy_documents(make_effective(library, acme.ada), 40)
    member: Member = acme.ruth
    client = signed_in(member)
    for listing in ALL:
        with django_assert_max_num_queries(16):
            client.get(f"{LISTS}{listing}/")
