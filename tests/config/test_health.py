"""What containers and monitoring are told."""

import datetime as dt

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
