"""The page on which somebody leaves: what is shown to whom, forms, bad input."""

import pytest
from django.test import Client

from approvals.actions.rounds import submit
from documents.models import Document
from tenants.models import Member
from tests.approvals.conftest import Office
from tests.approvals.test_hand_over import all_to
from tests.documents.test_statements import statements
from tests.library import make_document, make_effective
from tests.world import Cast, signed_in

# -- the page


def english(member: Member) -> Client:
    client = signed_in(member)
    client.cookies["django_language"] = "en"
    return client


def url(member: Member) -> str:
    return f"/t/acme/people/{member.pk}/leaving/"


def ticked(leaver: Member, to: Member, *kinds: str) -> dict[str, object]:
    moves = all_to(leaver, to, *kinds)
    form: dict[str, object] = {"act": "hand_over"}
    for kind in {move.kind for move in moves}:
        form[kind] = [move.key for move in moves if move.kind == kind]
        form[f"{kind}_to"] = str(to.pk)
    return form


def test_an_administrator_hands_over_and_ends_it_by_forms(
    acme: Cast, office: Office, ann: Member
) -> None:
    draft = office.draft()
    tom = english(acme.tom)
    shown = tom.get(url(acme.ada)).content.decode()
    assert "Documents owned" in shown
    assert "Drafts in work" in shown
    refused = tom.post(url(acme.ada), {"act": "deactivate"})
    assert (refused.status_code, "still holds" in refused.content.decode()) == (422, True)
    assert tom.post(url(acme.ada), ticked(acme.ada, ann)).status_code == 302
    draft.refresh_from_db()
    assert draft.prepared_by == ann
    assert tom.post(url(acme.ada), {"act": "deactivate"}).status_code == 302
    assert not Member.objects.get(pk=acme.ada.pk).is_active()
    assert tom.post(url(acme.ada), {"act": "return"}).status_code == 302
    assert Member.objects.get(pk=acme.ada.pk).is_active()


def test_the_administrator_reads_no_titles_that_are_not_theirs(acme: Cast, office: Office) -> None:
    document = make_effective(office, acme.ada, "Secret matter")
    Document.objects.filter(pk=document.pk).update(restricted=True)
    assert "Secret matter" not in english(acme.tom).get(url(acme.ada)).content.decode()
    assert "Secret matter" in english(acme.cora).get(url(acme.ada)).content.decode()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"act": "hand_over"}, "Choose what goes to whom"),
        ({"act": "hand_over", "documents": ["x"]}, "Select a valid choice"),
        ({"act": "hand_over", "documents_to": "x"}, "Select a valid choice"),
        ({"act": "leave"}, "This field is required"),
        ({"act": "return", "valid_until": "soon"}, "Enter a valid date"),
    ],
)
def test_bad_input_changes_nothing(
    acme: Cast, office: Office, form: dict[str, object], said: str
) -> None:
    make_document(office, acme.ada)
    answer = english(acme.tom).post(url(acme.ada), form)
    if form["act"] != "return":  # its form is not shown for who is here
        assert said in answer.content.decode()
    assert answer.status_code == 422
    assert Document.objects.get().owner == acme.ada


def test_an_unknown_act_is_a_look(acme: Cast, office: Office) -> None:
    assert english(acme.tom).post(url(acme.ada), {"act": "nonsense"}).status_code == 200


def test_a_successor_from_next_door_is_none(acme: Cast, bolt: Cast, office: Office) -> None:
    make_document(office, acme.ada)
    form = ticked(acme.ada, bolt.cora)
    assert "Select a valid choice" in english(acme.tom).post(url(acme.ada), form).content.decode()
    assert english(acme.tom).get(url(bolt.ada)).status_code == 404


def test_the_page_is_flat_in_what_is_held(acme: Cast, office: Office) -> None:
    costs = set()
    for count in (1, 4):
        for _ in range(count):
            submit(office.draft(), by=acme.ada)
        costs.add((statements(acme.tom, url(acme.ada)), statements(acme.tom, url(acme.ravi))))
    assert len(costs) == 1
