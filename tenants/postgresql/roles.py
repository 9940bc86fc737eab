"""The database roles and what keeps them apart (architecture: "Database roles")."""

from typing import Final

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

OWNER: Final = "wenkong_owner"  # migrates; BYPASSRLS, or data migrations would see no row
APP: Final = "wenkong_app"  # serves; no DDL, no bypass
DEFINER: Final = "wenkong_definer"  # NOLOGIN; owns the three functions that see across tenants
BACKUP: Final = "wenkong_backup"  # reads everything, for dumps
DEFINER_SCHEMA: Final = "definer"

UNSAFE_ROLE_SQL = """
    SELECT r.rolname, r.rolsuper, r.rolbypassrls,
           EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p'))
    FROM pg_roles r WHERE r.rolname = current_user
"""


def refuse_unsafe_role(connection: BaseDatabaseWrapper) -> None:
    """Refuse to serve as a role that row security does not bind.

    Raises ImproperlyConfigured when the role is a superuser, bypasses row security or owns tables.
    """
    with connection.cursor() as cursor:
        cursor.execute(UNSAFE_ROLE_SQL)
        name, is_super, bypasses, owns = cursor.fetchone()
    reasons = [
        reason
        for is_true, reason in (
            (is_super, "it is a superuser"),
            (bypasses, "it bypasses row security"),
            (owns, "it owns tables"),
        )
        if is_true
    ]
    if reasons:
        raise ImproperlyConfigured(
            f"Wenkong does not serve as database role {name!r}: {', '.join(reasons)}. "
            f"Point DATABASE_URL at {APP!r} (made by `manage.py bootstrap_database`)."
        )
