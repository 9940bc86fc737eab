"""A furnished tenant for what is seen from above."""

from collections.abc import Generator

import pytest
from django.utils import translation

from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, make_office
from tests.world import Cast


@pytest.fixture
def office(acme: Cast) -> Generator[Office]:
    """The test runs in acme's scope, and in English."""
    with tenant_scope(acme.tenant.pk), translation.override("en"):
        yield make_office(acme)
