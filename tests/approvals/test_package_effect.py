"""A package takes effect as a whole on its day, or not yet."""

import datetime as dt
import os
from unittest.mock import patch

import pytest
from django.utils import timezone

from approvals.actions.acts import withdraw
from approvals.actions.package_rounds import cancel_package
from approvals.models import Package
from approvals.packages.effect import take_effect
from approvals.periodic import put_due_in_force, put_packages_in_force
from approvals.tasks import issue_revision, put_package_in_force
from documents.actions.life import retire
from documents.models import Document
from documents.retirement import RetirementPlan
from tenants.models import AuditEntry, Notice
from tests.approvals.conftest import Office
from tests.approvals.packaging import approved, issue_all, sign, states, submitted
from tests.library import make_draft, make_effective
from tests.sweeping import due_at
from tests.world import Cast

MANY = 50 if os.environ.get("PROBE") else 5
TOMORROW = dt.timedelta(days=1)


def test_all_take_effect_once_the_last_pdf_is_made(office: Office, acme: Cast) -> None:
    package = approved(office)
    for revision in package.revisions()[:2]:
        issue_revision(str(acme.tenant.pk), str(revision.pk))
        put_package_in_force(str(package.pk))
        assert states(package) == {"approved"}
    issue_all(acme, package)
    assert (package.state, states(package)) == ("effective", {"effective"})
    put_package_in_force(str(package.pk))  # a message that came twice
    assert AuditEntry.objects.filter(event="package.activated").count() == 1
    assert AuditEntry.objects.filter(event="revision.activated").count() == 3


def test_nothing_of_it_takes_effect_before_its_day(office: Office, acme: Cast) -> None:
    day = timezone.localdate() + TOMORROW
    package = approved(office, effective_on=day)
    issue_all(acme, package)
    assert {revision.effective_on for revision in package.revisions()} == {day}
    assert put_due_in_force(day) == 0  # never one by one
    assert put_packages_in_force(timezone.localdate()) == 0
    assert acme.tenant.pk in due_at(day, 3)
    assert put_packages_in_force(day + TOMORROW) == 1
    assert states(package) == {"effective"}


def test_a_pdf_that_cannot_be_made_holds_all(office: Office, acme: Cast) -> None:
    package = approved(office)
    first = package.revisions()[0]
    with (
        patch("approvals.tasks.controlled_pdf", side_effect=OSError("full")),
        pytest.raises(OSError, match="full"),
    ):
        issue_revision(str(acme.tenant.pk), str(first.pk))
    for revision in package.revisions()[1:]:
        issue_revision(str(acme.tenant.pk), str(revision.pk))
    assert put_packages_in_force(timezone.localdate()) == 0
    assert states(package) == {"approved"}
    issue_all(acme, package)
    assert states(package) == {"effective"}


def test_a_crash_half_way_leaves_nothing_in_force(office: Office, acme: Cast) -> None:
    package = approved(office)
    with patch("approvals.packages.effect.refresh_readership", side_effect=[0, OSError]):
        for revision in package.revisions():
            issue_revision(str(acme.tenant.pk), str(revision.pk))
        assert put_packages_in_force(timezone.localdate()) == 0
    assert states(package) == {"approved"}
    assert put_packages_in_force(timezone.localdate()) == 1  # the clock catches up
    assert states(package) == {"effective"}


def test_a_withdrawn_document_holds_all_and_its_lead_is_told(office: Office, acme: Cast) -> None:
    document = make_effective(office, acme.ada)
    package = approved(office, make_draft(document, acme.ada), office.draft())
    withdraw(document, by=acme.cora, reason="Dangerous")
    issue_all(acme, package)
    put_packages_in_force(timezone.localdate())
    assert states(package) == {"approved"}
    assert Notice.objects.get(kind="package_held").recipient == office.ada
    Document.objects.filter(pk=document.pk).update(state=Document.State.ACTIVE, act="")
    assert put_packages_in_force(timezone.localdate()) == 1


def test_a_cancelled_package_takes_no_effect(office: Office, acme: Cast) -> None:
    package = approved(office)
    cancel_package(package, by=office.ada, reason="The law was not passed")
    issue_all(acme, package)
    assert take_effect(package.pk, timezone.localdate()) is False
    assert states(package) == {"cancelled"}


def test_a_package_that_lost_a_document_is_given_up(office: Office, acme: Cast) -> None:
    """One of its documents was retired along with its parent: the others are not held for ever."""
    lost = make_effective(office, acme.ada)
    package = approved(office, make_draft(lost, acme.ada), office.draft())
    retire(lost, RetirementPlan(), by=acme.cora, reason="Its parent ended")
    issue_all(acme, package)
    assert (package.state, states(package)) == ("approved", {"approved", "cancelled"})
    cancel_package(package, by=office.ada, reason="One of it has ended")
    package.refresh_from_db()
    assert (package.state, states(package)) == ("cancelled", {"cancelled"})


def test_a_package_of_many_goes_all_the_way(office: Office) -> None:
    package = submitted(office, count=MANY)
    sign(package, office.ravi, office.lena, office.leo)
    assert package.state == Package.State.APPROVED
    with patch("approvals.packages.effect.what_holds", return_value=[]):  # their PDFs take long
        assert take_effect(package.pk, timezone.localdate())
    assert states(package) == {"effective"}
