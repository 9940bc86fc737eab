"""A zone in which things break, told hour by hour to the product and to the oracle."""

import datetime as dt
import os
import signal
import traceback
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, Final
from unittest.mock import patch
from zoneinfo import ZoneInfo

import time_machine
from django.db import connections

from config.clock import visit
from tests.proof.dying import Fate
from tests.proof.reminders.mailbox import Mood, taken
from tests.proof.reminders.run import Run
from tests.proof.reminders.zone import Zone

KUNMING: Final = "Asia/Shanghai"
LEASE: Final = dt.timedelta(minutes=11)  # after it what somebody died at is taken up again
ONE: Final = dt.timedelta(1)


class Story:
    """Days of a zone, each with its life, and visits of the clock when somebody lets it come."""

    def __init__(self, zone: Zone, day: dt.date) -> None:
        self.zone, self.run, self.today = zone, Run(zone), day
        self.time_zone = KUNMING
        self.killed = 0

    def morning(self) -> dt.date:
        """Let the next day begin, with what happens on it."""
        self.today += ONE
        with self.at(9):
            self.zone.live(self.today)
        return self.today

    @contextmanager
    def at(self, hour: float, day: dt.date | None = None) -> Generator[dt.datetime]:
        """Let it be this hour in the zone."""
        midnight = dt.datetime.combine(day or self.today, dt.time(), ZoneInfo(self.time_zone))
        with time_machine.travel(midnight + dt.timedelta(hours=hour), tick=False):
            yield midnight + dt.timedelta(hours=hour)

    def look(self, hour: float = 12, day: dt.date | None = None, *, mail_goes: bool = True) -> None:
        """Let the clock visit, and the oracle with it."""
        with self.at(hour, day) as now:
            self.come()
            self.oracle(now, mail_goes=mail_goes)

    def oracle(self, now: dt.datetime, *, mail_goes: bool = True) -> None:
        self.run.oracle.visit(now.date(), self.zone.facts, hour=now.hour, mail_goes=mail_goes)

    def come(self) -> None:
        visit.celery_task.apply((str(self.zone.cast.tenant.pk),), throw=True)

    def forked(self, act: Callable[[], object]) -> int:
        """Do something in a process of its own; return the signal that ended it."""
        database: Any = connections["default"]
        database.close_pool()
        connections.close_all()
        child = os.fork()
        if child == 0:
            code = 1
            try:
                act()
                code = 0
            except Exception:
                traceback.print_exc()
            finally:
                os._exit(code)
        _pid, status = os.waitpid(child, 0)
        assert status in (0, signal.SIGKILL), f"a worker ended otherwise: {status}"
        return status

    def dies(self, point: str) -> bool:
        """Let a worker visit and be killed at a point; return whether it came so far."""
        if self.forked(lambda: self._visit_until(Fate(point))) == 0:
            return False
        self.killed += 1
        return True

    def points(self) -> list[str]:
        """Let a worker visit; return at which points it could have been killed."""
        reading, writing = os.pipe()

        def tell() -> None:
            fate = Fate("")
            self._visit_until(fate)
            os.write(writing, "\n".join(fate.passed).encode())

        self.forked(tell)
        os.close(writing)
        with os.fdopen(reading) as told:
            return told.read().splitlines()

    def _visit_until(self, fate: Fate) -> None:
        database: Any = connections["default"]
        database._commit = fate.around("commit", database._commit)
        fate.begin("visit")
        self.come()

    def check(self, fault: str) -> None:
        """See that what was written and sent is what the oracle says, and nothing twice."""
        self.run.check_ledger(f"after “{fault}” on {self.today}")
        self.run.check_mails()
        people, mails = self.zone.members, taken()
        wanted = Counter(people[name].user.email for _day, name in self.run.oracle.mails)
        by_id = {mail.id: mail.to for mail in mails}
        assert Counter(by_id.values()) == wanted, fault
        # Who dies between sending and settling sends the same mail again, under its name.
        assert len(mails) - len(by_id) <= self.killed, fault


@contextmanager
def mood(**facts: Any) -> Generator[None]:
    """Let the mail server be so for the block."""
    with patch.multiple(Mood, **facts):
        yield
