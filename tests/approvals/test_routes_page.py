"""The editor of a route: saved, stale, refused, withdrawn."""

import re
from collections.abc import Mapping

import pytest
from django.test import Client

from approvals.actions.routes import save_route
from approvals.models import Stage
from tenants.models import Member, Unit
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, make_office
from tests.approvals.routing import MAJOR, MATRIX, MINOR, typed, values, versions
from tests.approvals.test_route_versions import stage
from tests.documents.test_statements import statements
from tests.library import make_library
from tests.world import Cast, make_member, signed_in


@pytest.fixture
def office(acme: Cast) -> Office:
    with tenant_scope(acme.tenant.pk):
        return make_office(acme)


@pytest.fixture
def client(acme: Cast, office: Office) -> Client:
    return signed_in(acme.cora)


def test_the_editor_is_flat_in_stages_versions_and_units(acme: Cast, office: Office) -> None:
    cell, both = (office.procedure, "major"), stage(office.lena, post=office.head)
    before = statements(acme.cora, MAJOR)
    with tenant_scope(acme.tenant.pk):
        for n in range(1, 7):
            save_route(cell, [both] * n, by=acme.cora, base=n)
            Unit.objects.create(code=f"U{n}", name_zh="", name_en=f"Unit {n}")
    assert statements(acme.cora, MAJOR) == before


def test_a_route_is_saved_from_the_form(acme: Cast, office: Office, client: Client) -> None:
    rows = (
        {
            "meaning": "reviewed",
            "who": f"here:{office.head.pk}",
            "name_en": "Head",
            "name_zh": "长",
        },
        {"meaning": "countersigned", "who": f"post:{office.head.pk}", "mode": "any"},
        {"people": "Lena, LEO", "mode": "at_least", "minimum": 2, "due_days": 5},
        {"who": "role:controller"},
    )
    response = client.post(MINOR, typed(*rows))
    assert response.status_code == 302
    with tenant_scope(acme.tenant.pk):
        one, two, three, four = Stage.objects.filter(route__change_class="minor")
        assert (one.post, one.where, one.name_en, one.name_zh) == (
            office.head,
            "owner_unit",
            "Head",
            "长",
        )
        assert (two.post, two.where, two.mode) == (office.head, "anywhere", "any")
        assert (two.name_en, two.name_zh) == ("Countersign", "会签")
        assert three.members == [office.lena.pk, office.leo.pk]
        assert (three.mode, three.minimum, three.due_days) == ("at_least", 2, 5)
        assert (four.role, four.minimum) == ("controller", 1)


def test_what_is_saved_is_shown_and_saves_again_without_a_version(
    acme: Cast, office: Office, client: Client
) -> None:
    client.post(MINOR, typed({"people": "Lena, Leo", "name_en": "Lead", "name_zh": "领"}))
    html = client.get(MINOR).content.decode()
    [people] = values(html, "people")
    assert people == "Lena (LENA), Leo (LEO)"
    row = {"people": people, "name_en": "Lead", "name_zh": "领"}
    assert client.post(MINOR, typed(row, base=1)).status_code == 302
    assert versions(acme) == [1]


def test_a_stale_save_shows_the_difference_and_may_then_go_through(
    acme: Cast, office: Office, client: Client
) -> None:
    with tenant_scope(acme.tenant.pk):
        save_route((office.procedure, "minor"), [stage(office.leo)], by=acme.tom, base=0)
    mine = {"people": "Lena"}
    response = client.post(MINOR, typed(mine))
    html = response.content.decode()
    assert response.status_code == 422
    assert "changed by Tom meanwhile" in html
    assert re.search(r"<del>[^<]*Leo[^<]*</del>", html)
    assert re.search(r"<ins>[^<]*Lena[^<]*</ins>", html)
    assert 'name="base" value="1"' in html
    assert versions(acme) == [1]
    assert client.post(MINOR, typed(mine, base=1)).status_code == 302
    assert versions(acme) == [1, 2]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, "Say who signs"),
        ({"people": "Nemo"}, "Nobody here is called “Nemo”"),
        ({"people": "Same"}, "the name of several people. Give the staff number: S1, S2"),
        ({"people": "Lena", "due_days": 0}, "greater than or equal to 1"),
        ({"people": "Lena", "due_days": 999}, "less than or equal to 60"),
        ({"people": "Lena", "meaning": "prepared"}, "prepared is not one of the available choices"),
        ({"people": "Lena", "mode": "none"}, "none is not one of the available choices"),
        ({"who": "role:auditor"}, "role:auditor is not one of the available choices"),
        ({"who": "post:01901234-0000-7000-8000-000000000000"}, "not one of the available choices"),
        ({"people": "Lena", "mode": "at_least", "minimum": 2}, "2 signatures and names 1"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    acme: Cast, client: Client, row: Mapping[str, object], said: str
) -> None:
    for number in ("S1", "S2"):
        member = make_member(acme.tenant, f"Same{number}", "reader")  # type: ignore[arg-type]
        with tenant_scope(acme.tenant.pk):
            Member.objects.filter(pk=member.pk).update(name="Same", staff_number=number)
    response = client.post(MINOR, typed(row))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert versions(acme) == []


def test_nobody_of_the_neighbour_can_be_named(acme: Cast, bolt: Cast, client: Client) -> None:
    with tenant_scope(bolt.tenant.pk):
        library = make_library(bolt)
        Member.objects.filter(pk=bolt.ruth.pk).update(name="Neighbour")
    response = client.post(
        MINOR, typed({"people": "Neighbour"}, {"who": f"post:{library.head.pk}"})
    )
    html = response.content.decode()
    assert "Nobody here is called" in html
    assert "not one of the available choices" in html


@pytest.mark.parametrize("broken", [{"stages-TOTAL_FORMS": "x"}, {"base": ""}, {"base": "-1"}])
def test_a_broken_form_saves_nothing(
    acme: Cast, client: Client, broken: Mapping[str, object]
) -> None:
    response = client.post(MINOR, typed({"people": "Lena"}) | dict(broken))
    assert response.status_code in (200, 422)
    assert versions(acme) == []


def test_a_route_is_withdrawn(acme: Cast, client: Client) -> None:
    assert client.post(MAJOR, typed(base=1, do="withdraw")).status_code == 302
    html = client.get(MAJOR).content.decode()
    assert "There is no stage: submissions are refused." in html
    assert "Withdraw the route" not in html
    assert client.get(MATRIX).content.decode().count("dc-tag is-bad") == 6


def test_the_history_says_who_and_what(acme: Cast, client: Client) -> None:
    client.post(MAJOR, typed({"people": "Lena"}, base=1))
    html = client.get(MAJOR).content.decode()
    past = html[html.index(">Versions</h2>") :]
    assert past.index("Version 2") < past.index("Cora") < past.index("Version 1")
    assert re.search(r"<del>[^<]*Lena, Leo", past)
    assert "Last changed by Cora" in html


def test_what_is_not_there_is_404(client: Client) -> None:
    for path in ("NO/major/", "QP/nosuch/", "QP/major.php/"):
        assert client.get(MATRIX + path).status_code == 404
