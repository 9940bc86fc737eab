"""Make the database roles, the database and what only an administrator may make in it."""

from typing import Any, Final

import environ
import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from psycopg import sql

from tenants.postgresql.roles import APP, BACKUP, DEFINER, DEFINER_SCHEMA, OWNER

ATTRIBUTES = {
    OWNER: "LOGIN BYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE",
    APP: "LOGIN NOBYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE",
    DEFINER: "NOLOGIN NOBYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE",
    BACKUP: "LOGIN BYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE",
}
LOCK: Final = 20260


class Command(BaseCommand):
    help = "Make roles, database and schemas as DATABASE_ADMIN_URL; run again = no change."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DATABASE_ADMIN_URL:
            raise CommandError(
                "Set DATABASE_ADMIN_URL to a PostgreSQL superuser, for this command only."
            )
        admin = environ.Env.db_url_config(settings.DATABASE_ADMIN_URL)
        name = settings.DATABASES["default"]["NAME"]
        with connect(admin, admin["NAME"] or "postgres") as connection:
            make_roles(connection)
            make_database(connection, name)
        with connect(admin, name) as connection:
            furnish_database(connection)
        self.stdout.write(f"Database {name} is ready for `manage.py migrate`.")


def connect(admin: dict[str, Any], database: str) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=admin["HOST"] or None,
        port=admin["PORT"] or None,
        user=admin["USER"],
        password=admin["PASSWORD"] or None,
        dbname=database,
        autocommit=True,
    )


def make_roles(connection: psycopg.Connection[Any]) -> None:
    """Make the four roles, or set them right; passwords are those of the addresses."""
    # Roles belong to all databases of the server: one at a time, until this connection closes.
    connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    passwords = {APP: settings.DATABASES["default"].get("PASSWORD", "")}
    if settings.DATABASE_OWNER_URL:
        passwords[OWNER] = environ.Env.db_url_config(settings.DATABASE_OWNER_URL)["PASSWORD"]
    for role, attributes in ATTRIBUTES.items():
        known = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        verb = "CREATE" if known is None else "ALTER"
        connection.execute(f"{verb} ROLE {role} {attributes}")
        if passwords.get(role):
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                    sql.Identifier(role), sql.Literal(passwords[role])
                )
            )
    # Only so that migrations can hand the three functions over to their owner.
    connection.execute(f"GRANT {DEFINER} TO {OWNER}")
    connection.execute(f"GRANT pg_read_all_data TO {BACKUP}")
    for setting, value in (
        ("idle_in_transaction_session_timeout", "30s"),
        ("statement_timeout", "30s"),
        ("lock_timeout", "10s"),
    ):
        connection.execute(f"ALTER ROLE {APP} SET {setting} = '{value}'")


def make_database(connection: psycopg.Connection[Any], name: str) -> None:
    known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
    if known is None:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                sql.Identifier(name), sql.Identifier(OWNER)
            )
        )
    connection.execute(
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name))
    )
    connection.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
            sql.Identifier(name), sql.SQL(f"{APP}, {BACKUP}")
        )
    )


def furnish_database(connection: psycopg.Connection[Any]) -> None:
    """Make what needs an administrator inside the database: extensions and the definers' schema."""
    connection.execute("CREATE EXTENSION IF NOT EXISTS btree_gin")
    connection.execute(f"ALTER SCHEMA public OWNER TO {OWNER}")
    connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    connection.execute(f"GRANT USAGE ON SCHEMA public TO {APP}, {DEFINER}, {BACKUP}")
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {DEFINER_SCHEMA} AUTHORIZATION {DEFINER}")
    connection.execute(f"GRANT USAGE ON SCHEMA {DEFINER_SCHEMA} TO {APP}, {OWNER}")
    connection.execute(f"GRANT CREATE ON SCHEMA {DEFINER_SCHEMA} TO {OWNER}")
