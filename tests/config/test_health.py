"""What containers and monitoring are told."""

import datetime as dt
import sys
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from config.health import HEARTBEAT_MAX_AGE, beat

pytestmark = pytest.mark.django_db


def test_livez_answers_without_an_account(client: Client) -> None:
    answer = client.get("/livez")
    assert (answer.status_code, answer.json()) == (200, {"database": True})


def test_healthz_is_well_after_a_beat(client: Client) -> None:
    assert client.get("/healthz").status_code == 503
    beat()
    answer = client.get("/healthz")
    assert (answer.status_code, set(answer.json().values())) == (200, {True})


def test_healthz_is_not_well_when_the_clock_stands_still(client: Client) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 1, tzinfo=dt.UTC)) as clock:
        beat()
        clock.shift(HEARTBEAT_MAX_AGE)
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"database": True, "broker": True, "clock": False, "seal": True}


def test_healthz_is_not_well_without_a_broker(client: Client, settings: Settings) -> None:
    beat()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"database": True, "broker": False, "clock": True, "seal": True}


# Seals with the key in a file, as an HSM would, and counts how often.
SIGNER = """
import sys
from cryptography.hazmat.primitives.serialization import load_pem_private_key
key = load_pem_private_key(open({key!r}, "rb").read(), None)
open({uses!r}, "a").write("x")
sys.stdout.buffer.write(key.sign(sys.stdin.buffer.read()))
"""


def test_healthz_asks_a_command_to_seal_once_a_minute(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    signer, uses = tmp_path / "signer.py", tmp_path / "uses"
    signer.write_text(SIGNER.format(key=settings.SEAL_KEY_FILE, uses=str(uses)))
    settings.SEAL_COMMAND, settings.SEAL_SECONDS = f"{sys.executable} {signer}", 30
    answers = [client.get("/healthz").json()["seal"] for _ in range(3)]
    assert (answers, uses.read_text()) == ([True] * 3, "x")

    signer.write_text("exit(1)")
    monkeypatch.setattr("config.health.COMMAND_IS_BELIEVED_FOR", 0)  # the minute is over
    assert not client.get("/healthz").json()["seal"]
    monkeypatch.undo()
    settings.SEAL_COMMAND += " again"  # never sealed: not believed
    assert not client.get("/healthz").json()["seal"]
