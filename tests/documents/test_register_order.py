"""The register in any order: pages that neither repeat nor leave out a line."""

import datetime as dt

import pytest
from django.db.models import F
from django.utils import timezone

from documents.models import Document, Readership, Revision
from documents.register.columns import COLUMNS
from tenants.models import Unit
from tests.library import Library, make_document, make_draft, make_effective
from tests.world import Cast, signed_in

ADDRESS = "/t/acme/documents/"
TITLES = ("政务公开", "审批管理", "阿里", "办理程序", "Zebra", "ants", "Bees", "审批管理")


@pytest.fixture
def shelf(acme: Cast, library: Library) -> list[Document]:
    """Eight documents that differ, tie and lack things in every column."""
    made = [make_effective(library, acme.ada, title) for title in TITLES[:6]]
    made += [make_document(library, acme.cora, title) for title in TITLES[6:]]
    make_draft(made[6], acme.ada)
    make_draft(made[0], acme.ada)
    today = acme.tenant.today()
    for n, document in enumerate(made):
        Document.objects.filter(pk=document.pk).update(
            clauses=("7.5", "", "8.1")[n % 3],
            review_due=(today + dt.timedelta(days=n // 2)) if n % 3 else None,
            valid_until=today if n % 2 else None,
            unit=(library.office, library.service)[n % 2],
        )
        Readership.objects.filter(revision__document=document).update(required=n % 4, done=n % 2)
    Document.objects.filter(pk=made[5].pk).update(state=Document.State.RETIRED)
    Revision.objects.filter(document=made[1]).update(
        effective_at=timezone.now() - dt.timedelta(days=9)
    )
    return made


def walked(cast: Cast, **wanted: str) -> list[str]:
    """Return the numbers of all pages, one after the other."""
    client, shown, after = signed_in(cast.cora), list[str](), ""
    for _ in range(20):
        page = client.get(ADDRESS, wanted | ({"after": after} if after else {}))
        shown += [row["number"] for row in page.context["rows"]]
        after = page.context["after"]
        if not after:
            return shown
    raise AssertionError(shown)


def test_pages_in_any_order_show_each_line_once(
    acme: Cast, shelf: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = [f"{sign}{name}" for name in COLUMNS for sign in ("", "-")]
    whole = {sort: walked(acme, sort=sort) for sort in orders}
    numbers = sorted(document.number for document in shelf)
    assert [sort for sort in orders if sorted(whole[sort]) != numbers] == []
    assert len({tuple(shown) for shown in whole.values()}) > len(COLUMNS)
    monkeypatch.setattr("documents.register.paging.PAGE_ROWS", 3)
    assert {sort: walked(acme, sort=sort) for sort in orders} == whole


def test_what_has_no_value_comes_last_both_ways(acme: Cast, shelf: list[Document]) -> None:
    without = {document.number for document in shelf if not document.valid_until}
    Document.objects.update(valid_until=F("valid_until"))
    dated = set(Document.objects.exclude(valid_until=None).values_list("number", flat=True))
    for sort in ("expiry", "-expiry"):
        shown = walked(acme, sort=sort)
        assert set(shown[: len(dated)]) == dated
        assert set(shown[len(dated) :]) == {d.number for d in shelf} - dated
    assert without


def test_titles_sort_by_pinyin_after_latin_letters(acme: Cast, shelf: list[Document]) -> None:
    titles = dict(Document.objects.values_list("number", "title"))
    shown = [titles[number] for number in walked(acme, sort="title")]
    assert shown == [
        "ants",
        "Bees",
        "Zebra",
        "阿里",
        "办理程序",
        "审批管理",
        "审批管理",
        "政务公开",
    ]
    assert Unit.objects.count() == 2


def test_one_goes_on_after_a_line_that_left_the_filter(
    acme: Cast, shelf: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documents.register.paging.PAGE_ROWS", 1)
    shown = walked(acme, unit="OFC")
    Document.objects.filter(number=shown[0]).update(unit=shelf[1].unit)
    page = signed_in(acme.cora).get(ADDRESS, {"unit": "OFC", "after": shown[0]})
    assert [row["number"] for row in page.context["rows"]] == [shown[1]]


def test_a_head_sorts_and_turns_and_says_so(acme: Cast, shelf: list[Document]) -> None:
    client = signed_in(acme.cora)
    page = client.get(ADDRESS, {"unit": "OFC"}).content.decode()
    assert 'aria-sort="ascending"' in page
    assert "?unit=OFC&amp;sort=title" in page
    page = client.get(ADDRESS, {"unit": "OFC", "sort": "title"}).content.decode()
    assert "?unit=OFC&amp;sort=-title" in page


def test_columns_are_chosen_in_the_address(acme: Cast, shelf: list[Document]) -> None:
    page = signed_in(acme.cora).get(ADDRESS, {"col": ["folder", "type"]})
    assert [head.label for head in page.context["heads"]] == ["Number", "Title", "Type", "Folder"]
    assert '<td class="dc-soft">System</td>' in page.text
    assert "dc-progress" not in page.text
