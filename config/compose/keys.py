"""Make the secrets of a compose project, once: one file each, in a volume for who may read it."""

import secrets
from pathlib import Path

APP = Path("/keys/app")  # web, worker and beat mount this
ADMIN = Path("/keys/admin")  # only the database and the one-shot `migrate` mount this


def main() -> None:
    """Make what is missing; what is there stays, so that a restart changes nothing."""
    keep(APP / "secret_key", secrets.token_urlsafe(50))
    keep(APP / "database_url", address("wenkong_app", secrets.token_urlsafe(32)))
    keep(ADMIN / "database_owner_url", address("wenkong_owner", secrets.token_urlsafe(32)))
    password = keep(ADMIN / "postgres_password", secrets.token_urlsafe(32))
    keep(ADMIN / "database_admin_url", address("postgres", password, database="postgres"))


def address(role: str, password: str, database: str = "wenkong") -> str:
    """Return where this role finds the database."""
    return f"postgres://{role}:{password}@postgres:5432/{database}"


def keep(file: Path, secret: str) -> str:
    """Write the secret unless the file is there; return what the file says."""
    if not file.exists():
        half = file.with_suffix(".new")
        half.write_text(secret)
        half.chmod(0o444)  # PostgreSQL runs as another user; the volume is the fence
        half.rename(file)
    return file.read_text()


main()
