"""The settings of routes: the matrix, and the editor that works without JavaScript."""

import re
from collections.abc import Mapping

import pytest
from django.test import Client

from approvals.actions.routes import save_route
from approvals.models import Route, Stage
from tenants.models import Member, Unit
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, make_office
from tests.approvals.test_route_versions import stage
from tests.documents.test_statements import statements
from tests.library import make_library, make_type
from tests.world import Cast, make_member, signed_in

MATRIX = "/t/acme/settings/routes/"
MAJOR, MINOR = f"{MATRIX}QP/major/", f"{MATRIX}QP/minor/"


@pytest.fixture
def office(acme: Cast) -> Office:
    with tenant_scope(acme.tenant.pk):
        return make_office(acme)


@pytest.fixture
def client(acme: Cast, office: Office) -> Client:
    return signed_in(acme.cora)


def typed(*rows: Mapping[str, object], base: int = 0, do: str = "save") -> dict[str, object]:
    """Return what a browser sends: the rows as typed, and the button pressed."""
    data: dict[str, object] = {
        "do": do,
        "base": base,
        "stages-TOTAL_FORMS": len(rows),
        "stages-INITIAL_FORMS": 0,
    }
    for n, row in enumerate(rows):
        filled = {"meaning": "approved", "mode": "all", "minimum": 1, "due_days": 3} | dict(row)
        data |= {f"stages-{n}-{name}": value for name, value in filled.items()}
    return data


def values(html: str, name: str) -> list[str]:
    """Return what stands in a text field of each stage, in order."""
    return re.findall(rf'name="stages-\d+-{name}" value="([^"]*)"', html)


def versions(acme: Cast, change: str = "minor") -> list[int]:
    with tenant_scope(acme.tenant.pk):
        return list(Route.objects.filter(change_class=change).values_list("number", flat=True))


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


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("up-1", ["B", "A", "C"]),
        ("down-1", ["A", "C", "B"]),
        ("remove-0", ["B", "C"]),
        ("up-0", ["A", "B", "C"]),
        ("down-2", ["A", "B", "C"]),
        ("up-9", ["A", "B", "C"]),
        ("up-" + "9" * 5000, ["A", "B", "C"]),
        ("nonsense", ["A", "B", "C"]),
        ("remove-x", ["A", "B", "C"]),
        ("up--1", ["A", "B", "C"]),
    ],
)
def test_buttons_move_stages_and_save_nothing(
    acme: Cast, client: Client, do: str, order: list[str]
) -> None:
    rows = [{"name_en": name, "people": "half typed"} for name in "ABC"]
    response = client.post(MINOR, typed(*rows, do=do))
    assert response.status_code == 200
    html = response.content.decode()
    assert values(html, "name_en") == order
    assert values(html, "people") == ["half typed"] * len(order)
    assert versions(acme) == []


def test_a_stage_is_added_up_to_the_most(client: Client) -> None:
    html = client.post(MINOR, typed({"name_en": "A"}, do="add")).content.decode()
    assert html.count('class="dc-fields"') == 2
    html = client.post(MINOR, typed(*[{"name_en": "A"}] * 12, do="add")).content.decode()
    assert html.count('class="dc-fields"') == 12


def test_moving_keeps_the_version_the_editor_began_with(
    acme: Cast, office: Office, client: Client
) -> None:
    with tenant_scope(acme.tenant.pk):
        save_route((office.procedure, "minor"), [stage(office.leo)], by=acme.tom, base=0)
    html = client.post(MINOR, typed({"people": "Lena"}, do="add")).content.decode()
    assert 'name="base" value="0"' in html


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


def test_the_preview_is_of_what_is_typed(acme: Cast, office: Office, client: Client) -> None:
    look = typed({"who": f"here:{office.head.pk}"}, {"people": "Lena"}, do="look")
    html = client.post(MINOR, look | {"unit": str(office.office.pk)}).content.decode()
    asked = html[html.index("Today this asks</h2>") :]
    assert "Ravi" in asked
    assert "Lena" in asked
    assert "Submission refused" not in asked
    html = client.post(MINOR, look | {"unit": str(office.service.pk)}).content.decode()
    assert "Submission refused" in html
    assert versions(acme) == []


def test_the_preview_takes_out_the_author(acme: Cast, client: Client) -> None:
    html = client.post(MINOR, typed({"people": "Ada"}, do="look")).content.decode()
    assert "Submission refused" not in html
    look = typed({"people": "Ada"}, do="look") | {"author": "Ada"}
    assert "Submission refused" in client.post(MINOR, look).content.decode()


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


def test_what_is_not_there_is_404(client: Client) -> None:
    for path in ("NO/major/", "QP/nosuch/", "QP/major.php/"):
        assert client.get(MATRIX + path).status_code == 404


def test_a_tenant_without_types_says_so(acme: Cast) -> None:
    html = signed_in(acme.cora).get(MATRIX).content.decode()
    assert "There is no document type yet." in html


def test_all_who_only_view_are_asked(acme: Cast, client: Client) -> None:
    look = {"meaning": "seen", "people": "Ruth, Leo", "mode": "at_least", "minimum": 9}
    assert client.post(MINOR, typed(look, {"people": "Lena"})).status_code == 302
    with tenant_scope(acme.tenant.pk):
        seen = Stage.objects.get(meaning="seen")
        assert (seen.mode, seen.minimum, seen.name_en, seen.name_zh) == ("all", 1, "View", "阅知")
    assert "all are asked" in client.get(MINOR).content.decode()


def test_an_ended_post_is_offered_only_where_it_stands(
    acme: Cast, office: Office, client: Client
) -> None:
    with tenant_scope(acme.tenant.pk):
        type(office.head).objects.update(ended_on="2026-01-01")
    value = f'value="here:{office.head.pk}"'
    assert value in client.get(MAJOR).content.decode()
    assert value not in client.get(MINOR).content.decode()


def test_a_condition_is_typed_in_plain_words_and_kept(acme: Cast, client: Client) -> None:
    """As data; it is shown again, said in versions and matrix, and moves with its row."""
    when = {"when_clauses": "7.5， 第三条", "when_forms": "任一", "when_amount": "on"}
    finance = {"people": "Lena", "meaning": "countersigned", "when_words": ""} | when
    rows = (finance, {"people": "Leo"})
    html = client.post(MINOR, typed(*rows, do="look")).content.decode()
    assert "only when clause 7.5, 第三条 is touched or a form changes or an amount changes" in html
    client.post(MINOR, typed(*rows))
    with tenant_scope(acme.tenant.pk):
        first, last = Stage.objects.filter(route__change_class="minor")
    assert first.condition == {"clauses": ["7.5", "第三条"], "forms": ["*"], "amount": ["*"]}
    assert last.condition == {}
    html = client.get(MINOR).content.decode()
    assert values(html, "when_clauses") == ["7.5, 第三条"]
    assert html.count("<details open") == 1
    assert "(Countersign) → Approve" in client.get(MATRIX).content.decode()
    moved = client.post(MINOR, typed(*rows, do="down-0", base=1)).content.decode()
    assert re.search(r'name="stages-1-when_amount"[^>]* checked', moved)


def test_a_condition_on_the_last_stage_is_refused_with_a_sentence(client: Client) -> None:
    answer = client.post(MINOR, typed({"people": "Lena", "when_amount": "on"}))
    assert answer.status_code == 422
    assert "always asked" in answer.content.decode()
