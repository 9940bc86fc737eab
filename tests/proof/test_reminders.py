"""Everybody is told what the rules say and nothing else, whatever happens to the clock."""

import ast
import datetime as dt
import os
import random
import resource
import sys
import time
from pathlib import Path
from typing import Final

import pytest

from tests.proof.reminders import facts, oracle
from tests.proof.reminders.run import Run, no_hurry, reminders_alone
from tests.proof.reminders.zone import Zone
from tests.world import Cast

WHOLE: Final = bool(os.environ.get("PROBE"))
SEEDS: Final = int(os.environ.get("SEEDS", "1"))
MONDAY: Final = dt.date(2028, 2, 14)  # 29 February is near
SIZE: Final = {
    "days": round(365 * float(os.environ.get("YEARS", "1"))) if WHOLE else 40,
    "people": int(os.environ.get("PEOPLE", "200" if WHOLE else "14")) - 4,  # four are there anyway
    "documents": int(os.environ.get("DOCUMENTS", "40" if WHOLE else "12")),
}
__all__ = ["no_hurry", "reminders_alone"]
KEPT: Final = ("Ada", "P000", "P001", "Cora")  # whose mails somebody reads afterwards


def test_the_oracle_knows_no_product() -> None:
    imported = {
        name for module in (oracle, facts) for name in imports_of(Path(str(module.__file__)))
    }
    others = {name for name in imported if name.split(".")[0] not in sys.stdlib_module_names}
    assert others == {facts.__name__}


def imports_of(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
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


@pytest.mark.django_db(transaction=True)  # what a year leaves behind has to be vacuumed
@pytest.mark.timeout(6 * 3600 if WHOLE else 900, func_only=True)
@pytest.mark.usefixtures("no_hurry", "reminders_alone")
@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_is_sent_is_what_the_oracle_says(acme: Cast, seed: int) -> None:
    run = Run(Zone(acme, seed, MONDAY, **SIZE), keep=KEPT if WHOLE else ())
    for n, days in enumerate(visits(SIZE["days"], seed)):
        run.day(MONDAY + dt.timedelta(n), days)
        if WHOLE and n % 30 == 0:
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            mails, took = run.told.total(), time.process_time()
            print(f"day {n}: {run.reminders:,} reminders, {mails:,} mails, {memory} MiB at most,")
            print(f"  {took:.0f} s of this process's time, {run.took:.0f} s of them the product's")
    run.check_messages()
    assert run.told.total() > SIZE["days"]
