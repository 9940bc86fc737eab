"""Who approves last says whether staff read a revision anew, and sees how many it concerns."""

import json

import pytest

from approvals.actions.acknowledgements import acknowledge
from approvals.actions.decisions import return_step, sign_step
from approvals.actions.rounds import submit
from approvals.models import Round
from approvals.reading.owed import still_owed_by
from approvals.rounds.rereading import Choice
from documents.actions.documents import set_audience
from documents.models import Document, Revision
from tenants.errors import Refused
from tenants.models import AuditEntry, Member
from tests.approvals.conftest import Office, issue, step_of
from tests.library import make_document, make_draft, put_in_force
from tests.world import PASSWORD, Cast, signed_in


@pytest.fixture
def round(acme: Cast, office: Office) -> Round:
    """A major change of what everybody has to read, in its last stage; Ruth read the one before."""
    document = make_document(office, office.ada)
    set_audience(document, everybody=True, units=[], by=office.ada)
    put_in_force(make_draft(document, office.ada))
    acknowledge(document.revisions.get(), by=acme.ruth)
    round = submit(office.draft(Document.objects.get(pk=document.pk)), by=office.ada)
    sign_step(step_of(round, acme.ravi), by=acme.ravi, password=PASSWORD)
    return round


def post(round: Round, by: Member, **choice: str) -> str:
    client, page = signed_in(by), f"/t/acme/documents/{round.revision.document.number}/"
    address = f"{page}revisions/{round.revision.n}/decide/"
    form = client.get(address).context["forms"]["sign"]
    said = {"decision": "sign", "key": form["key"].value(), "password": PASSWORD}
    facts = {f"{name}_{round.revision_id.hex}": value for name, value in choice.items()}
    return client.post(address, said | facts, follow=True).content.decode()


def choice_shown(round: Round, to: Member) -> str:
    page = f"/t/acme/documents/{round.revision.document.number}/revisions/{round.revision.n}/"
    return signed_in(to).get(f"{page}decide/").content.decode()


def finish(acme: Cast, round: Round) -> None:
    revision = Revision.objects.get(pk=round.revision_id)
    issue(acme, revision)


def test_the_last_approver_lets_what_was_acknowledged_hold(
    acme: Cast, office: Office, round: Round
) -> None:
    shown = choice_shown(round, office.lena)
    assert "Read anew: 6 people are asked." in shown
    assert "what 1 of them acknowledged carries over" in shown
    post(round, office.lena)  # says nothing: it stays as the change class proposes
    post(round, office.leo, reading="kept", seen="anew")
    round.refresh_from_db()
    assert (round.state, round.reads_anew) == ("passed", False)
    finish(acme, round)
    assert not still_owed_by(acme.ruth).exists()
    facts = json.loads(bytes(AuditEntry.objects.get(event="round.rereading").body))["facts"]
    said = {name: facts[name] for name in ("reads_anew", "is_override", "people", "earlier")}
    assert said == {"reads_anew": False, "is_override": True, "people": 6, "earlier": 1}
    page = f"/t/acme/documents/{round.revision.document.number}/"
    shown = signed_in(acme.ruth).get(page).content.decode()
    assert "Carried over from A/0" in shown


def test_the_next_approver_may_choose_otherwise(acme: Cast, office: Office, round: Round) -> None:
    pk = round.revision_id
    kept, anew = {pk: Choice(anew=False, seen=True)}, {pk: Choice(anew=True, seen=False)}
    sign_step(step_of(round, office.lena), by=office.lena, password=PASSWORD, reading=kept)
    assert not Revision.objects.get(pk=round.revision_id).must_acknowledge
    sign_step(step_of(round, office.leo), by=office.leo, password=PASSWORD, reading=anew)
    finish(acme, round)
    assert still_owed_by(acme.ruth).filter(pk=round.revision_id).exists()


def test_of_two_who_choose_the_second_looks_again(acme: Cast, office: Office, round: Round) -> None:
    chosen = {round.revision_id: Choice(anew=False, seen=True)}
    sign_step(step_of(round, office.lena), by=office.lena, password=PASSWORD, reading=chosen)
    with pytest.raises(Refused, match="Look again"):
        sign_step(step_of(round, office.leo), by=office.leo, password=PASSWORD, reading=chosen)
    round.refresh_from_db()
    assert round.state == "open"


def test_nobody_before_the_last_stage_is_asked(acme: Cast, office: Office) -> None:
    document = make_document(office, office.ada)
    set_audience(document, everybody=True, units=[], by=office.ada)
    put_in_force(make_draft(document, office.ada))
    round = submit(office.draft(Document.objects.get(pk=document.pk)), by=office.ada)
    assert "Everybody reads it anew: " not in choice_shown(round, acme.ravi)
    assert 'name="reading_' not in choice_shown(round, acme.ravi)
    post(round, acme.ravi, reading="kept", seen="anew")
    assert Revision.objects.get(pk=round.revision_id).must_acknowledge


def test_what_was_chosen_is_forgotten_when_it_is_returned(
    acme: Cast, office: Office, round: Round
) -> None:
    chosen = {round.revision_id: Choice(anew=False, seen=True)}
    sign_step(step_of(round, office.lena), by=office.lena, password=PASSWORD, reading=chosen)
    return_step(step_of(round, office.leo), by=office.leo, comment="Not yet")
    assert Revision.objects.get(pk=round.revision_id).must_acknowledge
