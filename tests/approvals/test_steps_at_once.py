"""Adding, handing on and urging at the same instant as others decide: one outcome each time."""

import pytest

from approvals.actions.decisions import return_step
from approvals.actions.rounds import submit
from approvals.actions.steps import add_signer, hand_on, take_back
from approvals.actions.waiting import inform, urge
from approvals.models import Round, Signature, Step, Urge
from documents.models import Revision
from tenants.models import AuditEntry, Member, Notice
from tenants.people.roles import Role
from tenants.scope import new_id, tenant_scope
from tests.approvals.conftest import Office, make_office, states_of, step_of
from tests.approvals.test_at_once import Act, at_once, signing, steps_of
from tests.approvals.test_delegate import delegate
from tests.world import Cast, make_cast, make_member

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE, AFTER = Step.Place.BEFORE, Step.Place.AFTER


@pytest.fixture
def acme() -> Cast:
    return make_cast("ACME")


@pytest.fixture
def office(acme: Cast) -> Office:
    with tenant_scope(acme.tenant.pk):
        return make_office(acme)


@pytest.fixture
def round(acme: Cast, office: Office) -> Round:
    with tenant_scope(acme.tenant.pk):
        return submit(office.draft(), by=acme.ada)


@pytest.fixture
def zoe(acme: Cast) -> Member:
    return make_member(acme.tenant, "Zoe", Role.READER)


def adding(step: Step, person: Member, by: Member, place: Step.Place = BEFORE) -> Act:
    return lambda: add_signer(step, person, by=by, place=place, why="Law") and None


def giving(step: Step, person: Member, by: Member) -> Act:
    return lambda: hand_on(step, person, by=by, why="Ill") and None


def urging(step: Step, by: Member) -> Act:
    return lambda: urge(step, by=by) and None


def events(event: str) -> int:
    return AuditEntry.objects.filter(event=event).count()


def test_a_step_is_signed_or_gets_a_signer_before_it(acme: Cast, round: Round) -> None:
    step, same = steps_of(acme, round, acme.ravi, acme.ravi)
    signed, added = at_once(
        acme.tenant, [signing(step, acme.ravi), adding(same, acme.ruth, acme.ravi)]
    )
    assert (signed is None) != (added is None)
    with tenant_scope(acme.tenant.pk):
        assert states_of(round)["Ravi"] == ("signed" if signed is None else "waiting")
        assert ("Ruth" in states_of(round)) is (added is None)
        assert Signature.objects.filter(step=step).exists() is (signed is None)


def test_two_tabs_add_the_same_signer_once(acme: Cast, round: Round) -> None:
    tabs = steps_of(acme, round, *[acme.ravi] * 4)
    results = at_once(acme.tenant, [adding(tab, acme.ruth, acme.ravi) for tab in tabs])
    assert results == [None] * 4
    with tenant_scope(acme.tenant.pk):
        assert round.steps.filter(member=acme.ruth).count() == 1
        assert events("step.added") == 1


def test_holder_and_deputy_add_the_same_person_once(acme: Cast, round: Round, zoe: Member) -> None:
    with tenant_scope(acme.tenant.pk):
        delegate(acme.ravi, acme.ruth)
    tabs = steps_of(acme, round, acme.ravi, acme.ravi)
    both = [adding(tabs[0], zoe, acme.ravi), adding(tabs[1], zoe, acme.ruth)]
    assert sum(result is None for result in at_once(acme.tenant, both)) == 1
    with tenant_scope(acme.tenant.pk):
        assert round.steps.filter(member=zoe).count() == 1


def test_a_step_is_handed_on_or_signed_by_the_deputy(acme: Cast, round: Round, zoe: Member) -> None:
    with tenant_scope(acme.tenant.pk):
        delegate(acme.ravi, acme.ruth)
    step, same = steps_of(acme, round, acme.ravi, acme.ravi)
    given, signed = at_once(acme.tenant, [giving(step, zoe, acme.ravi), signing(same, acme.ruth)])
    assert (given is None) != (signed is None)
    with tenant_scope(acme.tenant.pk):
        step.refresh_from_db()
        assert step.state == ("handed_on" if given is None else "signed")
        assert ("Zoe" in states_of(round)) is (given is None)


def test_a_step_goes_to_one_of_two(acme: Cast, round: Round, zoe: Member) -> None:
    tabs = steps_of(acme, round, acme.ravi, acme.ravi)
    both = [giving(tabs[0], acme.ruth, acme.ravi), giving(tabs[1], zoe, acme.ravi)]
    assert sum(result is None for result in at_once(acme.tenant, both)) == 1
    with tenant_scope(acme.tenant.pk):
        assert round.steps.filter(handed_from=tabs[0]).count() == 1
        assert events("step.handed_on") == 1


def test_an_addition_is_taken_back_or_signed(acme: Cast, round: Round) -> None:
    with tenant_scope(acme.tenant.pk):
        adding(step_of(round, acme.ravi), acme.ruth, acme.ravi)()
    added, same = steps_of(acme, round, acme.ruth, acme.ruth)
    signed, back = at_once(
        acme.tenant, [signing(added, acme.ruth), lambda: take_back(same, by=acme.ravi)]
    )
    assert (signed is None) != (back is None)
    with tenant_scope(acme.tenant.pk):
        assert states_of(round)["Ravi"] == "open"
        assert states_of(round)["Ruth"] == ("signed" if signed is None else "taken_back")


def test_the_last_signature_and_the_last_addition_have_one_outcome(
    acme: Cast, office: Office, round: Round, zoe: Member
) -> None:
    with tenant_scope(acme.tenant.pk):
        signing(step_of(round, acme.ravi), acme.ravi)()
        signing(step_of(round, office.lena), office.lena)()
    leo, same = steps_of(acme, round, office.leo, office.leo)
    signed, added = at_once(
        acme.tenant, [signing(leo, office.leo), adding(same, zoe, office.leo, AFTER)]
    )
    assert signed is None
    with tenant_scope(acme.tenant.pk):
        state = Revision.objects.get().state
        assert state == ("in_review" if added is None else "approved")
        assert (states_of(round).get("Zoe") == "open") is (added is None)


def test_a_return_and_an_addition_leave_nothing_open(
    acme: Cast, office: Office, round: Round
) -> None:
    step, same = steps_of(acme, round, acme.ravi, acme.ravi)

    def send_back() -> None:
        return_step(step, by=acme.ravi, comment="No", key=new_id())

    at_once(acme.tenant, [send_back, adding(same, acme.ruth, acme.ravi)])
    with tenant_scope(acme.tenant.pk):
        is_over = Round.objects.get().state == Round.State.RETURNED
        pending = {name for name, state in states_of(round).items() if state in ("open", "waiting")}
        assert is_over == (not pending)


def test_six_urges_at_once_are_one(acme: Cast, round: Round) -> None:
    tabs = steps_of(acme, round, *[acme.ravi] * 6)
    results = at_once(acme.tenant, [urging(tab, acme.ada) for tab in tabs])
    assert sum(result is None for result in results) == 1
    with tenant_scope(acme.tenant.pk):
        assert Urge.objects.count() == 1
        assert Notice.objects.filter(kind="step_urged").count() == 1


def test_informing_twice_at_once_is_informing_once(acme: Cast, round: Round) -> None:
    acts = [lambda: inform(round, [acme.ruth], by=acme.ada)] * 3
    assert at_once(acme.tenant, acts) == [None] * 3
    with tenant_scope(acme.tenant.pk):
        assert round.steps.filter(member=acme.ruth).count() == 1
        assert events("round.informed") == 1
