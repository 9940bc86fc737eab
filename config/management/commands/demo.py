"""Make the demo city and serve it in this terminal."""

import hashlib
import io
import os
import sys
import threading
import time
import urllib.error
import urllib.request
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test.utils import override_settings

from approvals.sealing import keys
from config.local.foreground import Foreground
from config.local.ports import is_free


class Command(BaseCommand):
    """Prepare everything that is not prepared yet, then run web and worker until Ctrl-C."""

    help = "Run the demo city; use `make demo`, which starts the servers round it."
    requires_system_checks = ()  # what they look for is made in here

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the port from `make demo PORT=`."""
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        """Prepare, serve, and say where."""
        address = f"http://localhost:{port}"
        os.environ |= {"SITE_URL": address, "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING")}
        processes = Foreground(settings.DEMO, commands(port))
        processes.stop_leftovers()
        if not is_free(port):
            raise CommandError(
                f"Port {port} is taken; choose another one, for example: make demo PORT={port + 1}"
            )
        accounts = self.prepare()
        threading.Thread(target=self.welcome, args=[address, accounts], daemon=True).start()
        sys.exit(processes.run())

    def prepare(self) -> str:
        """Bring database, translations, static files and demo data up to date; return accounts."""
        for step in ("bootstrap_database", "migrate", "compile_translations", "build_icons"):
            call_command(step, verbosity=0, stdout=io.StringIO())
        if not keys.known():  # older than the demo's past, which is signed as well
            call_command("seal_key", "new", "--since", "2000-01-01", stdout=io.StringIO())
        if not Path(settings.PDF_SIGN_KEY_FILE).exists():
            call_command("pdf_key", "new", "昆明体系文件 (demo)", stdout=io.StringIO())
        collect_static()
        self.stdout.write("Making the demo city …")
        accounts = io.StringIO()
        # What the demo issued before today is not certified: that would take a minute.
        with override_settings(PDF_SIGN_KEY_FILE=""):
            call_command("demo_data", stdout=accounts)
        return accounts.getvalue()

    def welcome(self, address: str, accounts: str) -> None:
        """Say where the product is once it answers."""
        while not answers(f"{address}/livez"):
            time.sleep(0.2)
        self.stdout.write(f"\n{accounts}\nWenkong runs at {address}/ · Ctrl-C stops it.\n")
        self.stdout.flush()


def commands(port: int) -> dict[str, list[str]]:
    """Return the command line of each process."""
    # A process a core, four threads each, since threads wait for the database; as compose has it.
    cores = min(os.cpu_count() or 1, 2)
    web = f"granian --interface wsgi --port {port} --log-level warning --workers {cores}"
    web += " --blocking-threads 4 --backpressure 32"
    # On one machine the worker is its own clock: beat alone would load the product once more.
    worker = "celery --app config.celery --quiet worker --loglevel WARNING --concurrency 2"
    converter = "celery --app config.celery --quiet worker --loglevel WARNING --concurrency 1"
    converter += " --queues conversions --without-gossip --without-mingle --hostname converter@%h"
    # The clock keeps no file: what is due is in the database.
    clock = "--without-gossip --without-mingle --beat --scheduler celery.beat:Scheduler"
    lines = {
        "web": [*web.split(), "config.wsgi:application"],
        "worker": [*worker.split(), *clock.split()],
        "converter": converter.split(),
    }
    return {name: [sys.executable, "-m", *line] for name, line in lines.items()}


def collect_static() -> None:
    """Collect static files if one has changed: compressing them anew takes seconds."""
    files = [
        Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])
    ]
    seen = [f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in sorted(files)]
    now = hashlib.sha256("\n".join(seen).encode()).hexdigest()
    stamp: Path = settings.DEMO / "static-collected"
    if not stamp.exists() or stamp.read_text() != now:
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(now)


def answers(url: str) -> bool:
    """Return whether this address answers well."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310
            return bool(response.status == HTTPStatus.OK)
    except (urllib.error.URLError, OSError):
        return False
