"""Bring up what the product needs around it, and tell the product by environment variables."""

import fcntl
import hashlib
import secrets
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from config.local import postgres
from config.local.places import Places
from config.local.postgres import Postgres
from config.local.processes import Process
from config.local.valkey import Valkey


class Servers:
    """The database and broker of one instance: `demo`, `test` or `bench`."""

    def __init__(self, instance: str) -> None:
        self.places = Places(instance)
        self.is_demo = instance == "demo"
        self.is_for_tests = instance == "test"

    @contextmanager
    def running(self) -> Generator[dict[str, str]]:
        """Have the servers up for the block; yield the environment that leads to them.

        The demo has its servers alone. Several test runs may share theirs; the last stops them.
        """
        self.places.make()
        with (self.places.home / "lock").open("a") as lock:
            self.enter(lock)
            with self.alone():
                secret = self.keep_secret()
            options = postgres.FORGETFUL if self.is_for_tests else postgres.DURABLE
            database = Postgres(self.places, password_for("postgres", secret), options)
            broker = Valkey(self.places, password_for("valkey", secret), durable=self.is_demo)
            try:
                with self.alone():
                    environment = self.environment(database, broker, secret)
                yield environment
            finally:
                if is_alone(lock):
                    broker.down()
                    database.down()

    def reset(self) -> None:
        """Forget everything this instance kept; what a killed run left is stopped first."""
        self.places.make()
        with (self.places.home / "lock").open("a") as lock:
            self.enter(lock)
            database = Postgres(self.places, "", {})
            database.find_lost_server()
            database.down()
            Valkey(self.places, "", durable=False).down()
            for left in self.places.home.glob("*.pid"):
                Process(left, mark=sys.prefix).stop()
            self.places.wipe()

    def enter(self, lock: TextIO) -> None:
        """Take this instance for us, or share it with other test runs."""
        if not self.is_demo:
            fcntl.flock(lock, fcntl.LOCK_SH)  # waits while another run is stopping the servers
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(
                f"Another run uses {self.places.home}; stop it (Ctrl-C) before you start again."
            ) from None

    @contextmanager
    def alone(self) -> Generator[None]:
        """Do what two test runs that begin together must not do at once."""
        with (self.places.home / "start").open("a") as start:
            fcntl.flock(start, fcntl.LOCK_EX)
            yield

    def keep_secret(self) -> str:
        """Return the secret that every password of this instance is made from."""
        file = self.places.home / "secret"
        if not file.exists():
            half = file.with_suffix(".new")
            half.unlink(missing_ok=True)
            half.touch(mode=0o600)
            half.write_text(secrets.token_urlsafe(32))
            half.rename(file)
        return file.read_text()

    def environment(self, database: Postgres, broker: Valkey, secret: str) -> dict[str, str]:
        """Start both servers and return what config/settings.py reads."""
        port = database.up()

        def url(role: str) -> str:
            password = password_for(role, secret)
            return f"postgres://{role}:{password}@127.0.0.1:{port}/wenkong"

        keys = {
            "SEAL_KEY_FILE": "seal.pem",
            "PDF_SIGN_KEY_FILE": "pdf.pem",
            "PDF_SIGN_CERT_FILE": "pdf-certificate.pem",
        }
        demo = {name: str(self.places.home / file) for name, file in keys.items() if self.is_demo}
        return demo | {
            "SECRET_KEY": password_for("django", secret),
            "DATABASE_URL": url("wenkong_app"),
            "DATABASE_OWNER_URL": url("wenkong_owner"),
            "DATABASE_ADMIN_URL": database.url("postgres", "postgres", port),
            "REDIS_URL": broker.url(broker.up()),
        }


def password_for(role: str, secret: str) -> str:
    """Return the password of a role, always the same for the same secret."""
    return hashlib.sha256(f"{role}:{secret}".encode()).hexdigest()


def is_alone(lock: TextIO) -> bool:
    """Return whether no other run shares this instance."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def write_environment(file: Path, environment: dict[str, str]) -> None:
    """Leave the environment in a file, where `manage.py` in another terminal finds it."""
    half = file.with_suffix(".new")
    half.unlink(missing_ok=True)
    half.touch(mode=0o600)
    half.write_text("".join(f"{name}={value}\n" for name, value in environment.items()))
    half.rename(file)
