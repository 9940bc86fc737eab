"""After whatever breaks, what was sent is what the oracle says, and nothing came twice.

A zone lives on while one thing after the other breaks, in an order made up by a seed. What stands
elsewhere: hours and days by hand (tests/config/test_clock_faults.py), a real mail server
(tests/tenants/test_mail_server.py), 29 February and the end of the year (test_reminders.py).
"""

import datetime as dt
import os
import random
from pathlib import Path
from typing import Final

import pytest
from pytest_django import Settings

from tests.proof.reminders.faults import FAULTS, broker_flushed, killed
from tests.proof.reminders.mailbox import Mood
from tests.proof.reminders.run import no_hurry
from tests.proof.reminders.story import Story
from tests.proof.reminders.zone import Zone
from tests.world import Cast, make_cast

WHOLE: Final = bool(os.environ.get("PROBE"))
SEEDS: Final = range(int(os.environ.get("SEEDS", "3"))) if WHOLE else range(1)
MONDAY: Final = dt.date(2028, 2, 14)
SMALL: Final = {"days": 250 if WHOLE else 60, "people": 5, "documents": 10}
SAMPLE: Final = 4  # of the points at which a worker is killed

__all__ = ["no_hurry"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(3600),
    pytest.mark.usefixtures("no_hurry", "mailbox"),
]


@pytest.fixture
def mailbox(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MAILERS = {"default": {"BACKEND": "tests.proof.reminders.mailbox.Mailbox"}}
    monkeypatch.setattr(Mood, "file", tmp_path / "taken")


def begin(seed: int) -> Story:
    cast: Cast = make_cast("ACME")
    story = Story(Zone(cast, seed, MONDAY, **SMALL), MONDAY)
    story.look()
    return story


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_breaks_everybody_is_told_once(seed: int, servers: dict[str, str]) -> None:
    story = begin(seed)
    story.check("nothing")
    names = [*FAULTS, "broker flushed"]
    random.Random(seed).shuffle(names)
    for name in names:
        if name in FAULTS:
            FAULTS[name](story)
        else:
            broker_flushed(story, servers["REDIS_URL"])
        story.check(name)


@pytest.mark.parametrize("seed", SEEDS)
def test_whenever_a_worker_is_killed_everybody_is_told_once(seed: int) -> None:
    story = begin(seed)
    chance = random.Random(seed)
    killed(story, lambda points: points if WHOLE else chance.sample(points, SAMPLE))
    print(f"killed at {story.killed} points")
    assert story.killed > SAMPLE // 2
