"""The product serves as a role that row security binds, and as no other."""

from collections.abc import Generator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from environ import Env
from psycopg import sql

from tenants.postgresql.roles import refuse_unsafe_role
from tests.tenants.owner import owner_database


@pytest.mark.django_db
def test_the_serving_role_may_serve() -> None:
    refuse_unsafe_role(connection)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("DATABASE_OWNER_URL", "it bypasses row security, it owns tables"),
        ("DATABASE_ADMIN_URL", "it is a superuser"),
    ],
)
def test_an_unsafe_role_is_refused_with_what_to_do(
    django_db_setup: None, django_db_blocker: Any, address: str, reason: str
) -> None:
    url = Env.db_url_config(getattr(settings, address))
    with django_db_blocker.unblock():
        database = owner_database()
        database.settings_dict |= {"USER": url["USER"], "PASSWORD": url["PASSWORD"]}
        try:
            with pytest.raises(ImproperlyConfigured, match=reason) as refusal:
                refuse_unsafe_role(database)
        finally:
            database.close()
    assert "Point DATABASE_URL at 'wenkong_app'" in str(refusal.value)


SHAPE_SQL = """
    SELECT array_agg(rolname || rolsuper || rolbypassrls || rolcanlogin || rolcreatedb
                     || coalesce(rolconfig::text, '') ORDER BY rolname) FROM pg_roles
    UNION ALL SELECT array_agg(datacl::text || datdba)
              FROM pg_database WHERE datname = current_database()
    UNION ALL SELECT array_agg(nspname || nspowner || nspacl::text ORDER BY nspname)
              FROM pg_namespace WHERE nspname IN ('public', 'definer')
    UNION ALL SELECT array_agg(extname::text ORDER BY extname) FROM pg_extension
"""


@pytest.fixture
def new_database(
    django_db_setup: None, monkeypatch: pytest.MonkeyPatch
) -> Generator[psycopg.Connection[Any]]:
    """Name a database that is not there yet; yield how the administrator connects to it."""
    name = f"{connection.settings_dict['NAME']}_new"
    monkeypatch.setitem(connection.settings_dict, "NAME", name)
    call_command("bootstrap_database", verbosity=0)
    try:
        with psycopg.connect(settings.DATABASE_ADMIN_URL, dbname=name, autocommit=True) as admin:
            yield admin
    finally:
        with psycopg.connect(settings.DATABASE_ADMIN_URL, autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def test_bootstrap_again_changes_nothing(new_database: psycopg.Connection[Any]) -> None:
    before = new_database.execute(SHAPE_SQL).fetchall()
    call_command("bootstrap_database", verbosity=0)
    assert new_database.execute(SHAPE_SQL).fetchall() == before


def test_bootstrap_sets_a_role_right_that_somebody_changed(
    new_database: psycopg.Connection[Any],
) -> None:
    before = new_database.execute(SHAPE_SQL).fetchall()
    new_database.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
    new_database.execute("ALTER ROLE wenkong_backup CREATEDB")
    call_command("bootstrap_database", verbosity=0)
    assert new_database.execute(SHAPE_SQL).fetchall() == before


@pytest.mark.django_db
def test_a_transaction_left_open_ends_by_itself() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("30s",)
