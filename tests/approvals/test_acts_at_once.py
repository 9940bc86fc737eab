"""Two people act on one document at the same instant: one act, one outcome."""

import pytest

from approvals.actions.acts import ask_to_retire, withdraw
from approvals.actions.decisions import sign_step
from approvals.actions.rounds import recall, submit
from approvals.models import Round
from documents.models import Document
from documents.retirement import RetirementPlan
from tenants.errors import Refused
from tenants.models import AuditEntry, Member
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, make_office, step_of
from tests.approvals.test_at_once import at_once
from tests.library import make_draft, make_effective
from tests.world import PASSWORD, Cast, make_cast, make_member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme() -> Cast:
    return make_cast("ACME")


@pytest.fixture
def office(acme: Cast) -> Office:
    with tenant_scope(acme.tenant.pk):
        return make_office(acme)


@pytest.fixture
def document(acme: Cast, office: Office) -> Document:
    with tenant_scope(acme.tenant.pk):
        return make_effective(office, acme.ada)


@pytest.fixture
def carl(acme: Cast) -> Member:
    return make_member(acme.tenant, "Carl", Role.CONTROLLER)


def test_two_controllers_withdraw_once(acme: Cast, document: Document, carl: Member) -> None:
    acts = [lambda by=by: withdraw(document, by=by, reason="Unsafe") for by in (acme.cora, carl)]
    results = at_once(acme.tenant, acts)
    assert sum(isinstance(result, Refused) for result in results) == 1
    with tenant_scope(acme.tenant.pk):
        assert Round.objects.count() == 1
        assert AuditEntry.objects.filter(event="document.withdrawn").count() == 1


def test_a_double_click_withdraws_once(acme: Cast, document: Document) -> None:
    def act() -> Round:
        return withdraw(document, by=acme.cora, reason="Unsafe")

    first, second = at_once(acme.tenant, [act, act])
    assert first == second


def test_an_emergency_and_the_last_signature_of_a_retirement(
    acme: Cast, office: Office, document: Document
) -> None:
    """Whoever comes first: no deadlock, and the document is out of force in either case."""
    with tenant_scope(acme.tenant.pk):
        round = ask_to_retire(document, RetirementPlan(), by=acme.cora, reason="Old")
        for member in (office.ravi, office.lena):
            sign_step(step_of(round, member), by=member, password=PASSWORD)
        last = step_of(round, office.leo)
    at_once(
        acme.tenant,
        [
            lambda: sign_step(last, by=office.leo, password=PASSWORD),
            lambda: withdraw(document, by=acme.cora, reason="Unsafe"),
        ],
    )
    with tenant_scope(acme.tenant.pk):
        document.refresh_from_db()
        assert not document.is_in_force()
        running = Round.objects.filter(state=Round.State.OPEN).count()
        assert running == (document.state == Document.State.WITHDRAWN)


def test_a_retirement_and_a_submission(acme: Cast, office: Office, document: Document) -> None:
    with tenant_scope(acme.tenant.pk):
        draft = make_draft(document, acme.ada)
    results = at_once(
        acme.tenant,
        [
            lambda: ask_to_retire(document, RetirementPlan(), by=acme.cora, reason="Old"),
            lambda: submit(draft, by=acme.ada),
        ],
    )
    assert sum(isinstance(result, Refused) for result in results) == 1


def test_taking_back_and_the_first_signature(
    acme: Cast, office: Office, document: Document
) -> None:
    with tenant_scope(acme.tenant.pk):
        round = withdraw(document, by=acme.cora, reason="Unsafe")
        first = step_of(round, office.ravi)
    results = at_once(
        acme.tenant,
        [
            lambda: recall(round, by=acme.cora),
            lambda: sign_step(first, by=office.ravi, password=PASSWORD),
        ],
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    with tenant_scope(acme.tenant.pk):
        document.refresh_from_db()
        is_open = Round.objects.get().state == Round.State.OPEN
        assert document.is_in_force() != is_open
