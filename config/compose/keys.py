"""Make the secrets of a compose project, once: one file each, in a volume for who may read it."""

import os
import secrets
from pathlib import Path

import django
from django.core.management import call_command

APP = Path("/keys/app")  # web, worker and beat mount this
ADMIN = Path("/keys/admin")  # only the database and the one-shot `migrate` mount this


def main() -> None:
    """Make what is missing; what is there stays, so that a restart changes nothing."""
    keep(APP / "secret_key", secrets.token_urlsafe(50))
    keep(APP / "database_url", address("wenkong_app", secrets.token_urlsafe(32)))
    keep(ADMIN / "database_owner_url", address("wenkong_owner", secrets.token_urlsafe(32)))
    password = keep(ADMIN / "postgres_password", secrets.token_urlsafe(32))
    keep(ADMIN / "database_admin_url", address("postgres", password, database="postgres"))
    keep_seal()


def address(role: str, password: str, database: str = "wenkong") -> str:
    """Return where this role finds the database."""
    return f"postgres://{role}:{password}@postgres:5432/{database}"


def keep_seal() -> None:
    """Make the key of the seal, which seals signatures from now on."""
    public = APP / "seal-keys.jsonl"
    os.environ |= {"SEAL_KEY_FILE": str(APP / "seal.pem"), "SEAL_PUBLIC_KEYS": str(public)}
    if not public.exists():
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        django.setup()
        call_command("seal_key", "new")


def keep(file: Path, secret: str) -> str:
    """Write the secret unless the file is there; return what the file says."""
    if not file.exists():
        half = file.with_suffix(".new")
        half.write_text(secret)
        half.chmod(0o444)  # PostgreSQL runs as another user; the volume is the fence
        half.rename(file)
    return file.read_text()


main()
