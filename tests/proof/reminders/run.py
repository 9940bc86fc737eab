"""A zone and its oracle side by side: let days pass, and see that they say the same."""

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
import time_machine
from django.core import mail

from config.local.places import VAR
from tests.proof.reminders.oracle import Oracle
from tests.proof.reminders.zone import Zone
from tests.sweeping import sweep

BACK: Final = dt.timedelta(3)  # the clock is never set back further
HOUR: Final = dt.time(4)  # noon in Kunming


class Run:
    """What a zone was told, and what it should have been told."""

    def __init__(self, zone: Zone) -> None:
        self.zone, self.oracle = zone, Oracle()
        self._known: set[tuple[str, object]] = set()

    def day(self, day: dt.date, visits: list[dt.date]) -> None:
        """Let a day pass, on which the clock believes it comes on these days."""
        with time_machine.travel(dt.datetime.combine(day, HOUR, dt.UTC)):
            self.zone.live(day)
            for on in visits:
                sweep(self.zone.cast.tenant, on, on_any_day=False)
                self.oracle.visit(on, self.zone.facts)
        self.check(day)

    def check(self, day: dt.date) -> None:
        """See that of late the same was written and sent."""
        self.check_ledger(f"on {day}")
        self.check_mails(day - BACK)

    def check_ledger(self, when: str) -> None:
        """See that since it was looked at last the same was written."""
        written, expected = self.zone.ledger(), self.oracle.ledger - self._known
        self._known |= expected
        assert (written - expected, expected - written) == (set(), set()), f"ledger {when}"

    def check_mails(self, since: dt.date = dt.date.min) -> None:
        """See that everybody was sent the same, in one mail a day."""
        sent = self.zone.mails(since)
        told = {key: lines for key, lines in self.oracle.mails.items() if key[0] >= since}
        wrong = sorted(key for key in sent | told if sent.get(key) != told.get(key))
        assert [(key, sent.get(key), told.get(key)) for key in wrong] == []

    def check_messages(self) -> None:
        """See that as many messages left as the oracle wants, to each."""
        left = Counter(to for message in mail.outbox for to in message.to)
        people = self.zone.members
        wanted = Counter(people[name].user.email for _day, name in self.oracle.mails)
        assert left == wanted
        ids = Counter(message.extra_headers["Message-ID"] for message in mail.outbox)
        assert max(ids.values()) == 1

    def keep_mails(self, name: str) -> Path:
        """Keep the mails of one person in a file, to be read by somebody."""
        path = VAR / "probe" / f"mails-of-{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        address = self.zone.members[name].user.email
        theirs = [m for m in mail.outbox if address in m.to]
        parts = [f"{m.extra_headers.get('Date', '')}\n{m.subject}\n\n{m.body}\n" for m in theirs]
        path.write_text(f"\n{'=' * 70}\n".join(parts), encoding="utf-8")
        return path


@pytest.fixture
def no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a visit deliver for as long as it takes: on a busy machine, too, a day is one visit."""
    monkeypatch.setattr("tenants.channels.delivering.VISIT_SECONDS", 3600)
