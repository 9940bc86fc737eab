"""The demo city as the journeys know it, here or in a deployment that runs already."""

from __future__ import annotations

import email
import email.policy
import os
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

from django.utils import timezone

from config.demo.people import PASSWORD

SATURDAY = 5
DOMAIN = "demo.wenkong.example"
ZONE = "kmht"
BETWEEN = b"\n" + b"-" * 79 + b"\n"  # mails in one of Django's mail files


@dataclass
class World:
    """Where the product answers, how to command it, and where its mails go.

    A running deployment is described by JOURNEY_URL, JOURNEY_PASSWORD, JOURNEY_MANAGE (a command
    line such as `docker compose exec -T web python manage.py`) and JOURNEY_MAIL (a folder).
    """

    url: str
    password: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    mailbox: Path | None = None
    days: Iterator[int] = field(default_factory=lambda: count(31))

    @classmethod
    def running(cls, url: str) -> World:
        """Describe the deployment that the environment names."""
        command = shlex.split(os.environ.get("JOURNEY_MANAGE", ""))
        mail = os.environ.get("JOURNEY_MAIL")
        mailbox = Path(mail) if mail else None
        password = os.environ.get("JOURNEY_PASSWORD", PASSWORD)
        return cls(url.rstrip("/"), password, command, mailbox=mailbox)

    def manage(self, *arguments: str) -> str:
        """Run a management command of the product and return what it printed."""
        done = subprocess.run(
            [*self.command, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    def address(self, path: str) -> str:
        """Return the whole address of a page."""
        return f"{self.url}{path}"

    def next_working_day(self) -> str:
        """Return a day past all due dates that no journey has swept: a day has one digest."""
        days = (timezone.localdate() + timedelta(days=ahead) for ahead in self.days)
        return next(day for day in days if day.weekday() < SATURDAY).isoformat()

    def mails(self, name: str) -> list[str]:
        """Return the texts of the mails this person got; none where nobody can look."""
        files = sorted(self.mailbox.iterdir()) if self.mailbox else []
        raws = [raw for file in files for raw in file.read_bytes().split(BETWEEN) if raw.strip()]
        mails = [email.message_from_bytes(raw, policy=email.policy.default) for raw in raws]
        bodies = [mail.get_body() for mail in mails if mail["To"] == f"{name}@{DOMAIN}"]
        return [body.get_content() for body in bodies if body is not None]
