"""Answer whether the product lives (for containers) and whether it is well (for people)."""

import datetime as dt
import time
from collections.abc import Callable
from typing import Final

import redis
from celery import shared_task
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from approvals.sealing import keys
from config.models import Heartbeat
from documents.pdf import certifying
from tenants.http import public_view

# Beat sends one every 20 s; a busy worker may be late.
HEARTBEAT_MAX_AGE = dt.timedelta(seconds=90)
COMMAND_IS_BELIEVED_FOR: Final = 60  # seconds
NEVER: Final = -float("inf")

_sealed_well: dict[str, float] = {}  # by command, when it last did


@shared_task
def beat() -> None:
    """Leave a sign that beat, broker and worker work together."""
    Heartbeat.objects.update_or_create(name="beat", defaults={"at": timezone.now()})


def database_answers() -> bool:
    """Return whether a query comes back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def broker_answers() -> bool:
    """Return whether the broker takes work."""
    limits = {"socket_connect_timeout": 1, "socket_timeout": 1}
    return bool(redis.Redis.from_url(settings.REDIS_URL, **limits).ping())


def clock_beats() -> bool:
    """Return whether a beat went through a worker lately."""
    return Heartbeat.objects.filter(at__gt=timezone.now() - HEARTBEAT_MAX_AGE).exists()


def certificate_holds() -> bool:
    """Return whether a PDF could be certified now."""
    certifying.check(certifying.certificate())
    return True


def seal_is_made() -> bool:
    """Return whether a signature could be sealed now: whether a seal was just made that fits.

    A command may be an HSM's, whose every use is counted: when it has sealed, this process believes
    it for a minute. What failed is asked again each time, so that a repair shows at once.
    """
    command = settings.SEAL_COMMAND
    if command and time.monotonic() < _sealed_well.get(command, NEVER) + COMMAND_IS_BELIEVED_FOR:
        return True
    keys.seal_with_current(b"healthz")
    _sealed_well[command] = time.monotonic()
    return True


@public_view("containers ask whether the process lives")
def livez(request: HttpRequest) -> JsonResponse:
    """Answer 200 when this process can serve: it runs and reaches the database."""
    return report(database=database_answers)


@public_view("monitoring asks whether all is well")
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when everything works, the queue and the clock too.

    Where controlled PDFs are certified, also whether the certificate is there and valid; where
    signatures are sealed, whether the key answers.
    """
    checks = {"database": database_answers, "broker": broker_answers, "clock": clock_beats}
    if certifying.is_on():
        checks["certificate"] = certificate_holds
    if keys.is_on():
        checks["seal"] = seal_is_made
    return report(**checks)


def report(**checks: Callable[[], bool]) -> JsonResponse:
    """Run each check and answer 503 if one fails."""
    results = {name: passes(check) for name, check in checks.items()}
    return JsonResponse(results, status=200 if all(results.values()) else 503)


def passes(check: Callable[[], bool]) -> bool:
    """Return what the check says; a part that cannot be reached is not well."""
    try:
        return check()
    except Exception:  # whatever it is, the answer is "not well", never a 500
        return False
