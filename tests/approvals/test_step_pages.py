"""The pages on which somebody brings a colleague into a round, or urges."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from approvals.actions.rounds import submit
from approvals.actions.steps import add_signer
from approvals.models import Round, Step, Urge
from documents.models import Revision
from tenants.models import Member
from tenants.people.roles import Role
from tests.approvals.conftest import Office, states_of, step_of
from tests.world import Cast, make_member, signed_in


def english(member: Member) -> Client:
    client = signed_in(member)
    client.cookies["django_language"] = "en"
    return client


def page(revision: Revision, name: str, step: Step | None = None) -> str:
    at = f"/t/acme/documents/{revision.document.number}/revisions/{revision.n}/"
    return f"{at}steps/{step.pk}/{name}/" if step else f"{at}{name}/"


@pytest.fixture
def round(acme: Cast, office: Office) -> Round:
    return submit(office.draft(), by=acme.ada)


def test_a_signer_is_added_from_the_page_of_the_step_and_taken_back(
    acme: Cast, round: Round
) -> None:
    ravi, step = english(acme.ravi), step_of(round, acme.ravi)
    decide = ravi.get(page(round.revision, "decide")).content.decode()
    assert page(round.revision, "add", step) in decide
    assert '<option value="Ruth (RUTH)">' in decide
    form = {"person": "Ruth (RUTH)", "place": "before", "why": "Law", "due_days": "2"}
    for _twice in range(2):  # a double click
        answer = ravi.post(page(round.revision, "add", step), form)
        assert answer.headers["Location"] == "/tasks/"
    assert states_of(round)["Ruth"] == "open"
    decide = ravi.get(page(round.revision, "decide")).content.decode()
    assert "Added by Ravi, to sign before: Law" in decide
    added = step_of(round, acme.ruth)
    ravi.post(page(round.revision, "take-back", added))
    assert states_of(round) | {"Ruth": "taken_back", "Ravi": "open"} == states_of(round)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Rut", "Is it one of these? Ruth (RUTH)"),
        ("Nobody", "Enter a name or staff number"),
        ("Ada", "prepared it"),
        ("Zoe", "Several people are called that"),
        ("", "This field is required"),
    ],
)
def test_whoever_cannot_be_meant_is_said_on_the_page(
    acme: Cast, round: Round, typed: str, words: str
) -> None:
    for number in ("Z1", "Z2"):
        zoe = make_member(acme.tenant, f"Zoe{number}", Role.READER)
        Member.objects.filter(pk=zoe.pk).update(name="Zoe", staff_number=number)
    step = step_of(round, acme.ravi)
    form = {"person": typed, "why": "Ill"}
    answer = english(acme.ravi).post(page(round.revision, "hand-on", step), form)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert step_of(round, acme.ravi).state == "open"


def test_somebody_of_that_number_gets_it(acme: Cast, round: Round) -> None:
    step = step_of(round, acme.ravi)
    form = {"person": "ruth", "why": "Ill"}
    for _twice in range(2):
        answer = english(acme.ravi).post(page(round.revision, "hand-on", step), form)
        assert answer.headers["Location"] == "/tasks/"
    assert states_of(round)["Ruth"] == "open"
    shown = english(acme.ada).get(page(round.revision, "")[:-1]).content.decode()
    assert "Handed on by Ravi: Ill" in shown


def test_who_waits_urges_on_the_page_of_the_document(acme: Cast, round: Round) -> None:
    step, at = step_of(round, acme.ravi), page(round.revision, "")[:-1]
    ada = english(acme.ada)
    assert page(round.revision, "urge", step) in ada.get(at).content.decode()
    for _twice in range(2):
        ada.post(page(round.revision, "urge", step))
    assert Urge.objects.count() == 1
    shown = ada.get(at).content.decode()
    assert "Urged 1×" in shown
    assert "Ada has urged today already" in shown
    assert page(round.revision, "urge", step) not in shown
    assert page(round.revision, "urge", step) not in english(acme.ravi).get(at).content.decode()


def test_a_controller_is_offered_to_hand_on_what_is_late(acme: Cast, round: Round) -> None:
    step, at = step_of(round, acme.ravi), page(round.revision, "")[:-1]
    hand_on = page(round.revision, "hand-on", step)
    assert hand_on not in english(acme.cora).get(at).content.decode()
    assert step.due_on is not None
    with time_machine.travel(dt.datetime.combine(step.due_on, dt.time(4)) + dt.timedelta(days=1)):
        cora = english(acme.cora)
        assert hand_on in cora.get(at).content.decode()
        answer = cora.post(hand_on, {"person": "Ruth", "why": "Ill"})
    assert answer.headers["Location"] == at
    assert states_of(round)["Ruth"] == "open"


def test_others_are_informed_at_submission_and_later(acme: Cast, office: Office) -> None:
    draft = office.draft()
    ada = english(acme.ada)
    assert "Also inform" in ada.get(page(draft, "submit")).content.decode()
    wrong = ada.post(page(draft, "submit"), {"people": "Ruth, Rav"})
    assert "Is it one of these? Ravi (RAVI)" in wrong.content.decode()
    assert not Round.objects.exists()
    ada.post(page(draft, "submit"), {"people": "Ruth、Ravi"})
    assert states_of(Round.objects.get())["Ruth"] == "open"
    assert "Named by Ada" in ada.get(page(draft, "")[:-1]).content.decode()
    ada.post(page(draft, "inform"), {"people": "Cora"})
    assert states_of(Round.objects.get())["Cora"] == "open"


def test_who_added_after_and_signed_still_sees_what_was_added(acme: Cast, round: Round) -> None:
    step = step_of(round, acme.ravi)
    added = add_signer(step, acme.ruth, by=acme.ravi, place=Step.Place.AFTER, why="Law")
    shown = english(acme.ravi).get(page(round.revision, "decide")).content.decode()
    assert page(round.revision, "take-back", added) in shown
