"""Give each test process a database of its own, copied from one that was migrated once."""

import fcntl
import hashlib
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import environ
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from config.local.places import ROOT, VAR
from config.owner import connect_as

# What decides how the tables look.
SOURCES = (
    *("*/migrations/*.py", "*/models/*.py", "*/models.py", "tenants/**/*.py"),
    *("oversight/standards/*.toml", "oversight/standards/files.py"),
    "oversight/standards/loading.py",
)


class TestDatabase:
    """One copy of the migrated template in the test cluster; the suite serves from it."""

    __test__ = False

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.name = f"test_{os.getpid()}"
        self.template = f"template_{fingerprint()}"

    @contextmanager
    def existing(self) -> Generator[None]:
        """Have the database for the block, with Django connected as the role that serves."""
        settings.DATABASE_OWNER_URL = self.environment["DATABASE_OWNER_URL"]
        settings.DATABASE_ADMIN_URL = self.environment["DATABASE_ADMIN_URL"]
        settings.REDIS_URL = settings.CELERY_BROKER_URL = self.environment["REDIS_URL"]
        with (VAR / "test" / "template").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.drop_stale()
            self.build_template()
        self.renew()
        try:
            yield
        finally:
            self.point_at(self.name)
            self.administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)

    def renew(self) -> None:
        """Copy the template anew: no trace of a test that committed stays behind."""
        self.point_at(self.name)
        self.administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)
        self.administer("CREATE DATABASE {} TEMPLATE {}", self.name, self.template)

    def build_template(self) -> None:
        """Migrate once for this state of the sources; later runs find the result."""
        if self.template in self.databases():
            return
        half = "half_made"
        self.administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", half)
        self.point_at(half)
        call_command("bootstrap_database", verbosity=0)
        call_command("migrate", verbosity=0, run_syncdb=True)
        self.point_at(self.name)
        self.administer("ALTER DATABASE {} RENAME TO {}", half, self.template)

    def drop_stale(self) -> None:
        """Drop the templates of older sources and what killed runs left."""
        for name in self.databases():
            kind, _, tail = name.partition("_")
            is_orphan = kind == "test" and not Path(f"/proc/{tail.split('_')[0]}").exists()
            if is_orphan or (kind == "template" and name != self.template):
                self.administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def point_at(self, name: str) -> None:
        """Make Django's next connection go to this database."""
        url = environ.Env.db_url_config(self.environment["DATABASE_URL"]) | {"NAME": name}
        connect_as(**{key: url[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")})

    def databases(self) -> list[str]:
        """Return the databases of the cluster."""
        with psycopg.connect(self.environment["DATABASE_ADMIN_URL"]) as admin:
            return [name for (name,) in admin.execute("SELECT datname FROM pg_database")]

    def administer(self, statement: str, *names: str) -> None:
        """Run a statement about whole databases as the administrator."""
        with psycopg.connect(self.environment["DATABASE_ADMIN_URL"], autocommit=True) as admin:
            admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def fingerprint() -> str:
    """Return a short text that changes whenever the tables may."""
    digest = hashlib.sha256()
    for source in sorted({path for pattern in SOURCES for path in ROOT.glob(pattern)}):
        digest.update(bytes(source.relative_to(ROOT)) + source.read_bytes())
    return digest.hexdigest()[:16]


assert connection.settings_dict is settings.DATABASES["default"]  # point_at() changes both
