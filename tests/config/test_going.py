"""Go to: what is offered to whom, by number, title, clause, name and page."""

import re
from collections.abc import Generator

import pytest

from tenants.models import Member
from tenants.scope import tenant_scope
from tests.library import Library, make_document, make_effective, make_library, name_clauses
from tests.world import Cast, signed_in

ADDRESS = "/t/acme/go/"


@pytest.fixture
def library(acme: Cast) -> Generator[Library]:
    with tenant_scope(acme.tenant.pk):
        yield make_library(acme)


def offered(member: Member, query: str) -> list[str]:
    """Return the addresses in the list, as htmx gets it."""
    page = signed_in(member).get(ADDRESS, {"q": query}, headers={"HX-Request": "true"})
    assert "<html" not in page.text
    return re.findall(r'<a href="([^"]+)"', page.text)


def test_documents_are_found_by_number_before_title_before_text(
    acme: Cast, library: Library
) -> None:
    text = make_effective(library, acme.ada, "Ink", "# 1 Purpose\n\nSee parchment.\n")
    title = make_effective(library, acme.ada, "Parchment")
    urls = [f"/t/acme/documents/{each.number}/" for each in (title, text)]
    assert offered(acme.ruth, "parchment")[:2] == urls
    assert offered(acme.ruth, text.number)[0] == urls[1]
    assert offered(acme.ruth, "parchment")[-1] == "/t/acme/documents/?q=parchment"


def test_a_clause_leads_to_its_documents(acme: Cast, library: Library) -> None:
    document = make_effective(library, acme.ada)
    name_clauses("7.5.3, 8.1", document)
    own = f"/t/acme/documents/{document.number}/"
    assert offered(acme.ruth, "7.5")[:2] == ["/t/acme/documents/?clause=7.5", own]
    assert own not in offered(acme.ruth, "9.9")


def test_what_one_may_not_see_is_not_offered(acme: Cast, library: Library) -> None:
    hidden = make_document(library, acme.cora, "Parchment 7.5")
    name_clauses("7.5", hidden)
    for query in ("parchment", hidden.number, "7.5", "cora"):
        assert not any(
            f"/{hidden.number}/" in url or "owner" in url for url in offered(acme.ruth, query)
        )
    assert f"/t/acme/documents/{hidden.number}/" in offered(acme.cora, "parchment")


def test_a_person_is_their_page_or_what_they_own(acme: Cast, library: Library) -> None:
    make_effective(library, acme.ada)
    assert f"/t/acme/people/{acme.ada.pk}/" in offered(acme.cora, "ada")
    assert f"/t/acme/documents/?owner={acme.ada.pk}" in offered(acme.ruth, "ada")
    assert not any("/people/" in url for url in offered(acme.ruth, "ada"))


def test_pages_are_those_one_may_open(acme: Cast, library: Library) -> None:
    assert offered(acme.cora, "types") == ["/t/acme/settings/types/", "/t/acme/documents/?q=types"]
    assert offered(acme.ruth, "types") == ["/t/acme/documents/?q=types"]
    assert offered(acme.ada, "new doc")[0] == "/t/acme/new-document/"
    everything = offered(acme.tom, "")
    assert "/t/acme/people/" in everything
    client = signed_in(acme.tom)
    assert [url for url in everything if client.get(url).status_code != 200] == []


def test_it_is_a_page_without_script(acme: Cast, library: Library) -> None:
    page = signed_in(acme.ruth).get(ADDRESS, {"q": "nothing like this"}).content.decode()
    assert "<html" in page
    assert 'value="nothing like this"' in page
    assert "Search all text" in page
