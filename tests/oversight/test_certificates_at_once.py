"""Acts on two certificates at the same instant: the city hears of both."""

import datetime as dt

import pytest

from oversight.actions.certificates import Happening, record_happening
from oversight.models import Certificate, CertificateCard, CertificateEvent
from tenants.scope import tenant_scope
from tests.approvals.test_at_once import Act, at_once
from tests.certificates import register
from tests.library import make_library
from tests.world import Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme() -> Cast:
    return make_cast("ACME")


def suspending(acme: Cast, certificate: Certificate) -> Act:
    today = acme.tenant.today()
    said = Happening(
        kind=CertificateEvent.Kind.SUSPENDED, on=today, until=today, why="Told by the body"
    )
    return lambda: record_happening(certificate, said, by=acme.cora)


def test_neither_of_two_acts_hides_the_other_from_the_city(acme: Cast) -> None:
    issued = acme.tenant.today() - dt.timedelta(days=9)
    with tenant_scope(acme.tenant.pk):
        office = make_library(acme).office
        both = [register(acme.cora, office, issued, number=n) for n in ("CN-1", "CN-2")]
    told = at_once(acme.tenant, [suspending(acme, each) for each in both])
    assert told == [None, None]
    states = CertificateCard.objects.filter(tenant=acme.tenant).values_list("state", flat=True)
    assert list(states) == ["suspended", "suspended"]
