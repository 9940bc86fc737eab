"""An added signer is taken back: who waited for it goes on, and nobody who waits for another."""

import pytest

from approvals.actions.decisions import sign_step
from approvals.actions.steps import add_signer, take_back
from approvals.models import Round
from tenants.errors import IllegalMove, Refused
from tenants.models import AuditEntry, Member, Notice
from tests.approvals.conftest import Office, states_of, step_of
from tests.approvals.test_add_signer import AFTER, BEFORE, add, kinds, round, sign, zoe
from tests.approvals.test_delegate import delegate
from tests.world import PASSWORD, Cast

__all__ = ["round", "zoe"]  # fixtures


def test_an_addition_is_taken_back_and_may_be_made_again(
    acme: Cast, office: Office, round: Round, zoe: Member
) -> None:
    added = add(round, acme.ravi, acme.ruth)
    further = add(round, acme.ruth, zoe)
    with pytest.raises(Refused, match="Only who added"):
        take_back(added, by=office.lena)
    take_back(added, by=acme.ravi)
    take_back(added, by=acme.ravi)
    further.refresh_from_db()
    assert (added.state, further.state) == ("taken_back", "not_required")
    assert step_of(round, acme.ravi).state == "open"
    assert "addition_taken_back" in kinds(acme.ruth)
    assert AuditEntry.objects.filter(event="step.taken_back").count() == 1
    again = add(round, acme.ravi, acme.ruth)
    sign_step(again, by=acme.ruth, password=PASSWORD)
    with pytest.raises(IllegalMove, match="decided meanwhile"):
        take_back(again, by=acme.ravi)


def test_taking_back_what_the_stage_waits_for_lets_it_go_on(
    acme: Cast, office: Office, round: Round
) -> None:
    added = add(round, acme.ravi, acme.ruth, AFTER)
    sign(round, acme.ravi)
    take_back(added, by=acme.ravi)
    assert states_of(round)["Lena"] == "open"


def test_whose_step_opens_again_reads_who_took_the_addition_back(
    acme: Cast, round: Round, zoe: Member
) -> None:
    delegate(acme.ravi, acme.ruth)
    added = add_signer(step_of(round, acme.ravi), zoe, by=acme.ruth, place=BEFORE, why="Law")
    take_back(added, by=acme.ruth)
    told = Notice.objects.get(recipient=acme.ravi, kind="step_open_again")
    assert told.facts["by"] == "Ruth"


def test_taking_one_back_opens_nothing_that_waits_for_another(
    acme: Cast, round: Round, zoe: Member
) -> None:
    after = add(round, acme.ravi, zoe, AFTER)
    add(round, acme.ravi, acme.ruth)
    take_back(after, by=acme.ravi)
    assert states_of(round)["Ravi"] == "waiting"
    sign(round, acme.ruth)
    assert states_of(round)["Ravi"] == "open"


def test_who_was_added_after_waits_for_whom_they_added_before(
    acme: Cast, office: Office, round: Round, zoe: Member
) -> None:
    added = {who: add(round, acme.ravi, who, AFTER) for who in (zoe, acme.ruth)}
    sign(round, acme.ravi)
    add(round, acme.ruth, acme.cora)
    take_back(added[zoe], by=acme.ravi)
    assert (states_of(round)["Ruth"], states_of(round)["Cora"]) == ("waiting", "open")
    for member in (acme.cora, acme.ruth):
        sign(round, member)
    assert step_of(round, office.lena).state == "open"
