"""What was written and sent after the session had ended, or by a page from before it began."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from approvals.actions.rounds import submit
from approvals.models import Message, Review, Round, Step
from documents.models import Document, Revision
from tests.approvals.conftest import Office, approve, issue, step_of
from tests.world import PASSWORD, Cast, signed_in

SENT = "Train them first, <b>all\r\nof them"  # as browsers end a line
WORDS = SENT.replace("\r\n", "\n")


@pytest.fixture
def round(office: Office) -> Round:
    return submit(office.draft(), by=office.ada)


def page(revision: Revision, tail: str) -> str:
    return f"/t/acme/documents/{revision.document.number}/revisions/{revision.n}/{tail}"


def held_at(address: str, **said: str) -> tuple[str, dict[str, str], Client]:
    """Send it without a session; return where the page leads, and what it still holds."""
    client = Client(enforce_csrf_checks=True)
    held = client.post(address, said)
    assert (held.status_code, "not lost" in held.text) == (403, True)
    assert PASSWORD not in held.text
    back = re.search(r'<form method="post" action="([^"]+again/[^"]*)"', held.text)
    assert back is not None
    names = set(re.findall(r'<textarea name="(\w+)"', held.text))
    return back[1], {name: said[name] for name in names}, client


def onward(shown: Any) -> str:
    """Return where the forms of a page go that do not say they go elsewhere."""
    (address,) = set(re.findall(r'method="post" action="([^"]+/decide/[^"]*)"', shown.text))
    return unescape(address)


def filled(shown: Any, decision: str) -> dict[str, str]:
    """Return what the form on the page holds, and who signs, confirmed anew."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown.text)
    assert token is not None
    form = shown.context["forms"][decision]
    known = {"decision": decision, "csrfmiddlewaretoken": token[1], "password": PASSWORD}
    return known | {name: str(form[name].value()) for name in ("key", "comment")}


@pytest.mark.parametrize("decision", ["sign", "return", "reject"])
def test_a_decision_is_filled_in_again_and_not_made(
    office: Office, round: Round, decision: str
) -> None:
    step = step_of(round, office.ravi)
    address = f"{page(round.revision, 'decide/')}?step={step.pk}"
    said = {"decision": decision, "comment": SENT, "password": PASSWORD}
    back, kept, client = held_at(address, **said)
    assert back.endswith(f"decide/again/?step={step.pk}")
    client.force_login(office.ravi.user)
    shown = client.post(back, kept)
    assert shown.context["forms"][decision]["comment"].value() == WORDS
    assert "It has not been sent yet." in shown.text
    assert ('<details class="dc-card" id="return" open>' in shown.text) == (decision == "return")
    step.refresh_from_db()
    assert step.state == Step.State.OPEN
    assert client.post(onward(shown), filled(shown, decision)).status_code == 302
    step.refresh_from_db()
    assert step.comment == WORDS


def test_a_verdict_is_filled_in_again_and_not_given(acme: Cast, office: Office) -> None:
    document: Document = approve(office, office.draft()).document
    issue(acme, document.revisions.get())
    address = f"/t/acme/documents/{document.number}/review/"
    said = {"verdict": "revise", "comment": SENT, "act_by": "2099-01-02", "password": PASSWORD}
    back, kept, client = held_at(address, **said)
    client.force_login(acme.cora.user)
    form = client.post(back, kept).context["form"]
    assert [form[name].value() for name in ("verdict", "comment", "act_by")] == [
        "revise",
        WORDS,
        "2099-01-02",
    ]
    assert not Review.objects.given().exists()


def test_what_is_said_to_a_round_and_why_one_hands_on_are_filled_in_again(
    office: Office, round: Round
) -> None:
    revision, step = round.revision, step_of(round, office.ravi)
    back, kept, client = held_at(page(revision, "talk/"), body=SENT)
    client.force_login(office.ravi.user)
    assert client.post(back, kept).context["talk"].form["body"].value() == WORDS
    for act in ("add", "hand-on"):
        back, kept, client = held_at(
            page(revision, f"steps/{step.pk}/{act}/"), person="Leo", why=SENT
        )
        client.force_login(office.ravi.user)
        form = client.post(back, kept).context["form"]
        assert (form["person"].value(), form["why"].value()) == ("Leo", WORDS)
    assert not Message.objects.exists()
    assert not round.steps.filter(member=office.ravi).exclude(state=Step.State.OPEN).exists()


def test_a_package_is_filled_in_again_with_its_drafts(acme: Cast, office: Office) -> None:
    drafts = [str(office.draft().pk) for _each in range(2)]
    client = signed_in(office.ada)
    said = {"title": "Fire", "reason": SENT, "drafts": drafts}
    form = client.post("/t/acme/packages/new/again/", said).context["form"]
    assert [form[name].value() for name in ("title", "reason")] == ["Fire", WORDS]
    assert form["drafts"].value() == drafts


def test_a_form_from_before_one_signed_in_anew_is_filled_in_again(
    office: Office, round: Round
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.ravi.user)
    said = {"decision": "sign", "comment": SENT, "password": PASSWORD}
    held = client.post(page(round.revision, "decide/"), said)
    assert (held.status_code, "You have signed in anew" in held.text) == (403, True)
    assert 'href="/sign-in/"' not in held.text
    shown = client.post(page(round.revision, "decide/again/"), said)
    assert shown.context["forms"]["sign"]["comment"].value() == WORDS


def test_a_button_pressed_without_a_session_leads_back_to_its_page(
    office: Office, round: Round
) -> None:
    urge = page(round.revision, f"steps/{step_of(round, office.ravi).pk}/urge/")
    here = {"referer": "http://testserver/tasks/started/?q=fire"}
    answer = Client().post(urge, headers=here)
    assert answer["Location"] == "/sign-in/?next=/tasks/started/%3Fq%3Dfire"
    elsewhere = {"referer": "https://evil.example/tasks/"}
    assert Client().post(urge, headers=elsewhere)["Location"] == "/sign-in/?next=/"


def test_an_address_that_only_takes_forms_says_so(office: Office, round: Round) -> None:
    answer = signed_in(office.ada).get(page(round.revision, "recall/"))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Go back to the page on which the form stands." in answer.text


def test_an_old_form_without_words_says_what_happened(office: Office, round: Round) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.ada.user)
    answer = client.post(page(round.revision, "recall/"))
    assert (answer.status_code, "This form is out of date" in answer.text) == (403, True)
    assert "role" not in answer.text
