"""Everybody is told what the rules say and nothing else, whatever happens to the clock."""

import ast
import datetime as dt
import os
import random
import sys
from pathlib import Path
from typing import Final

import pytest
import time_machine

from tests.proof.reminders import oracle
from tests.proof.reminders.oracle import Oracle
from tests.proof.reminders.zone import Zone
from tests.sweeping import sweep
from tests.world import Cast

SEEDS: Final = int(os.environ.get("SEEDS", "1"))
WHOLE: Final = bool(os.environ.get("PROBE"))
MONDAY: Final = dt.date(2028, 2, 14)  # 29 February is near
YEAR: Final = {"days": 365, "people": 196, "documents": 40}
WEEKS: Final = {"days": 40, "people": 10, "documents": 12}


def test_the_oracle_knows_no_product() -> None:
    tree = ast.parse(Path(oracle.__file__).read_text(encoding="utf-8"))
    modules = [
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    ]
    assert [name for name in modules if name.split(".")[0] not in sys.stdlib_module_names] == []


def visits(days: int, seed: int) -> list[list[dt.date]]:
    """Return on which days the clock comes, day by day: twice, not at all, or set back."""
    chance = random.Random(seed)
    found: list[list[dt.date]] = []
    for n in range(days):
        day, kind = MONDAY + dt.timedelta(n), chance.random()
        if kind < 0.08:
            found.append([])
        elif kind < 0.16:
            found.append([day, day])
        elif kind < 0.22:
            found.append([day - dt.timedelta(2), day])
        else:
            found.append([day])
    return found


@pytest.mark.django_db
@pytest.mark.timeout(7200 if WHOLE else 900, func_only=True)
@pytest.mark.parametrize("seed", range(4) if WHOLE else range(SEEDS))
def test_what_is_sent_is_what_the_oracle_says(acme: Cast, seed: int) -> None:
    facts = YEAR if WHOLE else WEEKS
    zone, told = Zone(acme, seed, MONDAY, **facts), Oracle()
    for n, days in enumerate(visits(facts["days"], seed)):
        day = MONDAY + dt.timedelta(n)
        with time_machine.travel(dt.datetime.combine(day, dt.time(4), dt.UTC)):
            zone.live(day)
            for on in days:
                sweep(acme.tenant, on, on_any_day=False)
                told.visit(on, zone.facts)
        written = zone.ledger()
        assert (written - told.ledger, told.ledger - written) == (set(), set()), f"ledger on {day}"
        sent = zone.mails()
        wrong = {
            key for key in sent.keys() | told.mails.keys() if sent.get(key) != told.mails.get(key)
        }
        assert [(key, sent.get(key), told.mails.get(key)) for key in sorted(wrong)] == [], day
    assert len(told.mails) > facts["days"]
