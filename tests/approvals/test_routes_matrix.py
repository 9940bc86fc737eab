"""The matrix of routes: which there are, and copies of one."""

import pytest
from django.test import Client

from approvals.actions.routes import save_route
from approvals.models import Route
from tenants.models import Unit
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, make_office
from tests.approvals.routing import MAJOR, MATRIX
from tests.approvals.test_route_versions import stage
from tests.documents.test_statements import statements
from tests.library import make_type
from tests.world import Cast, signed_in


@pytest.fixture
def office(acme: Cast) -> Office:
    with tenant_scope(acme.tenant.pk):
        return make_office(acme)


@pytest.fixture
def client(acme: Cast, office: Office) -> Client:
    return signed_in(acme.cora)


def test_the_matrix_shows_routes_and_what_is_missing(client: Client) -> None:
    html = client.get(MATRIX).content.decode()
    assert "Review → Approve" in html
    assert html.count("dc-tag is-bad") == 5  # two types, three classes, one route
    assert "Public Services: Vacant" in html


def test_the_matrix_is_flat_in_types_routes_and_units(acme: Cast, office: Office) -> None:
    before = statements(acme.cora, MATRIX)
    with tenant_scope(acme.tenant.pk):
        for n in range(6):
            kind = make_type(office.folder, f"T{n}", 2)
            save_route(
                (kind, "major"), [stage(office.lena), stage(acme.ravi)], by=acme.cora, base=0
            )
            Unit.objects.create(code=f"U{n}", name_zh="", name_en=f"Unit {n}")
    assert statements(acme.cora, MATRIX) == before


def test_a_route_is_copied_to_what_is_chosen(acme: Cast, office: Office, client: Client) -> None:
    to = [f"{office.procedure.pk}.minor.0", f"{office.instruction.pk}.major.0"]
    assert client.post(f"{MAJOR}copy/", {"to": to}).status_code == 302
    with tenant_scope(acme.tenant.pk):
        cells = Route.objects.values_list("document_type__code", "change_class")
        assert sorted(cells) == [("QP", "major"), ("QP", "minor"), ("WI", "major")]


@pytest.mark.parametrize("to", [["nonsense"], ["{}.minor.7"], ["{}.major.1"], []])
def test_a_copy_to_what_was_not_offered_changes_nothing(
    acme: Cast, office: Office, client: Client, to: list[str]
) -> None:
    client.post(f"{MAJOR}copy/", {"to": [value.format(office.procedure.pk) for value in to]})
    with tenant_scope(acme.tenant.pk):
        assert Route.objects.count() == 1


def test_a_tenant_without_types_says_so(acme: Cast) -> None:
    html = signed_in(acme.cora).get(MATRIX).content.decode()
    assert "There is no document type yet." in html
