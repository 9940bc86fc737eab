"""Units change while others work in them: real transactions, real threads."""

import pytest

from documents.models import Document
from tenants.actions.appointments import appoint
from tenants.actions.reorganisations import add_step, plan_reorganisation, schedule
from tenants.actions.units import end_unit, merge_unit, move_unit
from tenants.errors import Refused
from tenants.models import Appointment, AuditEntry, Unit
from tenants.organisation.tree import branch
from tenants.scope import tenant_scope
from tests.approvals.test_at_once import at_once
from tests.library import Library, make_document, make_library
from tests.world import Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme() -> Cast:
    return make_cast("ACME")


@pytest.fixture
def library(acme: Cast) -> Library:
    with tenant_scope(acme.tenant.pk):
        made = make_library(acme)
        Appointment.objects.update(unit=made.service)
        return made


def test_no_document_lands_in_a_unit_that_ends(acme: Cast, library: Library) -> None:
    results = at_once(
        acme.tenant,
        [
            lambda: make_document(library, acme.ada),
            lambda: end_unit(library.office, by=acme.tom),
        ],
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    with tenant_scope(acme.tenant.pk):
        unit = Unit.objects.get(code="OFC")
        assert unit.is_ended() != Document.objects.filter(unit=unit).exists()


def test_no_document_stays_behind_in_a_unit_that_merges(acme: Cast, library: Library) -> None:
    at_once(
        acme.tenant,
        [
            *[lambda: make_document(library, acme.ada)] * 3,
            lambda: merge_unit(library.office, into=library.service, by=acme.tom),
        ],
    )
    with tenant_scope(acme.tenant.pk):
        assert not Document.objects.filter(unit__code="OFC").exists()


def test_nobody_is_appointed_in_a_unit_that_ends(acme: Cast, library: Library) -> None:
    results = at_once(
        acme.tenant,
        [
            lambda: appoint(acme.ruth, post=library.head, unit=library.office, by=acme.tom),
            lambda: end_unit(library.office, by=acme.tom),
        ],
    )
    assert sum(isinstance(result, Refused) for result in results) == 1


def test_two_moves_make_no_ring(acme: Cast, library: Library) -> None:
    office, service = library.office, library.service
    results = at_once(
        acme.tenant,
        [
            lambda: move_unit(office, parent=service, by=acme.tom),
            lambda: move_unit(service, parent=office, by=acme.tom),
        ],
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    with tenant_scope(acme.tenant.pk):
        units = list(Unit.objects.all())
        assert any(len(branch(units, unit)) == 2 for unit in units)
        assert any(unit.parent_id is None for unit in units)


def test_two_administrators_merge_once(acme: Cast, library: Library) -> None:
    act = [lambda: merge_unit(library.office, into=library.service, by=acme.tom)] * 2
    results = at_once(acme.tenant, act)
    assert sum(isinstance(result, Refused) for result in results) == 1


def test_two_administrators_perform_a_plan_once(acme: Cast, library: Library) -> None:
    with tenant_scope(acme.tenant.pk):
        plan = plan_reorganisation(name="Reform", by=acme.tom)
        add_step(plan, act="end", unit=library.office, by=acme.tom)
    today = acme.tenant.today()
    results = at_once(acme.tenant, [lambda: schedule(plan, on_day=today, by=acme.tom)] * 2)
    assert sum(isinstance(result, Refused) for result in results) == 1
    with tenant_scope(acme.tenant.pk):
        assert AuditEntry.objects.filter(event="reorganisation.performed").count() == 1
