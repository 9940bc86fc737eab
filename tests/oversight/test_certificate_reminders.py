"""Who answers for a certificate hears early of its audits and its end, and the next rungs late."""

import datetime as dt

import pytest
from django.core import mail

from oversight.certification.standing import clock_on
from oversight.models import Audit, Certificate, CertificateCard, CertificateEvent, Scorecard
from tenants.models import Notice, Rung
from tenants.scope import tenant_scope
from tests.certificates import hold, plan, register
from tests.library import Library, make_library
from tests.sweeping import remind, sweep
from tests.world import Cast

ISSUED = dt.date(2026, 3, 2)
LATEST = dt.date(2027, 3, 2)
HELD = dt.date(2026, 4, 1)


@pytest.fixture
def library(acme: Cast) -> Library:
    with tenant_scope(acme.tenant.pk):
        return make_library(acme)


def make(acme: Cast, library: Library) -> Certificate:
    return register(acme.ada, library.office, ISSUED)


def milestones(kind: str) -> list[tuple[str, int]]:
    rows = Notice.objects.filter(kind=kind).order_by("-milestone", "recipient__name")
    return list(rows.values_list("recipient__name", "milestone"))


def test_the_owner_hears_of_the_audit_at_eight_milestones(acme: Cast, library: Library) -> None:
    with tenant_scope(acme.tenant.pk):
        make(acme, library)
        for early in (181, 180, 90, 89, 60, 30, 14, 7, 1, 0, 0):
            remind("certificate_audit_due", LATEST - dt.timedelta(days=early))
        told = milestones("certificate_audit_due")
    assert told == [("Ada", n) for n in (180, 90, 60, 30, 14, 7, 1, 0)]


def test_it_goes_up_when_the_day_was_missed(acme: Cast, library: Library) -> None:
    day = LATEST + dt.timedelta(days=28)
    with tenant_scope(acme.tenant.pk):
        make(acme, library)
        remind("certificate_audit_due", day)
        rungs = dict(Notice.objects.values_list("recipient__name", "rung").distinct())
    assert rungs["Ada"] == Rung.OWNER
    assert rungs["Cora"] == Rung.CONTROLLER
    sweep(acme.tenant, day)
    assert Scorecard.objects.get(tenant=acme.tenant, day=day).late_for_city == 1
    card = CertificateCard.objects.get(tenant=acme.tenant)
    assert (card.state, card.latest_on, card.measured_on) == ("valid", LATEST, day)


def test_an_audit_that_was_held_ends_it(acme: Cast, library: Library) -> None:
    with tenant_scope(acme.tenant.pk):
        certificate = make(acme, library)
        of_it = {"kind": Audit.Kind.SURVEILLANCE, "certificate": certificate}
        hold(acme.cora, HELD, **of_it)
        remind("certificate_audit_due", LATEST)
        latest = clock_on(Certificate.objects.get(), LATEST).latest_on
        assert milestones("certificate_audit_due") == [("Ada", n) for n in (180, 90, 60, 30)]
        assert set(Notice.objects.values_list("due_on", flat=True)) == {latest}


def test_the_end_is_told_until_somebody_says_what_became_of_it(
    acme: Cast, library: Library
) -> None:
    with tenant_scope(acme.tenant.pk):
        certificate = make(acme, library)
        end = certificate.valid_until
        assert remind("certificate_ending", end - dt.timedelta(days=181)) == 0
        assert remind("certificate_ending", end - dt.timedelta(days=180)) == 1
        assert remind("certificate_ending", end + dt.timedelta(days=5)) > 1
        CertificateEvent.objects.create(
            certificate=certificate,
            n=2,
            kind=CertificateEvent.Kind.EXPIRED,
            on=end + dt.timedelta(days=6),
            why="Not needed any more",
            by=acme.cora,
        )
        assert remind("certificate_ending", end + dt.timedelta(days=28)) == 0


def test_the_words_say_whether_it_is_planned(acme: Cast, library: Library) -> None:
    day = LATEST - dt.timedelta(days=30)
    with tenant_scope(acme.tenant.pk):
        certificate = make(acme, library)
    sweep(acme.tenant, day)
    assert "the surveillance audit has to be held by 2027-03-02" in str(mail.outbox[-1].body)
    assert "not planned yet" in str(mail.outbox[-1].body)
    with tenant_scope(acme.tenant.pk):
        first = dt.date(2027, 2, 20)
        plan(acme.ada, first, kind=Audit.Kind.SURVEILLANCE, certificate=certificate)
    sweep(acme.tenant, LATEST - dt.timedelta(days=14))
    assert "planned for 2027-02-20" in str(mail.outbox[-1].body)


def test_who_sees_to_an_audit_is_told_before_it_begins(acme: Cast, library: Library) -> None:
    with tenant_scope(acme.tenant.pk):
        audit = plan(acme.cora, LATEST)
        remind("audit_due", audit.planned_until - dt.timedelta(days=7))
        assert [who for who, _n in milestones("audit_due")] == ["Cora"] * 3
