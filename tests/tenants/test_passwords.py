"""Passwords are kept by parameters that fit a server, and move to them from others by use."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import override_settings

from config import settings as product
from tests.world import PASSWORD, Cast


@pytest.fixture
def as_in_the_product() -> override_settings:
    return override_settings(PASSWORD_HASHERS=product.PASSWORD_HASHERS)


def test_a_password_is_kept_by_the_products_parameters(
    acme: Cast, as_in_the_product: override_settings
) -> None:
    with as_in_the_product:
        acme.ada.user.set_password(PASSWORD)
        assert acme.ada.user.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
        assert acme.ada.user.check_password(PASSWORD)
        assert not acme.ada.user.check_password(PASSWORD.upper())


def test_one_kept_by_other_parameters_still_opens_and_is_kept_anew(
    acme: Cast, as_in_the_product: override_settings
) -> None:
    user = acme.ada.user
    user.password = Argon2PasswordHasher().encode(PASSWORD, "salt of the past")
    user.save()
    with as_in_the_product:
        assert user.check_password(PASSWORD)
    user.refresh_from_db()
    assert "$m=19456,t=2,p=1$" in user.password
