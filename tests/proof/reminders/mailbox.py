"""A mail server that keeps what it took in a file, so that whoever is killed cannot forget it.

It can be down or put people off: processes that are forked take that with them.
"""

import json
import os
import smtplib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, override

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class Taken(NamedTuple):
    """A mail that the server has taken."""

    to: str
    id: str  # Message-ID


class Mood:
    """How the server answers."""

    file = Path()
    is_down = False
    puts_off: frozenset[str] = frozenset()


class Mailbox(BaseEmailBackend):
    """Takes mail as long as its mood is good."""

    @override
    def __init__(self, **options: Any) -> None:
        super().__init__(fail_silently=False)

    @override
    def open(self) -> bool:
        if Mood.is_down:
            raise ConnectionRefusedError("no server")
        return True

    @override
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.open()
        for message in email_messages:
            (to,) = message.to
            if to in Mood.puts_off:
                raise smtplib.SMTPRecipientsRefused({to: (451, b"try later")})
            line = json.dumps([to, message.extra_headers["Message-ID"]])
            with Mood.file.open("a") as file:
                file.write(f"{line}\n")
                file.flush()
                os.fsync(file.fileno())
        return len(email_messages)


def taken() -> list[Taken]:
    """Return what the server has taken, in order."""
    if not Mood.file.exists():
        return []
    lines = Mood.file.read_text().splitlines()
    return [Taken(*json.loads(line)) for line in lines]
