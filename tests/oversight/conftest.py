"""Furnished tenants for what is seen from above, and who of the city examines them."""

from collections.abc import Generator

import pytest
from django.utils import translation

from oversight.models import Scorecard
from tenants.models import Member
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, make_office
from tests.library import make_effective, make_library
from tests.oversight.examining import old
from tests.world import Cast, City, make_member


@pytest.fixture
def office(acme: Cast) -> Generator[Office]:
    """The test runs in acme's scope, and in English."""
    with tenant_scope(acme.tenant.pk), translation.override("en"):
        yield make_office(acme)


@pytest.fixture
def eve(city: City) -> Member:
    """Return somebody of the city who examines."""
    return make_member(city.tenant, "Eve", Role.READER)


@pytest.fixture
def zones(acme: Cast, bolt: Cast) -> tuple[Cast, Cast]:
    """Return two tenants with a document and a scorecard each."""
    for cast, overdue in ((acme, 0), (bolt, 2)):
        old(cast.tenant)
        with tenant_scope(cast.tenant.pk):
            make_effective(make_library(cast), cast.ada, title=f"Secret of {cast.tenant.code}")
        Scorecard.objects.create(
            tenant=cast.tenant, day=cast.tenant.today(), reviews_overdue=overdue
        )
    return acme, bolt
