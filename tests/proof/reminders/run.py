"""A zone and its oracle side by side: let days pass, and see that they say the same."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
import time_machine
from django.core import mail

from config import clock
from config.local.places import VAR
from tests.proof.reminders.oracle import Oracle
from tests.proof.reminders.zone import Zone
from tests.sweeping import sweep

BACK: Final = dt.timedelta(3)  # the clock is never set back further
HOUR: Final = dt.time(4)  # noon in Kunming


class Run:
    """What a zone was told, and what it should have been told."""

    def __init__(self, zone: Zone, keep: Sequence[str] = ()) -> None:
        self.zone, self.oracle = zone, Oracle()
        self.reminders = 0
        self.took = 0.0  # seconds of Python in visits of the product's clock
        self.told: Counter[str] = Counter()  # mails to each that were compared and forgotten
        self._left: Counter[str] = Counter()  # messages to each address
        self._ids: set[str] = set()
        self._kept = {zone.members[name].user.email: kept_in(name) for name in keep}

    def day(self, day: dt.date, visits: list[dt.date]) -> None:
        """Let a day pass, on which the clock believes it comes on these days."""
        with time_machine.travel(dt.datetime.combine(day, HOUR, dt.UTC)):
            self.zone.live(day)
            for on in visits:
                begin = time.process_time()
                sweep(self.zone.cast.tenant, on, on_any_day=False)
                self.took += time.process_time() - begin
                self.oracle.visit(on, self.zone.facts)
        self.check_ledger(f"on {day}")
        self.check_mails(day - BACK)
        self._forget(day - BACK)

    def check_ledger(self, when: str) -> None:
        """See that since it was looked at last the same was written."""
        written, expected = self.zone.ledger(), self.oracle.new
        self.oracle.new = set()
        self.reminders += len(expected)
        assert (written - expected, expected - written) == (set(), set()), f"ledger {when}"

    def check_mails(self, since: dt.date = dt.date.min) -> None:
        """See that everybody was sent the same, in one mail a day."""
        sent = self.zone.mails(since)
        told = {key: lines for key, lines in self.oracle.mails.items() if key[0] >= since}
        wrong = sorted(key for key in sent | told if sent.get(key) != told.get(key))
        assert [(key, sent.get(key), told.get(key)) for key in wrong] == []

    def _forget(self, before: dt.date) -> None:
        """Count the mails and messages that are compared, so that years need no more memory."""
        for key in [key for key in self.oracle.mails if key[0] < before]:
            self.told[key[1]] += 1
            del self.oracle.mails[key]
        for message in mail.outbox:
            (to,) = message.to
            assert message.extra_headers["Message-ID"] not in self._ids
            self._ids.add(message.extra_headers["Message-ID"])
            self._left[to] += 1
            if to in self._kept:
                with self._kept[to].open("a", encoding="utf-8") as kept:
                    kept.write(f"{message.subject}\n\n{message.body}\n{'=' * 70}\n")
        mail.outbox.clear()

    def check_messages(self) -> None:
        """See that in all as many mails are written and have left as the oracle wants, to each."""
        self._forget(dt.date.max)
        assert self.zone.counted() == self.told
        people = self.zone.members
        assert self._left == {people[name].user.email: n for name, n in self.told.items()}


def kept_in(name: str) -> Path:
    """Return an empty file for the mails of one person, to be read by somebody."""
    path = VAR / "probe" / f"mails-of-{name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("", encoding="utf-8")
    print(f"The mails of {name}: {path}")
    return path


@pytest.fixture
def no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a visit deliver for as long as it takes: on a busy machine, too, a day is one visit."""
    monkeypatch.setattr("tenants.channels.delivering.VISIT_SECONDS", 3600)


@pytest.fixture
def reminders_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what is counted once a day: no oracle knows it, and it is half of an idle day."""
    monkeypatch.setattr("config.clock.ONCE_A_DAY", clock.REMIND)
