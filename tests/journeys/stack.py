"""The whole product for a browser: web server and worker as processes, a database of their own."""

import os
import shutil
import socket
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import redis

from config.local.places import VAR
from config.local.processes import Process, wait_until
from config.management.commands.demo import answers, commands

START_SECONDS = 600


@dataclass(frozen=True)
class Stack:
    """A running product and what its processes were told."""

    url: str
    home: Path
    environment: Mapping[str, str]

    @contextmanager
    def running(self) -> Generator[None]:
        """Serve for the block; what the processes said is in `home` afterwards."""
        lines = commands(urlsplit(self.url).port or 80)
        processes = {name: Process(self.home / f"{name}.pid", mark=sys.prefix) for name in lines}
        try:
            for name, process in processes.items():
                log = self.home / f"{name}.log"
                process.start(lines[name], env=self.environment, log=log)
            assert wait_until(lambda: answers(f"{self.url}/livez"), START_SECONDS), self.said("web")
            yield
        finally:
            for process in processes.values():
                process.stop(patience_seconds=5)

    def said(self, process: str) -> str:
        """Return what a process printed."""
        return (self.home / f"{process}.log").read_text()


def new_home() -> Path:
    """Return a folder for this run's stack; stop and remove what killed runs left."""
    for left in (VAR / "test").glob("stack-*"):
        if not Path(f"/proc/{left.name.partition('-')[2]}").exists():
            for pid_file in left.glob("*.pid"):
                Process(pid_file, mark=sys.prefix).stop(patience_seconds=5)
            shutil.rmtree(left)
    home = VAR / "test" / f"stack-{os.getpid()}"
    home.mkdir()
    return home


def make_stack(servers: Mapping[str, str], database: str, home: Path) -> Stack:
    """Describe a product on this database, with files, mails and queue of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    # Another database of the broker: what other tests queue is not for this worker.
    broker = servers["REDIS_URL"].rpartition("/")[0] + f"/{1 + os.getpid() % 15}"
    redis.Redis.from_url(broker).flushdb()
    own = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": servers["DATABASE_URL"].rpartition("/")[0] + f"/{database}",
        "DATABASE_POOL_SIZE": "4",
        "REDIS_URL": broker,
        "SITE_URL": url,
        "MAIL_URL": f"filemail:///{home / 'mail'}",
        "FILES_ROOT": str(home / "files"),
        "ANCHORS_ROOT": str(home / "anchors"),
        "SEAL_KEY_FILE": str(home / "seal.pem"),
        "SEAL_PUBLIC_KEYS": str(home / "seal-keys.jsonl"),
        "PDF_SIGN_KEY_FILE": "",  # a demo here may have one
        "STATIC_ROOT": str(home / "static"),
        "STATIC_HASHED": "1",  # as in production: hashed names, compressed files
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
    }
    return Stack(url, home, {**os.environ, **servers, **own})
