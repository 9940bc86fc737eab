"""Several people decide on a package, or put it together, at the same instant."""

from functools import partial

import pytest
from django.utils import timezone

from approvals.actions.decisions import return_step, sign_step
from approvals.actions.packages import add_drafts, make_package
from approvals.models import Package, PackageItem, Signature, Step
from approvals.packages.effect import take_effect
from approvals.tasks import issue_revision
from tenants.errors import Refused
from tenants.models import AuditEntry
from tenants.scope import new_id, tenant_scope
from tests.approvals.conftest import Office, make_office
from tests.approvals.packaging import approved, sign, states, submitted, task
from tests.approvals.test_at_once import at_once
from tests.world import PASSWORD, Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme() -> Cast:
    return make_cast("ACME")


@pytest.fixture
def office(acme: Cast) -> Office:
    with tenant_scope(acme.tenant.pk):
        return make_office(acme)


def again(package: Package) -> Package:
    """Return the package as another process would load it."""
    return Package.objects.get(pk=package.pk)


def test_of_two_last_signers_one_approves_it(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        package = submitted(office, count=4)
        sign(package, office.ravi)
    acts = [
        lambda m=member: sign_step(task(package, m), by=m, password=PASSWORD)
        for member in (office.lena, office.leo)
    ]
    assert at_once(acme.tenant, acts) == [None, None]
    with tenant_scope(acme.tenant.pk):
        assert again(package).state == Package.State.APPROVED
        assert states(package) == {"approved"}
        assert AuditEntry.objects.filter(event="package.approved").count() == 1
        assert Signature.objects.filter(round__package=package).count() == 4 * 4


def test_a_signature_and_a_return_have_one_outcome(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        package = submitted(office)
        sign(package, office.ravi, office.lena)
    said = at_once(
        acme.tenant,
        [
            lambda: sign_step(task(package, office.leo), by=office.leo, password=PASSWORD),
            lambda: return_step(task(package, office.leo), by=office.leo, comment="No"),
        ],
    )
    assert sum(isinstance(each, Refused) for each in said) == 1
    with tenant_scope(acme.tenant.pk):
        decided = Step.objects.filter(round__package=package, member=office.leo)
        assert len(set(decided.values_list("state", flat=True))) == 1
        assert states(package) in ({"approved"}, {"draft"})


def test_a_double_click_signs_once(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        package = submitted(office)
    key = new_id()
    act = lambda: sign_step(task(package, office.ravi), by=office.ravi, password=PASSWORD, key=key)  # noqa: E731
    assert at_once(acme.tenant, [act, act, act]) == [None, None, None]
    with tenant_scope(acme.tenant.pk):
        assert Signature.objects.filter(signer=office.ravi).count() == 3


def test_of_two_activations_one_does_it(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        package = approved(office)
        revisions = package.revisions()
    for revision in revisions:
        issue_revision(str(acme.tenant.pk), str(revision.pk))
    act = partial(take_effect, package.pk, timezone.localdate())
    assert sorted(map(bool, at_once(acme.tenant, [act, act]))) == [False, True]
    with tenant_scope(acme.tenant.pk):
        assert AuditEntry.objects.filter(event="revision.activated").count() == 3


def test_a_draft_goes_into_one_of_two_packages(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        draft = office.draft()
        two = [make_package(title=t, reason="Why", by=office.ada) for t in ("One", "Two")]
    acts = [partial(add_drafts, package, [draft], by=office.ada) for package in two]
    said = at_once(acme.tenant, acts)
    assert sum(isinstance(each, Refused) for each in said) == 1
    with tenant_scope(acme.tenant.pk):
        assert PackageItem.objects.standing().count() == 1


def test_packages_begun_at_once_have_numbers_of_their_own(acme: Cast, office: Office) -> None:
    act = partial(make_package, title="One window", reason="New law", by=office.ada)
    at_once(acme.tenant, [act] * 3)
    with tenant_scope(acme.tenant.pk):
        assert sorted(Package.objects.values_list("number", flat=True)) == [1, 2, 3]
