"""The stages of a route in its editor, which works without JavaScript."""

import re

import pytest
from django.test import Client

from approvals.actions.routes import save_route
from approvals.models import Stage
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, make_office
from tests.approvals.routing import MAJOR, MATRIX, MINOR, typed, values, versions
from tests.approvals.test_route_versions import stage
from tests.world import Cast, signed_in


@pytest.fixture
def office(acme: Cast) -> Office:
    with tenant_scope(acme.tenant.pk):
        return make_office(acme)


@pytest.fixture
def client(acme: Cast, office: Office) -> Client:
    return signed_in(acme.cora)


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
