"""The city sees whose certificate is due when: names of tenants, states and days, nothing else."""

import datetime as dt

import pytest

from oversight.certification.standing import clock_on
from oversight.city.certificates import lines
from oversight.models import Audit, CertificateCard
from tenants.scope import tenant_scope
from tests.certificates import plan, register
from tests.library import make_library
from tests.world import Cast, City, signed_in

PAGE = "/city/certificates/"
CANARY = "canary-7f3a"


def test_the_city_sees_days_and_no_words(acme: Cast, bolt: Cast, city: City) -> None:
    today = acme.tenant.today()
    with tenant_scope(acme.tenant.pk):
        words = dict.fromkeys(("number", "body", "scope_zh", "scope_en", "sites"), CANARY)
        office = make_library(acme).office
        certificate = register(acme.cora, office, today, with_scan=True, **words)
        kind = Audit.Kind.SURVEILLANCE
        first = today + dt.timedelta(days=300)
        plan(acme.cora, first, kind=kind, certificate=certificate, title=CANARY)
    page = signed_in(city.quan).get(PAGE).content.decode()
    card = CertificateCard.objects.get()
    assert card.latest_on is not None
    last = first + dt.timedelta(days=1)
    for said in ("ACME", "ISO 9001:2015", card.latest_on, card.valid_until, last):
        assert str(said) in page
    assert CANARY not in page
    assert str(card.pk) not in page
    assert "BOLT" in page.partition("Without a certificate")[2]


@pytest.mark.parametrize(("beyond", "tone"), [(0, "warn"), (1, "bad")])
def test_a_plan_counts_when_its_last_day_is_in_time(
    acme: Cast, city: City, beyond: int, tone: str
) -> None:
    today = acme.tenant.today()
    with tenant_scope(acme.tenant.pk):
        office = make_library(acme).office
        certificate = register(acme.cora, office, today - dt.timedelta(days=350))
        latest = clock_on(certificate, today).latest_on
        assert latest is not None
        first = latest - dt.timedelta(days=1 - beyond)  # of two days
        plan(acme.cora, first, kind=Audit.Kind.SURVEILLANCE, certificate=certificate)
    assert [line.tone for line in lines(today)] == [tone]
