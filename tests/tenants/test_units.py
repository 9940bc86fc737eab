"""Units: the tree, their names and places; ended, never deleted."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from documents.actions.documents import set_audience
from documents.models import AudienceRule, Document
from tenants.errors import Refused
from tenants.models import Unit
from tenants.scope import tenant_scope
from tests.library import (
    Library,
    appoint,
    make_document,
    make_effective,
)
from tests.tenants.uniting import UNITS, administrator, last_facts, put_below, unit
from tests.world import Cast, signed_in


@pytest.fixture
def tom(acme: Cast, library: Library) -> Client:
    return administrator(acme)


NEW = {"code": "lab", "name_zh": "检测室", "name_en": "Laboratory", "parent": ""}


def test_the_tree_shows_each_unit_under_the_one_above(
    acme: Cast, library: Library, tom: Client
) -> None:
    put_below(acme, library.service, library.office)
    page = tom.get(UNITS).content.decode()
    assert page.index("General Office") < page.index("Public Services")
    assert page.count('<ul class="dc-tree">') == 2
    assert "No head" in page


def test_the_tree_takes_no_more_statements_when_it_grows(
    acme: Cast, library: Library, tom: Client
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert tom.get(UNITS).status_code == 200
        return len(captured)

    tom.get(UNITS)
    before = cost()
    with tenant_scope(acme.tenant.pk):
        for n in range(9):
            made = Unit.objects.create(
                code=f"U{n}", name_zh="科", name_en=f"Unit {n}", parent=library.office
            )
            appoint(acme.ruth, library.head, made)
    assert cost() == before


def test_the_page_of_a_unit_takes_no_more_statements_when_more_hangs_on_it(
    acme: Cast, library: Library, tom: Client
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert tom.get(f"{UNITS}OFC/").status_code == 200
        return len(captured)

    with tenant_scope(acme.tenant.pk):
        document = make_document(library, acme.ada)
        set_audience(document, everybody=False, units=[library.office], by=acme.ada)
        Unit.objects.create(code="C", name_zh="组", name_en="C", parent=library.office)
    cost()
    before = cost()
    with tenant_scope(acme.tenant.pk):
        for n, member in enumerate((acme.ada, acme.ruth, acme.cora)):
            appoint(member, library.head, library.office)
            made = make_document(library, acme.ada, title=f"Another {n}")
            set_audience(made, everybody=False, units=[library.office], by=acme.ada)
            Unit.objects.create(code=f"C{n}", name_zh="组", name_en="C", parent=library.office)
    assert cost() == before


def test_an_audience_names_no_unit_that_has_ended(
    acme: Cast, library: Library, tom: Client
) -> None:
    with tenant_scope(acme.tenant.pk):
        document = make_document(library, acme.ada)
        set_audience(document, everybody=False, units=[library.office], by=acme.ada)
    tom.post(f"{UNITS}SVC/end/")
    units = [library.office, library.service]
    with tenant_scope(acme.tenant.pk), pytest.raises(Refused):
        set_audience(document, everybody=False, units=units, by=acme.ada)
    with tenant_scope(acme.tenant.pk):
        assert AudienceRule.objects.get().unit == library.office


def test_an_administrator_adds_a_unit(acme: Cast, library: Library, tom: Client) -> None:
    answer = tom.post(f"{UNITS}new/", NEW | {"parent": library.office.pk})
    assert answer["Location"] == f"{UNITS}LAB/"
    assert unit(acme, "LAB").parent == library.office
    assert '"code":"LAB"' in last_facts(acme, "unit.added")


@pytest.mark.parametrize("code", ["OFC", "a b", "", "科", "-X"])
def test_a_code_that_is_taken_or_unfit_is_refused(tom: Client, code: str) -> None:
    assert tom.post(f"{UNITS}new/", NEW | {"code": code}).status_code == 422


def test_the_code_of_an_ended_unit_is_not_used_again(
    acme: Cast, library: Library, tom: Client
) -> None:
    assert tom.post(f"{UNITS}SVC/end/").status_code == 302
    answer = tom.post(f"{UNITS}new/", NEW | {"code": "SVC"})
    assert answer.status_code == 422
    assert "never used twice" in answer.content.decode()


def test_a_unit_gets_other_names_and_keeps_its_code(acme: Cast, tom: Client) -> None:
    tom.post(f"{UNITS}OFC/rename/", {"name_zh": "办公室", "name_en": "Office", "code": "X"})
    assert (unit(acme, "OFC").name_zh, unit(acme, "OFC").name_en) == ("办公室", "Office")
    assert '"name_zh":["综合办公室","办公室"]' in last_facts(acme, "unit.renamed")


def test_a_unit_moves_and_never_below_itself(acme: Cast, library: Library, tom: Client) -> None:
    moved = tom.post(f"{UNITS}SVC/move/", {"parent": library.office.pk})
    assert moved.status_code == 302
    assert unit(acme, "SVC").parent == library.office
    assert '"parent":[null,"OFC"]' in last_facts(acme, "unit.moved")
    refused = tom.post(f"{UNITS}OFC/move/", {"parent": library.service.pk})
    assert refused.status_code == 422
    assert "cannot stand under itself" in refused.content.decode()
    assert unit(acme, "OFC").parent is None


def test_a_unit_on_which_nothing_hangs_ends_and_is_offered_nowhere(
    acme: Cast, library: Library, tom: Client
) -> None:
    tom.post(f"{UNITS}SVC/end/")
    assert unit(acme, "SVC").ended_on == timezone.localdate(timezone=acme.tenant.zone)
    for page in (f"{UNITS}new/", f"{UNITS}OFC/"):
        assert "Public Services" not in tom.get(page).content.decode()
    ada = signed_in(acme.ada).get("/t/acme/new-document/").content.decode()
    assert "General Office" in ada
    assert "Public Services" not in ada
    assert "offered nowhere any more" in tom.get(f"{UNITS}SVC/").content.decode()


def test_a_unit_that_is_needed_does_not_end_and_says_for_what(
    acme: Cast, library: Library, tom: Client
) -> None:
    with tenant_scope(acme.tenant.pk):
        document = make_effective(library, acme.ada)
    put_below(acme, library.service, library.office)
    answer = tom.post(f"{UNITS}OFC/end/")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert unit(acme, "OFC").ended_on is None
    for link in (f"/t/acme/documents/{document.number}/", f"{UNITS}SVC/"):
        assert f'href="{link}"' in page
    assert "Ravi · " in page


def test_what_hangs_on_a_unit_names_no_document_that_is_hidden(
    acme: Cast, library: Library, tom: Client
) -> None:
    with tenant_scope(acme.tenant.pk):
        hidden = make_effective(library, acme.ada, title="Salaries")
        Document.objects.filter(pk=hidden.pk).update(restricted=True)
    page = tom.get(f"{UNITS}OFC/").content.decode()
    assert "Salaries" not in page
    assert hidden.number not in page
    assert "A document that is not open to you" in page


def test_an_ended_unit_takes_part_in_nothing(acme: Cast, library: Library, tom: Client) -> None:
    tom.post(f"{UNITS}SVC/end/")
    for act, data in (
        ("rename", {"name_zh": "新", "name_en": "New"}),
        ("move", {"parent": library.office.pk}),
        ("merge", {"into": library.office.pk}),
        ("end", {}),
    ):
        assert tom.post(f"{UNITS}SVC/{act}/", data).status_code == 422
    assert tom.post(f"{UNITS}OFC/move/", {"parent": library.service.pk}).status_code == 422
    assert unit(acme, "SVC").name_zh == "政务服务科"


def test_controllers_look_and_change_nothing(acme: Cast, library: Library) -> None:
    page = signed_in(acme.cora).get(f"{UNITS}OFC/").content.decode()
    assert "<form" not in page[page.index("<main") : page.index("</main>")]
    assert signed_in(acme.cora).post(f"{UNITS}SVC/end/").status_code == 403
    assert unit(acme, "SVC").ended_on is None


def test_a_neighbours_unit_is_no_choice(
    acme: Cast, bolt: Cast, library: Library, tom: Client
) -> None:
    with tenant_scope(bolt.tenant.pk):
        theirs = Unit.objects.create(code="B", name_zh="邻", name_en="Theirs")
    for act, data in (("move", {"parent": theirs.pk}), ("merge", {"into": theirs.pk})):
        assert tom.post(f"{UNITS}OFC/{act}/", data).status_code == 422
    assert tom.get(f"{UNITS}B/").status_code == 404
