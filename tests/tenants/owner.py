"""Be wenkong_owner for a test: who rules the tables, and may do what the product may not."""

from collections.abc import Generator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from environ import Env


def owner_database() -> BaseDatabaseWrapper:
    """Return a second connection to the test database, as the owner of its tables."""
    url = Env.db_url_config(settings.DATABASE_OWNER_URL)
    database = connections["default"].copy()
    database.settings_dict |= {"USER": url["USER"], "PASSWORD": url["PASSWORD"]}
    database.settings_dict["OPTIONS"]["pool"] = False  # the pool is the serving role's
    return database


@contextmanager
def as_owner() -> Generator[None]:
    """Let the block's queries run as the owner; nothing of it stays."""
    serving, connections["default"] = connections["default"], owner_database()
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        connections["default"].close()
        connections["default"] = serving
