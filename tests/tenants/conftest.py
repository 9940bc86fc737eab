"""Who looks after the people of acme, and who is invited there."""

import pytest
from django.test import Client

from tenants.models import Member
from tests.tenants.inviting import newcomer
from tests.world import Cast, signed_in


@pytest.fixture
def tom(acme: Cast) -> Client:
    return signed_in(acme.tom)


@pytest.fixture
def mia(acme: Cast) -> Member:
    return newcomer(acme, "Mia", "mia@acme.example")


@pytest.fixture
def ned(acme: Cast) -> Member:
    """No mail, only a staff number."""
    return newcomer(acme, "Ned", None)
