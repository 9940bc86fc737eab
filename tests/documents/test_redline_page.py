"""The redline as people look at it: in three looks, with ticks of their own."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from documents.models import Document, ViewedChange
from tests.library import TEXT, Library, make_draft, make_effective, put_in_force
from tests.world import Cast, signed_in

NEW_TEXT = TEXT.replace("who approves", "**who** signs and approves") + "\n2.2 New.\n"
TICK = re.compile(r'name="(viewed|unviewed)" value="([0-9a-f]{32})"')


def address(name: str, document: Document, *more: object) -> str:
    return reverse(f"documents:{name}", args=["acme", document.number, *more])


@pytest.fixture
def revised(acme: Cast, library: Library) -> Document:
    """A procedure after B/0 has taken the place of A/0."""
    document = make_effective(library, acme.ada)
    put_in_force(make_draft(document, acme.ada, NEW_TEXT))
    document.refresh_from_db()
    return document


def ticks(client: Client, document: Document) -> list[tuple[str, str]]:
    return TICK.findall(client.get(address("compare", document)).text)


def test_a_look_is_asked_for_by_address_and_remembered(acme: Cast, revised: Document) -> None:
    client = signed_in(acme.ruth)
    url = address("compare", revised)
    assert "dc-sides" not in client.get(url).text
    sides = client.get(url, {"view": "sides"}).text
    assert "All documents of the zone." in sides
    assert "dc-sides" in client.get(url).text
    changes = client.get(url, {"view": "changes"}).text
    assert "All documents of the zone." not in changes
    assert "unchanged paragraph" in changes
    assert client.get(url, {"view": "nonsense"}).context["comparison"].look == "changes"


def test_ticks_are_ones_own_and_can_be_taken_back(acme: Cast, revised: Document) -> None:
    client, url = signed_in(acme.ruth), address("tick", revised, 1, 2)
    (_name, first), *others = ticks(client, revised)
    assert others
    answer = client.post(url, {"viewed": first, "next": address("compare", revised)})
    assert answer["Location"] == address("compare", revised)
    assert ticks(client, revised) == [("unviewed", first), *others]
    assert ticks(signed_in(acme.ravi), revised)[0] == ("viewed", first)
    client.post(url, {"viewed": first})
    assert ViewedChange.objects.count() == 1
    client.post(url, {"unviewed": first})
    assert not ViewedChange.objects.exists()


def test_a_tick_stays_while_other_parts_of_a_draft_are_written_anew(
    acme: Cast, revised: Document
) -> None:
    draft = make_draft(revised, acme.ada, NEW_TEXT.replace("the zone", "the city"))
    client, page = signed_in(acme.ada), address("draft", revised, 3)
    ((_name, change),) = TICK.findall(client.get(page).text)
    client.post(address("tick", revised, 2, 3), {"viewed": change})
    draft.markdown = "Preface.\n\n" + draft.markdown
    draft.save()
    found = TICK.findall(client.get(page).text)
    assert ("unviewed", change) in found
    assert len(found) == 2


def test_a_tick_by_htmx_changes_the_tick_and_the_count(acme: Cast, revised: Document) -> None:
    client = signed_in(acme.ruth)
    (_name, first), *_others = ticks(client, revised)
    answer = client.post(
        address("tick", revised, 1, 2),
        {"viewed": first, "done": "0"},
        headers={"HX-Request": "true"},
    )
    assert f'id="tick-{first}" name="unviewed"' in answer.text
    assert '<hx-partial hx-target="#viewed-count" hx-swap="innerHTML">1<' in answer.text


def test_nonsense_is_no_tick(acme: Cast, revised: Document) -> None:
    client = signed_in(acme.ruth)
    elsewhere = ({"next": "https://evil.example/"}, {"next": "x"})
    for nonsense in ({}, {"viewed": "x"}, {"viewed": "A" * 32}, *elsewhere):
        answer = client.post(address("tick", revised, 1, 2), nonsense)
        assert answer["Location"].startswith(address("compare", revised))
    assert client.post(address("tick", revised, 1, 9), {"viewed": "0" * 32}).status_code == 404
    assert not ViewedChange.objects.exists()


def test_an_auditor_is_offered_no_tick(acme: Cast, revised: Document) -> None:
    page = signed_in(acme.otto).get(address("compare", revised))
    assert page.context["comparison"].redline.changes
    assert not TICK.search(page.text)


def test_no_two_things_on_the_page_have_one_name(acme: Cast, revised: Document) -> None:
    for look in ("inline", "sides", "changes"):
        page = signed_in(acme.ruth).get(address("compare", revised), {"view": look})
        names = re.findall(r' id="([^"]*)"', page.text)
        assert len(names) == len(set(names))


def test_a_hundred_and_sixty_revisions_cost_what_four_do(
    acme: Cast, revised: Document, django_assert_max_num_queries: object
) -> None:
    url = address("compare", revised)
    client = signed_in(acme.ruth)
    rows = [
        {"n": n, "edition": n, "change": 0, "label": f"X/{n}", "state": "superseded"}
        for n in range(3, 163)
    ]
    first = revised.revisions.get(n=1)
    for row in rows:
        revised.revisions.create(prepared_by=first.prepared_by, title=first.title, **row)
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        page = client.get(url, {"from": 1, "to": 2})
    assert page.text.count("<option") == 2 * 162
    assert page.context["comparison"].redline.changes
