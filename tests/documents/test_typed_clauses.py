"""Which clauses people mean by what they type; what names none is kept."""

from typing import Final

import pytest

from documents.models import ClauseLink, Document
from documents.standards.linking import current_clauses
from documents.standards.typed import read, written
from tenants.scope import tenant_scope
from tests.documents.test_facts import said, save
from tests.library import Library, make_effective, make_library, name_clauses
from tests.world import Cast

TYPED: Final[list[tuple[str, str, str]]] = [
    # typed, clauses as they are written back, what names none
    ("7.5", "7.5", ""),
    ("4—10", "4—10", ""),
    ("4-10章", "4—10", ""),
    ("第4章至第10章", "4—10", ""),
    ("8.2.1,9.1.2", "8.2.1, 9.1.2", ""),
    ("9.1.2 8.2.1", "8.2.1, 9.1.2", ""),
    ("7.5.3.1 a)", "7.5.3.1 a", ""),
    ("7.5.3.1（a）", "7.5.3.1 a", ""),
    ("10.2.2 a,b", "10.2.2 a,b", ""),
    ("10.2.2a、b；8.1", "8.1, 10.2.2 a,b", ""),
    ("９．１．２；８．１", "8.1, 9.1.2", ""),
    ("7.5。3", "7.5.3", ""),
    ("第7章", "7", ""),
    ("第七章、第十章", "7, 10", ""),
    ("GB/T 19001—2016 7.5.3", "7.5.3", ""),
    ("ISO 9001:2015 第8.2条款", "8.2", ""),
    ("clause 7.5 and 8.1", "7.5, 8.1", ""),
    ("7.5.1~3", "7.5.1, 7.5.2, 7.5.3", ""),
    ("8.2至8.4", "8.2, 8.3, 8.4", ""),
    ("7.5, 7.5, 7.5.1", "7.5, 7.5.1", ""),
    ("7.5.", "7.5", ""),
    ("7.5、安全生产", "7.5", "安全生产"),
    ("7.9", "", "7.9"),
    ("11, 7.50, 0.7", "", "11, 7.50, 0.7"),
    ("10—4", "", "10—4"),
    ("8.1—9", "", "8.1—9"),
    ("全部", "", "全部"),
    ("安全, 8.1 见附件", "", "安全, 8.1 见附件"),
    ("a", "", "a"),
    ("ISO 9001", "", ""),
    ("、", "", ""),
    ("", "", ""),
]


@pytest.fixture
def library(acme: Cast) -> Library:
    with tenant_scope(acme.tenant.pk):
        return make_library(acme)


def test_what_is_typed_is_read_and_what_names_no_clause_is_kept(db: None) -> None:
    known = list(current_clauses())
    for text, numbers, unread in TYPED:
        typed = read(text, known)
        assert (written(typed.named), typed.unread) == (numbers, unread), text
        again = read(written(typed.named), known)
        assert (again.named, again.unread) == (typed.named, ""), text


def test_typing_anew_keeps_what_was_said_of_a_link_that_stays(acme: Cast, library: Library) -> None:
    with tenant_scope(acme.tenant.pk):
        document = make_effective(library, acme.ada)
        name_clauses("7.5, 8.1", document)
        ClauseLink.objects.filter(clause__number="7.5").update(why="Controls what is written")
    assert save(acme.cora, document, said(acme.cora, document, clauses="9.2, 7.5")) == 302
    with tenant_scope(acme.tenant.pk):
        found = {str(link): link.why for link in ClauseLink.objects.select_related("clause")}
    assert found == {"7.5": "Controls what is written", "9.2": ""}


def test_words_that_name_no_clause_are_refused_unless_they_stood_there(
    acme: Cast, library: Library
) -> None:
    with tenant_scope(acme.tenant.pk):
        document = make_effective(library, acme.ada)
        name_clauses("7.5, 安全生产", document)
    assert save(acme.cora, document, said(acme.cora, document, clauses="7.5, 7.9")) == 422
    assert save(acme.cora, document, said(acme.cora, document, clauses="8.1, 安全生产")) == 302
    with tenant_scope(acme.tenant.pk):
        document.refresh_from_db()
        assert (document.clauses, document.clauses_unread) == ("8.1, 安全生产", "安全生产")
    assert save(acme.cora, document, said(acme.cora, document, clauses="8.1")) == 302
    with tenant_scope(acme.tenant.pk):
        assert Document.objects.get().clauses_unread == ""
