"""Two people, or one person twice, at the same instant: real transactions, real threads."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import translation

from approvals.actions.acknowledgements import acknowledge
from approvals.actions.decisions import return_step, sign_step
from approvals.actions.delegations import end_delegation
from approvals.actions.leaving import deactivate_member, hand_over
from approvals.actions.rounds import recall, submit
from approvals.leaving.moving import Move
from approvals.models import Acknowledgement, Delegation, Round, Signature, Step
from approvals.tasks import issue_revision
from documents.models import Document, Rendition, Revision
from tenants.errors import Refused
from tenants.models import AuditEntry, Member, Tenant
from tenants.people.roles import Role
from tenants.scope import new_id, tenant_scope
from tests.approvals.conftest import Office, make_office, step_of
from tests.approvals.test_delegate import delegate
from tests.library import appoint, make_effective
from tests.world import PASSWORD, Cast, make_cast, make_member

type Act = Callable[[], object]

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(tenant: Tenant, acts: Sequence[Act]) -> list[object]:
    """Do all of it at the same instant, each in a transaction of its own; refusals are results."""
    ready = Barrier(len(acts))

    def run(act: Act) -> object:
        ready.wait(timeout=300)
        try:
            with tenant_scope(tenant.pk), translation.override("en"):
                return act()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def acme() -> Cast:
    return make_cast("ACME")


@pytest.fixture
def office(acme: Cast) -> Office:
    with tenant_scope(acme.tenant.pk):
        return make_office(acme)


@pytest.fixture
def round(acme: Cast, office: Office) -> Round:
    """A round whose two last approvers are asked."""
    with tenant_scope(acme.tenant.pk):
        round = submit(office.draft(), by=acme.ada)
        sign_step(step_of(round, acme.ravi), by=acme.ravi, password=PASSWORD)
    return round


def signing(step: Step, member: Member, key: object = None) -> Act:
    return lambda: sign_step(step, by=member, password=PASSWORD, key=key or new_id())  # type: ignore[arg-type]


def steps_of(acme: Cast, round: Round, *members: Member) -> list[Step]:
    with tenant_scope(acme.tenant.pk):
        return [step_of(round, member) for member in members]


def test_two_last_approvers_approve_once(acme: Cast, office: Office, round: Round) -> None:
    both = (office.lena, office.leo)
    steps = steps_of(acme, round, *both)
    results = at_once(acme.tenant, [signing(s, m) for s, m in zip(steps, both, strict=True)])
    assert results == [None, None]
    with tenant_scope(acme.tenant.pk):
        assert Revision.objects.get().state == Revision.State.APPROVED
        assert AuditEntry.objects.filter(event="revision.approved").count() == 1


def test_six_clicks_with_one_key_are_one_signature(
    acme: Cast, office: Office, round: Round
) -> None:
    [step] = steps_of(acme, round, office.lena)
    key = new_id()
    results = at_once(acme.tenant, [signing(step, office.lena, key)] * 6)
    assert results == [None] * 6
    with tenant_scope(acme.tenant.pk):
        assert Signature.objects.filter(step=step).count() == 1


def test_two_tabs_give_one_decision(acme: Cast, office: Office, round: Round) -> None:
    [step] = steps_of(acme, round, office.lena)

    def send_back() -> None:
        return_step(step, by=office.lena, comment="No", key=new_id())

    results = at_once(acme.tenant, [signing(step, office.lena), send_back])
    assert sum(result is None for result in results) == 1


def test_holder_and_deputy_decide_once(acme: Cast, office: Office, round: Round) -> None:
    [step, same] = steps_of(acme, round, office.lena, office.lena)
    with tenant_scope(acme.tenant.pk):
        delegate(office.lena, acme.ruth)
    both = [signing(step, office.lena), signing(same, acme.ruth)]
    assert sum(result is None for result in at_once(acme.tenant, both)) == 1
    with tenant_scope(acme.tenant.pk):
        assert Signature.objects.filter(step=step).count() == 1


def test_two_who_would_stand_in_for_each_other_do_not_both(acme: Cast, office: Office) -> None:
    crossed = [
        lambda: delegate(acme.ravi, acme.ruth) and None,
        lambda: delegate(acme.ruth, acme.ravi) and None,
    ]
    assert sum(result is None for result in at_once(acme.tenant, crossed)) == 1
    with tenant_scope(acme.tenant.pk):
        assert Delegation.objects.count() == 1


def test_a_delegation_ended_meanwhile_decides_nothing_or_all(
    acme: Cast, office: Office, round: Round
) -> None:
    [step] = steps_of(acme, round, office.lena)
    with tenant_scope(acme.tenant.pk):
        delegation = delegate(office.lena, acme.ruth)
    ended, signed = at_once(
        acme.tenant,
        [lambda: end_delegation(delegation, by=office.lena), signing(step, acme.ruth)],
    )
    assert ended is None
    with tenant_scope(acme.tenant.pk):
        assert Signature.objects.filter(step=step).exists() is (signed is None)


def test_nobody_leaves_with_a_step_that_comes_just_then(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        pk = office.draft().pk
        appoint(acme.ruth, office.head, office.office)  # so that the post holds nobody

    def hand_in() -> object:
        return submit(Revision.objects.get(pk=pk), by=acme.ada) and None

    submitted, _left = at_once(
        acme.tenant, [hand_in, lambda: deactivate_member(acme.ravi, by=acme.tom)]
    )
    with tenant_scope(acme.tenant.pk):
        is_here = Member.objects.get(pk=acme.ravi.pk).is_active()
        assert Step.objects.filter(member=acme.ravi).exists() <= is_here
        assert is_here or submitted is None or "just left" in str(submitted)


def test_one_thing_goes_to_one_of_two_successors(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        document = office.draft().document
        ann, bea = (make_member(acme.tenant, name, Role.AUTHOR) for name in ("Ann", "Bea"))

    def give(to: Member) -> Act:
        return lambda: hand_over(acme.ada, [Move("documents", str(document.pk), to)], by=acme.cora)

    results = at_once(acme.tenant, [give(ann), give(bea)])
    assert sum(result is None for result in results) == 1
    with tenant_scope(acme.tenant.pk):
        assert AuditEntry.objects.filter(event="member.handed_over").count() == 1
        assert Document.objects.get().owner in (ann, bea)


def test_a_step_is_decided_by_its_holder_or_goes_on_but_never_both(
    acme: Cast, office: Office, round: Round
) -> None:
    [step] = steps_of(acme, round, office.lena)

    def give_away() -> None:
        hand_over(office.lena, [Move("steps", str(step.pk), acme.ruth)], by=acme.cora)

    signed, given = at_once(acme.tenant, [signing(step, office.lena), give_away])
    assert (signed is None) != (given is None)
    with tenant_scope(acme.tenant.pk):
        step.refresh_from_db()
        holder = office.lena if signed is None else acme.ruth
        assert (step.member, step.state == Step.State.SIGNED) == (holder, signed is None)


def test_a_signature_and_a_recall_have_one_outcome(
    acme: Cast, office: Office, round: Round
) -> None:
    both = (office.lena, office.leo)
    steps = steps_of(acme, round, *both)
    signed = [signing(s, m) for s, m in zip(steps, both, strict=True)]
    at_once(acme.tenant, [*signed, lambda: recall(round, by=acme.ada, reason="Wait")])
    with tenant_scope(acme.tenant.pk):
        outcome = (Round.objects.get().state, Revision.objects.get().state)
    assert outcome in {("passed", "approved"), ("recalled", "draft")}


def test_submitting_from_two_tabs_starts_one_round(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        pk = office.draft().pk

    def hand_in() -> object:
        return submit(Revision.objects.get(pk=pk), by=acme.ada).pk

    assert len(set(at_once(acme.tenant, [hand_in, hand_in]))) == 1


def test_two_workers_issue_a_revision_once(acme: Cast, office: Office, round: Round) -> None:
    both = (office.lena, office.leo)
    for step, member in zip(steps_of(acme, round, *both), both, strict=True):
        at_once(acme.tenant, [signing(step, member)])
    task = issue_revision.celery_task
    work = [lambda: task(str(acme.tenant.pk), str(round.revision_id))] * 2
    assert at_once(acme.tenant, work) == [None, None]
    with tenant_scope(acme.tenant.pk):
        assert Revision.objects.get().state == Revision.State.EFFECTIVE
        assert Rendition.objects.filter(kind=Rendition.Kind.CONTROLLED).count() == 1
        assert AuditEntry.objects.filter(event="revision.activated").count() == 1


def test_acknowledging_from_two_tabs_counts_once(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        revision = make_effective(office, acme.ada).in_force
    results = at_once(acme.tenant, [lambda: acknowledge(revision, by=acme.ruth).pk] * 4)
    assert len(set(results)) == 1
    with tenant_scope(acme.tenant.pk):
        assert Acknowledgement.objects.count() == 1
