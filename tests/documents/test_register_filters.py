"""What else the register filters by, and the views somebody keeps of it."""

import datetime as dt
import re
from typing import Final

from django.test import Client

from documents.actions.views import MOST
from documents.models import Document, Folder, Revision, SavedView
from tests.library import Library, make_document, make_effective, name_clauses
from tests.world import Cast, signed_in

ADDRESS = "/t/acme/documents/"


def numbers(client: Client, **wanted: str) -> list[str]:
    page = client.get(ADDRESS, wanted).content.decode()
    return re.findall(r'<tr data-number="([^"]+)"', page)


WANTED: Final[list[tuple[dict[str, str], bool]]] = [
    ({"clause": "7.5"}, True),
    ({"clause": "7.5.3"}, True),
    ({"clause": "7"}, True),
    ({"clause": "8.1"}, True),
    ({"clause": "7.5.30"}, False),
    ({"clause": "5.3"}, False),
    ({"clause": "1"}, False),
    ({"clause": "seven"}, False),
    ({"level": "2"}, True),
    ({"level": "3"}, False),
    ({"level": "two"}, False),
    ({"level": "9" * 5000}, False),
    ({"folder": "SYSTEM"}, True),
    ({"folder": "INTERNAL"}, False),
    ({"owner": "Ada"}, True),
    ({"owner": "Cora"}, False),
    ({"owner": "019a0000-0000-7000-8000-000000000000"}, False),
    ({"review_from": "2030-05-01"}, True),
    ({"review_from": "2030-05-02"}, False),
    ({"review_until": "2030-05-01"}, True),
    ({"review_until": "2030-04-30"}, False),
    ({"effective_from": "2026-03-01", "effective_until": "2026-03-01"}, True),
    ({"effective_from": "2026-03-02"}, False),
    ({"effective_until": "2026-02-28"}, False),
    ({"review_from": "next week"}, False),
]


def test_a_filter_leaves_what_it_names(acme: Cast, library: Library) -> None:
    document = make_effective(library, acme.ada)
    name_clauses("7.5.3, 8.1", document)
    Document.objects.update(review_due=dt.date(2030, 5, 1))
    # One in the morning in Kunming, still yesterday by the clock of the server.
    Revision.objects.update(effective_at=dt.datetime(2026, 2, 28, 17, 0, tzinfo=dt.UTC))
    client = signed_in(acme.ruth)
    for wanted, is_found in WANTED:
        assert (numbers(client, **wanted) == [document.number]) is is_found, wanted


def test_the_rarer_filters_offer_only_what_one_may_see(acme: Cast, library: Library) -> None:
    make_effective(library, acme.ada)
    make_document(library, acme.cora)  # never in force
    Folder.objects.create(code="INTERNAL", name_zh="内部", name_en="Internal")
    ruth, cora = signed_in(acme.ruth), signed_in(acme.cora)
    assert "rarer" not in ruth.get(ADDRESS).context or not ruth.get(ADDRESS).context["rarer"]

    def owners(client: Client) -> list[str]:
        choices = client.get(ADDRESS, {"more": "1"}).context["rarer"]
        return [word for each in choices if each.name == "owner" for _, word in each.choices]

    assert owners(ruth) == ["Ada"]
    assert owners(cora) == ["Ada", "Cora"]


def test_a_view_is_kept_counted_renamed_and_deleted(acme: Cast, library: Library) -> None:
    document = make_effective(library, acme.ada)
    make_effective(library, acme.cora, "Archives", "# 1 Elsewhere\n")
    client = signed_in(acme.ada)
    asked = "q=approves+what&unit=OFC&after=x&nonsense=1"
    client.post("/t/acme/views/", {"name": "  Who  approves ", "query": asked})
    client.post("/t/acme/views/", {"name": "Procedures", "query": "type=QP&sort=-title"})
    page = client.get(ADDRESS)
    held = {each["view"].name: each["count"] for each in page.context["own_views"]}
    assert held == {"Who approves": "1", "Procedures": "2"}
    assert f'href="{ADDRESS}?q=approves+what&amp;unit=OFC"' in page.text
    assert numbers(client, q="approves what", unit="OFC") == [document.number]

    view = SavedView.objects.get(name="Who approves")
    own = f"/t/acme/views/{view.pk}/"
    assert client.post(own, {"name": "Procedures"}).status_code == 422
    client.post(own, {"name": "Approvals"})
    assert SavedView.objects.get(pk=view.pk).name == "Approvals"
    for other in (acme.ruth, acme.cora):
        assert signed_in(other).get(own).status_code == 404
        assert not signed_in(other).get(ADDRESS).context["own_views"]
    client.post(own, {"delete": "1"})
    assert [each["view"].name for each in client.get(ADDRESS).context["own_views"]] == [
        "Procedures"
    ]


def test_the_view_one_is_at_is_marked_alone(acme: Cast, library: Library) -> None:
    make_effective(library, acme.ada)
    client = signed_in(acme.ada)
    client.post("/t/acme/views/", {"name": "Procedures", "query": "type=QP"})
    page = client.get(ADDRESS, {"type": "QP"}).content.decode()
    marked = re.findall(r'<a href="([^"]+)" aria-current="page"', page.split('id="views"')[1])
    assert marked[0] == f"{ADDRESS}?type=QP"
    assert (
        len(re.findall('aria-current="page"', page.split('id="views"')[1].split("</nav>")[0])) == 1
    )


def test_views_have_a_name_and_are_not_without_number(acme: Cast, library: Library) -> None:
    client = signed_in(acme.ada)
    for name in ("", "x" * 41):
        page = client.post("/t/acme/views/", {"name": name, "query": ""}, follow=True)
        assert "at most 40 characters" in page.text
    for n in range(MOST):
        client.post("/t/acme/views/", {"name": f"View {n}", "query": "type=QP"})
    page = client.post("/t/acme/views/", {"name": "One more", "query": ""}, follow=True)
    assert f"You keep {MOST} views" in page.text
    client.post("/t/acme/views/", {"name": "View 3", "query": "type=WI"})  # says something else now
    assert SavedView.objects.get(name="View 3").query == "type=WI"
    assert SavedView.objects.count() == MOST


def test_columns_are_kept_until_an_address_names_others(acme: Cast, library: Library) -> None:
    make_effective(library, acme.ada)
    client = signed_in(acme.ada)

    def heads(**wanted: str) -> list[str]:
        return [str(head.label) for head in client.get(ADDRESS, wanted).context["heads"]]

    usual = heads()
    asked = {"query": "col=unit&type=QP", "col": ["owner", "number", "nonsense"]}
    page = client.post("/t/acme/views/columns/", asked)
    assert page["Location"] == f"{ADDRESS}?type=QP"
    assert heads() == ["Number", "Title", "Owner"]
    assert heads(col="unit") == ["Number", "Title", "Owning unit"]
    assert (
        client.get(ADDRESS, {"col": ["owner", "type"]}).context["address"] == "col=owner&col=type"
    )
    assert client.get(ADDRESS, {"col": ["title", "owner"]}).context["address"] == ""
    client.post("/t/acme/views/columns/", {"query": "type=QP"})
    assert heads() == usual
    assert not client.get(ADDRESS).context["own_views"]  # what has no name is no tab


def test_auditors_keep_nothing_and_are_not_asked_to(acme: Cast, library: Library) -> None:
    make_effective(library, acme.ada)
    client = signed_in(acme.otto)
    assert "save-view" not in client.get(ADDRESS).text
    assert client.post("/t/acme/views/", {"name": "Mine", "query": ""}).status_code == 403
