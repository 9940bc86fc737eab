"""What documents cover of a standard: each requirement's state, and what is not well."""

import datetime as dt
from typing import Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.ending import end
from documents.models import Clause, ClauseLink, Document, Readership, StandardEdition
from documents.standards.linking import place
from oversight.models import ClauseExclusion, Crosswalk
from oversight.standards.coverage import Coverage, Line, coverage
from tenants.scope import tenant_scope
from tests.library import Library, make_document, make_effective, make_library, name_clauses
from tests.world import Cast

TODAY: Final = dt.date(2026, 11, 26)
LATER: Final = TODAY + dt.timedelta(days=300)


@pytest.fixture
def library(acme: Cast) -> Library:
    with tenant_scope(acme.tenant.pk):
        return make_library(acme)


@pytest.fixture
def document(acme: Cast, library: Library) -> Document:
    with tenant_scope(acme.tenant.pk):
        document = make_effective(library, acme.ada)
        Document.objects.update(review_due=LATER)
        document.refresh_from_db()
    return document


def asked(acme: Cast, edition: StandardEdition | None = None) -> Coverage:
    return coverage(acme.tenant, edition, today=TODAY)


def line(found: Coverage, number: str) -> Line:
    return next(each for each in found.lines if each.requirement.number == number)


def test_what_a_document_is_linked_to_and_parts_of_it_are_covered(
    acme: Cast, document: Document
) -> None:
    # typed, and requirements with whether they are covered by it
    table: list[tuple[str, dict[str, bool]]] = [
        ("7.5.3.2", {"7.5.3.2": True, "7.5.1 b": False}),
        ("7.5", {"7.5.3.2": True, "7.5.1 b": True, "7.2 d": False}),
        ("4—10", {"7.5.3.2": False, "4.3": False, "10.2.2 a,b": False}),
        ("10.2.2 b", {"10.2.2 a,b": True}),
        ("10.2.2 c", {"10.2.2 a,b": False}),
        ("4.4.2", {"4.4.2 a": True, "4.4.2 b": True}),
        ("4.4.2 a", {"4.4.2 a": True, "4.4.2 b": False}),
        ("7.5.3.1", {"7.5.3.2": False}),
    ]
    with tenant_scope(acme.tenant.pk):
        for text, expected in table:
            name_clauses(text, document)
            found = asked(acme)
            for number, is_covered in expected.items():
                assert (line(found, number).state == "healthy") is is_covered, (text, number)
    assert (found.applicable, found.covered, sum(found.counts.values())) == (29, 0, 29)


def test_each_ailment_is_named(acme: Cast, document: Document) -> None:
    yesterday = TODAY - dt.timedelta(days=1)
    with tenant_scope(acme.tenant.pk):
        name_clauses("7.5.3.2", document)
        readership = Readership.objects.filter(revision=document.in_force)
        readers: list[tuple[int, int, list[str]]] = [
            (0, 0, []), (100, 95, []), (100, 94, ["unread"]), (1, 0, ["unread"]),
        ]  # fmt: skip
        for required, done, expected in readers:
            readership.update(required=required, done=done)
            assert list(line(asked(acme), "7.5.3.2").ailments) == expected
        readership.update(required=0, done=0)
        for facts, expected in (
            ({"review_due": yesterday}, ["overdue"]),
            ({"review_due": TODAY}, []),
            ({"valid_until": yesterday}, ["expired"]),
            ({"valid_until": TODAY}, []),
        ):
            Document.objects.update(**facts)
            assert list(line(asked(acme), "7.5.3.2").ailments) == expected, facts
        ClauseLink.objects.update(coverage=ClauseLink.Coverage.PARTIAL)
        found = line(asked(acme), "7.5.3.2")
    assert (found.state, list(found.ailments)) == ("ailing", ["partial"])


def test_the_tenant_says_what_share_of_readers_is_enough(acme: Cast, document: Document) -> None:
    with tenant_scope(acme.tenant.pk):
        name_clauses("7.5.3.2", document)
        Readership.objects.filter(revision=document.in_force).update(required=10, done=8)
        acme.tenant.acknowledged_enough = 80
        assert line(asked(acme), "7.5.3.2").state == "healthy"


def test_one_that_is_well_is_enough_and_several_in_part_make_a_whole(
    acme: Cast, library: Library, document: Document
) -> None:
    with tenant_scope(acme.tenant.pk):
        other = make_effective(library, acme.ada, "Other")
        Document.objects.filter(pk=other.pk).update(review_due=TODAY - dt.timedelta(days=9))
        other.refresh_from_db()
        name_clauses("7.5.3.2", document, other)
        assert line(asked(acme), "7.5.3.2").state == "healthy"
        ClauseLink.objects.update(coverage=ClauseLink.Coverage.PARTIAL)
        assert list(line(asked(acme), "7.5.3.2").ailments) == ["overdue"]
        Document.objects.update(review_due=LATER)
        assert line(asked(acme), "7.5.3.2").state == "healthy"


def test_of_several_links_of_a_document_the_one_in_full_counts(
    acme: Cast, document: Document
) -> None:
    with tenant_scope(acme.tenant.pk):
        name_clauses("7.5, 7.5.3.2, 7.5.3.2 a", document)
        for in_full in ("7.5", "7.5.3.2", "7.5.3.2 a"):
            for link in ClauseLink.objects.select_related("clause"):
                is_full = link.number == in_full
                link.coverage = "full" if is_full else "partial"
                link.save()
            assert line(asked(acme), "7.5.3.2").state == "healthy", in_full


def test_what_is_not_in_force_is_a_gap(acme: Cast, library: Library, document: Document) -> None:
    with tenant_scope(acme.tenant.pk):
        name_clauses("7.5.3.2", document, make_document(library, acme.ada, "Draft"))
        assert line(asked(acme), "7.5.3.2").state == "healthy"
        end(Document.objects.locked().get(pk=document.pk), Document.State.WITHDRAWN)
        found = line(asked(acme), "7.5.3.2")
    assert (found.state, len(found.covers)) == ("gap", 2)
    assert not any(cover.is_in_force for cover in found.covers)


def test_what_was_found_not_applicable_counts_for_nothing(acme: Cast, document: Document) -> None:
    with tenant_scope(acme.tenant.pk):
        clause = Clause.objects.get(edition__state="current", number="8.3")
        asked_for = ClauseExclusion.objects.create(
            clause=clause, reason="No design", asked_by=acme.cora, asked_on=TODAY
        )
        assert asked(acme).applicable == 29
        ClauseExclusion.objects.filter(pk=asked_for.pk).update(state="approved")
        found = asked(acme)
    states = {each.requirement.number: each.state for each in found.lines}
    assert {n for n, state in states.items() if state == "excluded"} == {
        n for n in states if n.startswith("8.3")
    }
    assert (found.applicable, found.covered) == (24, 0)


def test_the_coming_edition_takes_over_what_stayed_and_half_of_what_was_widened(
    acme: Cast, document: Document
) -> None:
    coming = StandardEdition.objects.get(state="coming")
    with tenant_scope(acme.tenant.pk):
        name_clauses("7.5.3.2", document)
        assert line(asked(acme, coming), "7.5.3.2").state == "healthy"
        Crosswalk.objects.filter(after__number="7.5.3.2").update(kind=Crosswalk.Kind.WIDENED)
        assert list(line(asked(acme, coming), "7.5.3.2").ailments) == ["partial"]
        assert line(asked(acme, coming), "9.3.3").state == "gap"


def test_a_neighbours_documents_cover_nothing_here(
    acme: Cast, bolt: Cast, document: Document
) -> None:
    with tenant_scope(acme.tenant.pk):
        name_clauses("7.5", document)
    with tenant_scope(bolt.tenant.pk):
        assert coverage(bolt.tenant).covered == 0


def test_it_takes_the_same_statements_for_many_documents(
    acme: Cast, library: Library, document: Document
) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            asked(acme)
        return len(caught)

    with tenant_scope(acme.tenant.pk):
        name_clauses("7.5", document)
        few = count()
        others = [make_document(library, acme.ada, f"No. {n}") for n in range(5)]
        for other in others:
            other.clauses = "7.5, 8.1, 9.1"
        place(others, by=None)
        assert count() == few <= 5
