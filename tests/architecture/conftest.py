"""A cursor of the tables' owner, whose changes never stay."""

from collections.abc import Generator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection


@pytest.fixture
def owner(django_db_setup: None) -> Generator[psycopg.Cursor[Any]]:
    """Be wenkong_owner in the test database, inside a transaction that is rolled back."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(settings.DATABASE_OWNER_URL, dbname=name) as session:
        with session.cursor() as cursor:
            yield cursor
        session.rollback()
