"""Every address by every method, asked by everybody, of their own, a neighbour's and nothing.

What each role may open is said by the table of `tests/architecture/permissions/table.py`; here it
is held against all methods and against everybody who is half inside. A sample by default, by the
seed that pytest prints (`-p randomly -p "randomly_seed=…"`); the whole with `make probe`.
"""

import os
from http import HTTPStatus
from typing import Final

import pytest

from tests.architecture.permissions.row import ASKING
from tests.architecture.permissions.table import TABLE
from tests.matrix.people import (
    EVERYBODY,
    OUTSIDE,
    STRANGERS,
    SUSPENDED,
    World,
    browser_of,
    make_world,
)
from tests.matrix.probes import SAFE, Answer, Probe, ask, places_of, probes, sample

WHOLE: Final = bool(os.environ.get("PROBE"))
SHARE: Final = 1.0 if WHOLE else 0.03
DONE: Final = (200, 201, 204, 302)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def expected(who: str, probe: Probe) -> int | None:
    """Return the status the table names; None where the table has no column for it."""
    if probe.target != "own" or who not in ASKING or probe.method not in ("get", "head", "post"):
        return None
    row = TABLE[probe.route]
    column = row.post if probe.method == "post" else row.get
    return int(column.split()[ASKING.index(who)])


def faults(who: str, probe: Probe, answer: Answer, missing: Answer | None) -> list[str]:
    """Say what is wrong with an answer."""
    found = []
    is_down = probe.route == "healthz" and answer.status == HTTPStatus.SERVICE_UNAVAILABLE
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not is_down:
        found.append("a fault of ours")
    wanted = expected(who, probe)
    # A page with a form answers GET and POST alone: HEAD may be no method of it.
    is_other = probe.method == "head" and answer.status == HTTPStatus.METHOD_NOT_ALLOWED
    if wanted is not None and answer.status != wanted and not is_other:
        found.append(f"the table says {wanted}")
    if missing is not None and not answer.looks_like(missing):
        found.append("it differs from what is not there")
    is_refused = answer.status not in DONE
    if (is_refused or probe.method in SAFE) and answer.written:
        found.append(f"it wrote {', '.join(answer.written)}")
    if (is_refused or probe.method in SAFE) and answer.mails:
        found.append("it sent a mail")
    if probe.method in ("put", "patch", "delete") and not is_refused and answer.written:
        found.append("a method that no form uses changed something")
    if who in SUSPENDED and probe.method not in SAFE and answer.written:
        found.append("a suspended tenant was changed")
    return found


def must_look_missing(who: str, probe: Probe) -> bool:
    """Tell whether this must be answered like what is not there, byte for byte."""
    if not probe.route.startswith("t/<"):
        return False
    if who in OUTSIDE:
        return False  # they are asked to sign in, wherever they knock
    return probe.target in ("foreign", "neighbour") or who in STRANGERS


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_gets_what_is_not_theirs(
    who: str, world: World, request: pytest.FixtureRequest
) -> None:
    client = browser_of(EVERYBODY[who](world))
    is_of_bolt = who.startswith("bolt.")
    seed = request.config.getoption("randomly_seed", 0) or 0
    asked = [p for p in probes(world, places_of(TABLE)) if not (is_of_bolt and "bolt" in p.url)]
    told = []
    for probe in sample(asked, SHARE, int(seed)):
        answer = ask(client, probe.method, probe.url)
        hidden = must_look_missing(who, probe)
        missing = ask(client, probe.method, probe.missing) if hidden else None
        told += [
            f"{who} {probe.method} {probe.url} ({probe.target}) {answer.status}: {fault}"
            for fault in faults(who, probe, answer, missing)
        ]
    assert not told, "\n".join(told)


def test_the_whole_is_thirty_thousand_probes(world: World) -> None:
    assert len(list(probes(world, {}))) * len(EVERYBODY) >= 30_000
