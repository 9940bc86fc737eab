"""A furnished tenant, in scope."""

from collections.abc import Generator

import pytest

from tenants.scope import tenant_scope
from tests.library import Library, make_library
from tests.world import Cast


@pytest.fixture
def library(acme: Cast) -> Generator[Library]:
    """Acme's types, units and folder; the test runs in acme's scope."""
    with tenant_scope(acme.tenant.pk):
        yield make_library(acme)
