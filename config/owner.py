"""Be the role that owns the tables; the role that serves may not change them."""

from collections.abc import Generator
from contextlib import contextmanager

import environ
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection


@contextmanager
def as_owner() -> Generator[None]:
    """Connect as DATABASE_OWNER_URL says for a while, to the same database."""
    if not settings.DATABASE_OWNER_URL:
        raise ImproperlyConfigured("Set DATABASE_OWNER_URL: the role wenkong_owner migrates.")
    owner = environ.Env.db_url_config(settings.DATABASE_OWNER_URL)
    role = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD", "HOST", "PORT")}
    connect_as(**{key: owner[key] for key in role})
    try:
        yield
    finally:
        connect_as(**role)


def connect_as(**role: str) -> None:
    """Leave the present connections and make the next ones as this role."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # it holds connections of the old role
    connection.settings_dict.update(role)
