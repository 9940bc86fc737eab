"""加签: ask for another signature beside one's own, before it or after it."""

import datetime as dt

import pytest
import time_machine

from approvals.actions.decisions import return_step, sign_step
from approvals.actions.rounds import submit
from approvals.actions.steps import add_signer, take_back
from approvals.models import Meaning, Round, Signature, Stage, Step
from approvals.models.route import Mode
from approvals.rounds.verification import verify
from documents.models import Revision
from tenants.access import standings_of
from tenants.calendar import working_days
from tenants.errors import IllegalMove, Refused
from tenants.models import AuditEntry, Member, Notice
from tenants.people.roles import Role
from tests.approvals.conftest import Office, states_of, step_of
from tests.approvals.test_delegate import delegate
from tests.world import PASSWORD, Cast, make_member

BEFORE, AFTER = Step.Place.BEFORE, Step.Place.AFTER


@pytest.fixture
def round(acme: Cast, office: Office) -> Round:
    return submit(office.draft(), by=acme.ada)


@pytest.fixture
def zoe(acme: Cast) -> Member:
    return make_member(acme.tenant, "Zoe", Role.READER)


def add(round: Round, beside: Member, person: Member, place: Step.Place = BEFORE) -> Step:
    step = step_of(round, beside)
    return add_signer(step, person, by=beside, place=place, why="She knows the law.", due_days=2)


def sign(round: Round, member: Member) -> None:
    sign_step(step_of(round, member), by=member, password=PASSWORD)


def kinds(member: Member) -> list[str]:
    told = Notice.objects.filter(recipient=member).order_by("id")
    return list(told.values_list("kind", flat=True))


def test_who_is_added_before_signs_first_and_the_step_opens_again(
    acme: Cast, office: Office, round: Round
) -> None:
    add(round, acme.ravi, acme.ruth)
    states = {"Ravi": "waiting", "Ruth": "open", "Lena": "waiting", "Leo": "waiting"}
    assert states_of(round) == states
    with pytest.raises(IllegalMove):
        sign(round, acme.ravi)
    assert (standings_of(acme.ravi.user, counting=True)[0].waiting or {})["decide"] == 0
    with time_machine.travel(dt.datetime.now(tz=dt.UTC) + dt.timedelta(days=30)):
        before = step_of(round, acme.ravi).due_on
        sign(round, acme.ruth)
        ravi = step_of(round, acme.ravi)
    assert ravi.state == "open"
    assert before is not None
    assert ravi.due_on is not None
    assert ravi.due_on > before  # a day of its own
    assert kinds(acme.ravi)[-1] == "step_open_again"
    assert step_of(round, office.lena).state == "waiting"
    sign(round, acme.ravi)
    assert step_of(round, office.lena).state == "open"
    signature = Signature.objects.get(signer=acme.ruth)
    assert signature.meaning == Meaning.COUNTERSIGNED
    assert verify(round) == []


def test_who_is_added_after_signs_last_and_the_stage_waits(
    acme: Cast, office: Office, round: Round
) -> None:
    add(round, acme.ravi, acme.ruth, AFTER)
    assert step_of(round, acme.ruth).state == "waiting"
    assert "signature_asked" not in kinds(acme.ruth)
    sign(round, acme.ravi)
    assert states_of(round)["Ruth"] == "open"
    assert states_of(round)["Lena"] == "waiting"
    assert kinds(acme.ruth) == ["signature_asked"]
    sign(round, acme.ruth)
    assert states_of(round)["Lena"] == "open"


def test_each_who_is_added_has_days_of_their_own(
    acme: Cast, office: Office, round: Round, zoe: Member
) -> None:
    step, days = step_of(round, acme.ravi), {acme.ruth: 2, zoe: 9}
    for person, due_days in days.items():
        add_signer(step, person, by=acme.ravi, place=AFTER, why="Law", due_days=due_days)
    sign(round, acme.ravi)
    work, today = working_days(), acme.tenant.today()
    due = {person: step_of(round, person).due_on for person in days}
    assert due == {person: work.after(today, n) for person, n in days.items()}


def test_who_is_added_after_holds_up_nobody_before(
    acme: Cast, office: Office, round: Round, zoe: Member
) -> None:
    add(round, acme.ravi, zoe, AFTER)
    add(round, acme.ravi, acme.ruth)
    delegate(acme.ruth, office.leo)
    sign_step(step_of(round, acme.ruth), by=office.leo, password=PASSWORD)
    assert (states_of(round)["Ravi"], states_of(round)["Zoe"]) == ("open", "waiting")
    told = Notice.objects.get(recipient=acme.ravi, kind="step_open_again")
    assert told.facts["by"] == "Leo for Ruth"


def test_what_is_added_to_the_last_step_holds_the_approval(
    acme: Cast, office: Office, round: Round
) -> None:
    sign(round, acme.ravi)
    add(round, office.leo, acme.ruth, AFTER)
    sign(round, office.lena)
    sign(round, office.leo)
    round.refresh_from_db()
    assert round.state == Round.State.OPEN
    sign(round, acme.ruth)
    assert Revision.objects.get().state == Revision.State.APPROVED


def test_where_any_one_signs_an_unsigned_step_takes_its_additions_along(
    acme: Cast, office: Office
) -> None:
    Stage.objects.filter(meaning=Meaning.APPROVED).update(mode=Mode.ANY)
    round = submit(office.draft(), by=acme.ada)
    sign(round, acme.ravi)
    add(round, office.leo, acme.ruth)
    sign(round, office.lena)
    off = {"Leo": "not_required", "Ruth": "not_required"}
    assert states_of(round) == {"Ravi": "signed", "Lena": "signed", **off}
    round.refresh_from_db()
    assert round.state == Round.State.PASSED
    assert "approval_not_required" in kinds(office.leo)
    assert "approval_not_required" in kinds(acme.ruth)


def test_where_any_one_signs_an_added_signature_is_not_that_one(acme: Cast, office: Office) -> None:
    Stage.objects.filter(meaning=Meaning.APPROVED).update(mode=Mode.ANY)
    round = submit(office.draft(), by=acme.ada)
    sign(round, acme.ravi)
    add(round, office.leo, acme.ruth)
    sign(round, acme.ruth)
    assert (states_of(round)["Leo"], states_of(round)["Lena"]) == ("open", "open")


def test_where_any_one_signs_two_may_while_an_addition_waits(acme: Cast, office: Office) -> None:
    Stage.objects.filter(meaning=Meaning.APPROVED).update(mode=Mode.ANY)
    round = submit(office.draft(), by=acme.ada)
    sign(round, acme.ravi)
    add(round, office.leo, acme.ruth, AFTER)
    for member in (office.leo, office.lena):
        sign(round, member)
        round.refresh_from_db()
        assert round.state == Round.State.OPEN
    sign(round, acme.ruth)
    round.refresh_from_db()
    assert round.state == Round.State.PASSED


def test_an_added_signer_returns_like_others(acme: Cast, office: Office, round: Round) -> None:
    add(round, acme.ravi, acme.ruth)
    return_step(step_of(round, acme.ruth), by=acme.ruth, comment="Clause 3")
    round.refresh_from_db()
    assert round.state == Round.State.RETURNED
    assert states_of(round)["Ravi"] == "not_required"


def test_additions_go_two_deep(acme: Cast, office: Office, round: Round, zoe: Member) -> None:
    add(round, acme.ravi, acme.ruth)
    add(round, acme.ruth, zoe)
    with pytest.raises(Refused, match="cannot add one more"):
        add(round, zoe, acme.cora)
    for member in (zoe, acme.ruth, acme.ravi):
        sign(round, member)
    assert states_of(round)["Lena"] == "open"


def test_a_deputy_adds_as_well(acme: Cast, office: Office, round: Round, zoe: Member) -> None:
    delegate(acme.ravi, acme.ruth)
    step = step_of(round, acme.ravi)
    added = add_signer(step, zoe, by=acme.ruth, place=BEFORE, why="Law")
    assert added.given_by == acme.ruth
    take_back(added, by=acme.ruth)
    assert step_of(round, acme.ravi).state == "open"


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("ada", "prepared it"),
        ("ravi", "in your place"),
        ("otto", "cannot decide"),
        ("deputy", "in your place"),
    ],
)
def test_who_may_not_sign_is_not_added(
    acme: Cast, round: Round, zoe: Member, who: str, words: str
) -> None:
    delegate(acme.ravi, zoe)
    person = zoe if who == "deputy" else getattr(acme, who)
    with pytest.raises(Refused, match=words):
        add(round, acme.ravi, person)
    assert step_of(round, acme.ravi).state == "open"


def test_one_person_signs_once_in_a_stage_in_whosever_place(
    acme: Cast, office: Office, round: Round, zoe: Member
) -> None:
    sign(round, acme.ravi)
    with pytest.raises(Refused, match="asked in this stage"):
        add(round, office.lena, office.leo)
    add(round, office.lena, zoe)
    delegate(zoe, office.lena)  # who added cannot give the added signature, too
    with pytest.raises(Refused, match="not yours"):
        sign_step(step_of(round, zoe), by=office.lena, password=PASSWORD)


def test_only_who_has_an_open_step_adds_and_says_why(acme: Cast, round: Round) -> None:
    step = step_of(round, acme.ravi)
    with pytest.raises(Refused, match="not yours"):
        add_signer(step, acme.ruth, by=acme.cora, place=BEFORE, why="x")
    with pytest.raises(Refused, match="Say why"):
        add_signer(step, acme.ruth, by=acme.ravi, place=BEFORE, why=" ")
    sign(round, acme.ravi)
    with pytest.raises(IllegalMove):
        add_signer(step, acme.ruth, by=acme.ravi, place=BEFORE, why="x")


def test_adding_twice_is_adding_once(acme: Cast, round: Round) -> None:
    assert add(round, acme.ravi, acme.ruth) == add(round, acme.ravi, acme.ruth)
    assert AuditEntry.objects.filter(event="step.added").count() == 1
