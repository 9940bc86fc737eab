"""转交: give one's open step to somebody else, who decides instead."""

import datetime as dt

import pytest
import time_machine

from approvals.actions.decisions import confirm_seen, sign_step
from approvals.actions.rounds import submit
from approvals.actions.routes import save_route
from approvals.actions.steps import add_signer, hand_on
from approvals.models import Meaning, Round, Signature, Step
from approvals.rounds.verification import verify
from tenants.errors import IllegalMove, Refused
from tenants.models import AuditEntry, Member, Notice
from tenants.people.roles import Role
from tests.approvals.conftest import Office, states_of, step_of
from tests.approvals.test_delegate import delegate
from tests.approvals.test_route_versions import stage
from tests.world import PASSWORD, Cast, make_member


@pytest.fixture
def round(acme: Cast, office: Office) -> Round:
    return submit(office.draft(), by=acme.ada)


@pytest.fixture
def zoe(acme: Cast) -> Member:
    return make_member(acme.tenant, "Zoe", Role.READER)


def give(round: Round, holder: Member, to: Member, by: Member | None = None) -> Step:
    step = round.steps.get(member=holder, state=Step.State.OPEN)
    return hand_on(step, to, by=by or holder, why="She knows it.")


def told(member: Member) -> set[str]:
    return set(Notice.objects.filter(recipient=member).values_list("kind", flat=True))


def test_who_gets_it_decides_in_the_own_name_by_the_same_day(
    acme: Cast, office: Office, round: Round
) -> None:
    old = step_of(round, acme.ravi)
    new = give(round, acme.ravi, acme.ruth)
    old.refresh_from_db()
    assert old.state == Step.State.HANDED_ON
    assert (new.handed_from, new.given_by, new.state) == (old, acme.ravi, "open")
    facts = ("stage", "meaning", "mode", "due_on", "name_en")
    assert [getattr(new, f) for f in facts] == [getattr(old, f) for f in facts]
    assert told(acme.ruth) == {"step_handed_to"}
    assert "step_handed_on" in told(acme.ada)
    with pytest.raises(IllegalMove):
        sign_step(old, by=acme.ravi, password=PASSWORD)
    sign_step(new, by=acme.ruth, password=PASSWORD)
    assert states_of(round)["Lena"] == "open"
    signature = Signature.objects.get(step=new)
    assert signature.names() == "Ruth"
    assert verify(round) == []


def test_it_goes_on_again_but_never_back(
    acme: Cast, office: Office, round: Round, zoe: Member
) -> None:
    give(round, acme.ravi, acme.ruth)
    with pytest.raises(Refused, match="handed this step on already"):
        give(round, acme.ruth, acme.ravi)
    give(round, acme.ruth, zoe)
    with pytest.raises(Refused, match="handed this step on already"):
        give(round, zoe, acme.ravi)
    assert states_of(round)["Zoe"] == "open"


@pytest.mark.parametrize(
    ("who", "words"), [("ada", "prepared it"), ("otto", "cannot decide"), ("lena", "elsewhere")]
)
def test_segregation_is_tested_again(
    acme: Cast, office: Office, round: Round, who: str, words: str
) -> None:
    person = getattr(acme, who, None) or getattr(office, who)
    with pytest.raises(Refused, match=words):
        give(round, acme.ravi, person)
    assert step_of(round, acme.ravi).state == "open"


def test_nobody_gets_a_second_step_of_a_stage(acme: Cast, office: Office, round: Round) -> None:
    sign_step(step_of(round, acme.ravi), by=acme.ravi, password=PASSWORD)
    with pytest.raises(Refused, match="asked in this stage"):
        give(round, office.lena, office.leo)


def test_what_was_added_stays_beside_it(
    acme: Cast, office: Office, round: Round, zoe: Member
) -> None:
    step = step_of(round, acme.ravi)
    added = add_signer(step, acme.ruth, by=acme.ravi, place=Step.Place.AFTER, why="Law")
    new = give(round, acme.ravi, zoe)
    added.refresh_from_db()
    assert added.added_to == new
    sign_step(new, by=zoe, password=PASSWORD)
    assert states_of(round)["Ruth"] == "open"
    given = give(round, acme.ruth, acme.cora)
    assert (given.added_to, given.place) == (new, "after")
    sign_step(given, by=acme.cora, password=PASSWORD)
    assert states_of(round)["Lena"] == "open"


def test_a_view_goes_on_as_well(acme: Cast, office: Office, zoe: Member) -> None:
    stages = [stage(acme.ruth, meaning=Meaning.SEEN), stage(office.lena)]
    save_route((office.procedure, "major"), stages, by=acme.cora, base=1)
    round = submit(office.draft(), by=acme.ada)
    new = give(round, acme.ruth, zoe)
    assert told(zoe) == {"viewing_requested"}
    confirm_seen(new, by=zoe)


def test_a_controller_hands_on_for_who_is_absent_or_late_only(
    acme: Cast, office: Office, round: Round, zoe: Member
) -> None:
    with pytest.raises(Refused, match="absent or late"):
        give(round, acme.ravi, acme.ruth, by=office.lena)
    with pytest.raises(Refused, match="absent or late"):
        give(round, acme.ravi, acme.ruth, by=acme.cora)
    delegate(acme.ravi, office.lena, is_absent=True)
    give(round, acme.ravi, acme.ruth, by=acme.cora)
    assert "step_handed_on" in told(acme.ravi)
    due = step_of(round, acme.ruth).due_on
    assert due is not None
    with time_machine.travel(dt.datetime.combine(due, dt.time(4)) + dt.timedelta(days=1)):
        give(round, acme.ruth, zoe, by=acme.cora)


def test_handing_on_twice_is_handing_on_once(acme: Cast, round: Round) -> None:
    step, same = step_of(round, acme.ravi), step_of(round, acme.ravi)
    first = hand_on(step, acme.ruth, by=acme.ravi, why="x")
    assert hand_on(same, acme.ruth, by=acme.ravi, why="x") == first
    assert AuditEntry.objects.filter(event="step.handed_on").count() == 1
