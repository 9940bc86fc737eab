"""The register as a page: filters, views, search, rows; whom it shows what."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.access import share_document
from documents.models import Document, Readership, Revision
from tests.library import Library, make_document, make_draft, make_effective, put_in_force
from tests.world import Cast, signed_in

ADDRESS = "/t/acme/documents/"


def numbers(client: Client, **wanted: str) -> list[str]:
    """Return the numbers in the rows, in order."""
    page = client.get(ADDRESS, wanted).content.decode()
    return re.findall(r'<tr data-number="([^"]+)"', page)


def test_readers_find_what_is_in_force_and_no_drafts(acme: Cast, library: Library) -> None:
    effective = make_effective(library, acme.ada)
    make_draft(make_document(library, acme.ada, "Draft only"), acme.ada)
    assert numbers(signed_in(acme.ruth)) == [effective.number]


def test_rows_come_in_order_of_numbers_not_of_letters(acme: Cast, library: Library) -> None:
    made = [make_document(library, acme.ada, f"Procedure {n}").number for n in range(1, 12)]
    assert numbers(signed_in(acme.ada)) == made


@pytest.mark.parametrize(
    "wanted",
    [
        {"state": "effective"},
        {"type": "QP", "state": "effective"},
        {"unit": "OFC", "state": "effective"},
        {"q": "who approves what"},
        {"q": "control of documents"},
        {"view": "overdue"},
        {"view": "mine", "state": "effective"},
    ],
    ids=str,
)
def test_a_filter_leaves_the_rows_it_names(
    acme: Cast, library: Library, wanted: dict[str, str]
) -> None:
    document = make_effective(library, acme.ada)
    Document.objects.update(review_due=acme.tenant.today() - dt.timedelta(days=1))
    make_draft(make_document(library, acme.ada, "Archives"), acme.ada, text="# 1 Elsewhere\n")
    assert numbers(signed_in(acme.ada), **wanted) == [document.number]


@pytest.mark.parametrize(
    "wanted",
    [{"type": "WI"}, {"unit": "SVC"}, {"state": "retired"}, {"q": "nobody approves"}],
    ids=str,
)
def test_a_filter_that_nothing_meets_says_so_and_can_be_cleared(
    acme: Cast, library: Library, wanted: dict[str, str]
) -> None:
    make_effective(library, acme.ada)
    client = signed_in(acme.ada)
    assert numbers(client, **wanted) == []
    assert f'href="{ADDRESS}"' in client.get(ADDRESS, wanted, headers={"HX-Request": "true"}).text


def test_a_number_is_found_by_its_beginning(acme: Cast, library: Library) -> None:
    first, second = (make_document(library, acme.ada, title) for title in ("One", "Two"))
    client = signed_in(acme.ada)
    assert numbers(client, q="acme-qp") == [first.number, second.number]
    assert numbers(client, q=second.number) == [second.number]


def test_chinese_words_are_found_as_they_stand_together(acme: Cast, library: Library) -> None:
    text = "# 1 目的\n\n1.1 规定文件的批准权限。\n"
    document = make_effective(library, acme.ada, "文件控制程序", text)
    client = signed_in(acme.ruth)
    assert numbers(client, q="批准权限") == [document.number]
    assert numbers(client, q="权限批准") == []


def test_text_that_is_no_longer_in_force_is_not_found(acme: Cast, library: Library) -> None:
    document = make_effective(library, acme.ada, text="# 1 Purpose\n\nKeep the parchment dry.\n")
    client = signed_in(acme.ada)
    assert numbers(client, q="parchment dry") == [document.number]
    put_in_force(make_draft(document, acme.ada, "# 1 Purpose\n\nKeep the paper flat.\n"))
    assert numbers(client, q="parchment dry") == []
    assert numbers(client, q="paper flat") == [document.number]


def test_htmx_gets_the_rows_alone(acme: Cast, library: Library) -> None:
    document = make_effective(library, acme.ada)
    client = signed_in(acme.ada)
    part = client.get(ADDRESS, headers={"HX-Request": "true"})
    assert f'data-number="{document.number}"' in part.text
    assert 'hx-target="#views"' in part.text  # the counts of the tabs change with the rows
    assert "<html" not in part.text
    assert "HX-Request" in part["Vary"]


def test_a_restricted_document_is_counted_and_shown_to_those_it_is_granted_to(
    acme: Cast, library: Library
) -> None:
    document = make_effective(library, acme.ada)
    Document.objects.update(restricted=True)
    client = signed_in(acme.ruth)
    assert numbers(client) == []
    assert client.get(ADDRESS).context["counts"]["all"] == 0
    share_document(document, acme.ruth)
    assert numbers(client) == [document.number]
    assert client.get(ADDRESS).context["counts"]["all"] == 1


def test_a_row_says_that_its_document_is_being_revised(acme: Cast, library: Library) -> None:
    document = make_effective(library, acme.ada)
    make_draft(document, acme.ada)
    [row] = signed_in(acme.ada).get(ADDRESS).context["rows"]
    assert (row["version"], row["icon"]) == ("A/0", "git-compare-arrows")


def test_a_row_counts_who_has_read(acme: Cast, library: Library) -> None:
    make_effective(library, acme.ada)
    Readership.objects.update(required=4, done=3)
    client = signed_in(acme.ruth)
    [row] = client.get(ADDRESS).context["rows"]
    assert (row["done"], row["required"], row["reading_tone"]) == (3, 4, "warn")
    assert "3/4" in client.get(ADDRESS).text


def test_the_next_page_begins_where_this_one_ends(
    acme: Cast, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documents.register.paging.PAGE_ROWS", 2)
    made = [make_document(library, acme.ada, f"Procedure {n}").number for n in range(3)]
    client = signed_in(acme.ada)
    first = client.get(ADDRESS)
    assert first.context["after"] == made[1]
    assert f"?after={made[1]}" in first.text
    assert numbers(client, after=made[1]) == made[2:]
    assert client.get(ADDRESS, {"after": "no-such-number"}).status_code == 404


def test_a_row_costs_no_query(acme: Cast, library: Library) -> None:
    client = signed_in(acme.cora)
    counts = []
    for rows in (1, 19):
        for n in range(rows):
            make_effective(library, acme.ada, f"Procedure {rows}.{n}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(ADDRESS).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert Revision.objects.count() == 20


def test_only_those_who_draft_are_offered_a_new_document(acme: Cast, library: Library) -> None:
    new = reverse("documents:new", args=["acme"])
    offered = [new in signed_in(m).get(ADDRESS).text for m in (acme.ada, acme.cora, acme.ruth)]
    assert offered == [True, True, False]
