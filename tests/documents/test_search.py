"""Search through the register: what is found, in which order, where it stands, and by whom."""

import re
from html import unescape

import pytest
from django.test import Client

from approvals.actions.rounds import recall, submit
from documents.actions.documents import register_document
from documents.models import Document
from tenants.models import Member
from tenants.scope import tenant_scope
from tests.approvals.conftest import make_office
from tests.library import Library, make_document, make_draft, make_effective, put_in_force
from tests.world import Cast, signed_in

ADDRESS = "/t/acme/documents/"
DRY = "# 1 Purpose\n\n1.1 Keep the parchment dry.\n"
FLAT = "# 1 Purpose\n\n1.1 Keep the paper flat.\n"


def search(member: Member, query: str, **wanted: str) -> str:
    return signed_in(member).get(ADDRESS, {"q": query} | wanted).content.decode()


def numbers(page: str) -> list[str]:
    return re.findall(r'<tr data-number="([^"]+)"', page)


def passages(page: str) -> list[tuple[str, str]]:
    """Return where each passage leads and what it shows, marks as brackets."""
    found = re.findall(r'<li><a href="([^"]+)">(.*?)</a></li>', page)
    shown = [
        re.sub(r"</?mark>", lambda tag: "]" if "/" in tag[0] else "[", each) for _, each in found
    ]
    return [
        (href, unescape(re.sub(r"<[^>]+>", "|", text)))
        for (href, _), text in zip(found, shown, strict=True)
    ]


def test_a_hit_shows_clause_and_passage_and_leads_to_it(acme: Cast, library: Library) -> None:
    text = "# 1 目的\n\n1.1 概述。\n\n# 2 职责\n\n2.1 科长**批准**；规定文件的批准权限和责任。\n"
    document = make_effective(library, acme.ada, "文件控制程序", text)
    page = search(acme.ruth, "批准权限")
    [(href, shown)] = passages(page)
    assert href == f"{ADDRESS}{document.number}/revisions/1/?look=text#b3"
    assert shown == "|2.1|科长批准；规定文件的[批准权限]和责任。"
    assert 'id="b3"' in signed_in(acme.ruth).get(href).content.decode()


def test_numbers_come_before_titles_and_titles_before_text(acme: Cast, library: Library) -> None:
    def registered(number: str, title: str, text: str) -> str:
        document = register_document(
            document_type=library.procedure,
            title=title,
            unit=library.office,
            owner=acme.ada,
            by=acme.cora,
            number=number,
        )
        put_in_force(make_draft(document, acme.ada, text))
        return number

    once = registered("A-1", "Parchment", "# 1 Purpose\n\nSee CAR-7.\n")
    twice = registered("A-2", "Ink", "# 1 Purpose\n\nSee CAR-7.\n\nThen CAR-7 again.\n")
    title = registered("A-3", "Follow-up of CAR-7", "# 1 Purpose\n\nNone.\n")
    longer = registered("CAR-7-01", "Form", "# 1 Purpose\n\nNone.\n")
    itself = registered("CAR-7", "Corrective action", "# 1 Purpose\n\nNone.\n")
    assert numbers(search(acme.ruth, "car-7")) == [itself, longer, title, twice, once]


def test_earlier_text_is_found_by_those_who_see_all_work(acme: Cast, library: Library) -> None:
    document = make_effective(library, acme.ada, text=DRY)
    put_in_force(make_draft(document, acme.ada, FLAT))
    for member in (acme.cora, acme.otto):
        assert numbers(search(member, "parchment")) == []
        page = search(member, "parchment", earlier="1")
        assert numbers(page) == [document.number]
        [(href, shown)] = passages(page)
        assert href == f"{ADDRESS}{document.number}/revisions/1/?look=text#b1"
        assert shown == "|1.1 · A/0 Superseded|Keep the [parchment] dry."
    for member in (acme.ruth, acme.ada, acme.ravi):
        page = search(member, "parchment", earlier="1")
        assert numbers(page) == []
        assert 'name="earlier"' not in page


def test_text_in_force_stands_before_what_it_replaced(acme: Cast, library: Library) -> None:
    document = make_effective(library, acme.ada, text=DRY)
    put_in_force(make_draft(document, acme.ada, DRY.replace("dry", "cool")))
    page = search(acme.cora, "parchment", earlier="1")
    assert [shown for _, shown in passages(page)] == [
        "|1.1|Keep the [parchment] cool.",
        "|1.1 · A/0 Superseded|Keep the [parchment] dry.",
    ]


def test_a_text_that_was_recalled_is_not_found(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        round = submit(make_office(acme).draft(), by=acme.ada)
    assert numbers(search(acme.cora, "who approves what", earlier="1")) != []
    with tenant_scope(acme.tenant.pk):
        recall(round, by=acme.ada, reason="Wrong file")
    assert numbers(search(acme.cora, "who approves what", earlier="1")) == []


def test_what_is_hidden_neither_shows_nor_counts(
    acme: Cast, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documents.register.ranking.MOST_HITS", 2)
    monkeypatch.setattr("documents.register.ranking._ASKED_FIRST", 3)
    hidden = [make_effective(library, acme.ada, f"Secret {n}", DRY) for n in range(6)]
    Document.objects.update(restricted=True)
    seen = [make_effective(library, acme.ada, f"Open {n}", DRY).number for n in range(2)]
    page = search(acme.ruth, "parchment")
    assert numbers(page) == seen  # although the look-up meets six others first
    assert "Secret" not in page
    assert "2 documents" in page
    assert "More than" not in page
    page = search(acme.cora, "parchment")
    assert "More than 2 hits" in page
    assert set(numbers(page)) <= {document.number for document in hidden} | set(seen)


def test_a_filter_sees_every_hit_not_only_the_first(
    acme: Cast, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documents.register.ranking.MOST_HITS", 2)
    monkeypatch.setattr("documents.register.ranking._ASKED_FIRST", 3)
    for n in range(6):
        make_effective(library, acme.ada, f"Procedure {n}", DRY)
    last = make_effective(library, acme.ada, "Elsewhere", DRY)
    Document.objects.filter(pk=last.pk).update(unit=library.service)
    assert numbers(search(acme.ruth, "parchment", unit="SVC")) == [last.number]


def test_hits_go_on_where_the_last_page_ended(
    acme: Cast, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documents.register.asking.PAGE_HITS", 2)
    made = [make_effective(library, acme.ada, f"Procedure {n}", DRY).number for n in range(5)]
    shown: list[str] = []
    client, address = signed_in(acme.ruth), f"{ADDRESS}?q=parchment"
    while address:
        page = client.get(address)
        shown += numbers(page.content.decode())
        after = page.context["after"]
        address = f"{ADDRESS}?q=parchment&after={after}" if after else ""
    assert shown == made


def test_long_texts_are_cut_round_the_words_and_escaped(acme: Cast, library: Library) -> None:
    text = f"# 1 Purpose\n\n{'Before. ' * 40}Mind the \\<parchment\\> & ink. {'After. ' * 80}\n"
    make_effective(library, acme.ada, text=text)
    [(_, shown)] = passages(search(acme.ruth, "parchment"))
    assert re.fullmatch(
        r"\|1\|…(Before\. )+Mind the <\[parchment\]> & ink\. (After\. )+After\.…", shown
    )
    assert len(shown) < 250


def test_a_document_tells_how_many_more_passages_it_has(acme: Cast, library: Library) -> None:
    text = "# 1 Purpose\n\n" + "Keep the parchment dry.\n\n" * 5
    make_effective(library, acme.ada, text=text)
    page = search(acme.ruth, "parchment")
    assert len(passages(page)) == 3
    assert "2 more passages" in page


def test_hits_can_be_sorted_by_a_column(acme: Cast, library: Library) -> None:
    titles = ["Bees", "Ants", "Cats"]
    made = {title: make_effective(library, acme.ada, title, DRY).number for title in titles}
    page = search(acme.ruth, "parchment", sort="title")
    assert numbers(page) == [made["Ants"], made["Bees"], made["Cats"]]
    assert len(passages(page)) == 3


def test_a_neighbour_finds_nothing_here(acme: Cast, bolt: Cast, library: Library) -> None:
    make_document(library, acme.ada, "Parchment")
    client: Client = signed_in(bolt.cora)
    assert numbers(client.get("/t/bolt/documents/", {"q": "parchment"}).text) == []
