"""The whole clock on one screen: what happens without anybody asking.

Beat says "sweep" every minute and knows nothing else. The sweep visits the tenants where something
is due, and a visit runs the steps below. Each step asks the database for everything that is due by
now and not yet done: it may run late, twice or at the same time, and a lost message costs a minute.

A step works in parts, each a short transaction: however much is due in one tenant, nobody waits for
its locks, and where a visit ends early the next one goes on.
"""

import datetime as dt
import logging
import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple
from uuid import UUID

from celery import shared_task
from django.db import connection, transaction
from django.utils import timezone

from approvals import periodic as approvals
from approvals.expiring.kinds import EXPIRING
from approvals.expiring.reminding import remind_of
from approvals.models import Package
from approvals.rounds.verifying_all import verify_a_share
from approvals.sealing.stamping import stamp_what_waits
from documents.models import Document, Revision
from documents.periodic import (
    convert_what_waits,
    forget_old_uploads,
    take_what_waits,
    withdraw_all_expired,
)
from oversight.actions.scorecards import measure
from tenants.audit import anchors
from tenants.door import attempts
from tenants.door.sessions import SessionStore
from tenants.models import Digest, Tenant
from tenants.notices.digests import LAST_HOUR, lines_of, make_digests
from tenants.people.directory import tenants_due
from tenants.people.letters import send_waiting
from tenants.periodic import deliver, reorganise
from tenants.scope import tenant_scope
from tenants.scope.queue import tenant_task

DIGESTS_FROM: Final = 8  # o'clock: nobody gets mail in the night
MESSAGE_SECONDS: Final = 55  # a visit that nobody took up by the next sweep is asked for again
VISIT_SECONDS: Final = 120  # then a worker turns to other tenants; a task is killed after 300

DONE: Final = object()

logger = logging.getLogger(__name__)


class Stopped(Exception):
    """Another visit is at it, or this one has taken long enough: the next sweep goes on."""


type Parts = Callable[[dt.date], Iterator[object]]


class Step(NamedTuple):
    """Something the clock does in a tenant; each part in a transaction of its own."""

    name: str
    parts: Parts
    is_daily: bool = False


def at_once(run: Callable[[dt.date], object]) -> Parts:
    """Make one part of all that is to do."""

    def parts(today: dt.date) -> Iterator[object]:
        yield run(today)

    return parts


ISSUE: Final = (
    Step("reorganise", at_once(reorganise)),
    Step("put in force", at_once(approvals.put_due_in_force)),
    Step("put packages in force", at_once(approvals.put_packages_in_force)),
    Step("retire", at_once(approvals.retire_what_is_due)),
    Step("expire", at_once(withdraw_all_expired)),
    Step("issue", at_once(lambda _today: approvals.issue_what_waits())),
    Step("convert", at_once(lambda _today: convert_what_waits())),
    Step("time stamps", at_once(lambda _today: stamp_what_waits())),
    Step("spread", at_once(lambda _today: approvals.spread_what_is_new())),
    Step("take uploads", take_what_waits),
)
REMIND: Final = (
    *(Step(kind.name, partial(remind_of, kind)) for kind in EXPIRING),
    Step("acknowledgements", approvals.remind_of_acknowledgements),
)
COUNT: Final = (
    Step("count readers", lambda _today: approvals.count_all_readers(), is_daily=True),
    Step("verify signatures", verify_a_share, is_daily=True),
    Step("clear uploads", at_once(forget_old_uploads), is_daily=True),
    Step("measure", at_once(lambda _today: measure()), is_daily=True),
)
DIGESTS: Final = Step("digests", make_digests)


@shared_task
def sweep() -> None:
    """Queue a visit to every tenant where something is due."""
    now = timezone.localtime()
    for tenant_id in tenants_due(now.date(), digests=now.hour >= DIGESTS_FROM):
        visit.celery_task.apply_async((str(tenant_id),), expires=MESSAGE_SECONDS)


@shared_task
def anchor() -> None:
    """Write down outside the database where each audit trail stands."""
    anchors.write()


@shared_task
def forget() -> None:
    """Drop sessions that are over and failures that no longer count."""
    SessionStore.clear_expired()
    attempts.forget_old()


@tenant_task(scope=False)
def visit(tenant_id: str) -> None:
    """Do what is due in one tenant by now."""
    tenant = Tenant.objects.get(pk=UUID(tenant_id))
    now = timezone.localtime(timezone=tenant.zone)
    ends = time.monotonic() + VISIT_SECONDS
    do_what_is_due(tenant, now.date(), hour=now.hour, ends=ends)


def do_what_is_due(
    tenant: Tenant, today: dt.date, *, hour: int = LAST_HOUR, ends: float = math.inf
) -> list[str]:
    """Run every step, then send the mails; return the names of steps that failed.

    A step that fails is logged and tried again by the next sweep; the others go on. Nothing more
    is begun when `ends` has passed or another visit to the tenant is at work, and nothing at all
    in a tenant that is suspended or still being set up.
    """
    if not tenant.is_running():
        return []
    is_new_day = tenant.swept_on != today
    failed: list[str] = []
    try:
        steps = (s for s in (*ISSUE, *REMIND, *COUNT) if is_new_day or not s.is_daily)
        failed.extend(step.name for step in steps if not _run(step, tenant, today, ends))
        if is_new_day and not failed:
            Tenant.objects.filter(pk=tenant.pk).update(swept_on=today)
        digests = DIGESTS._replace(parts=partial(make_digests, hour=hour))
        if hour >= DIGESTS_FROM and not _run(digests, tenant, today, ends):
            failed.append(DIGESTS.name)
    except Stopped as stopped:
        logger.info("%s: %s", tenant.code, stopped)
        return failed
    deliver(tenant)
    send_waiting(tenant)
    return failed


def preview(tenant: Tenant, today: dt.date) -> list[str]:
    """Say what a visit would put in force and mail; nothing of it happens."""
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        due = Revision.objects.due_to_take_effect(today).select_related("document")
        found = [f"takes effect: {revision.document.number} {revision.label}" for revision in due]
        packages = Package.objects.due(today)
        found += [f"takes effect: change package {package.number}" for package in packages]
        ending = Document.objects.expired_for_good(today)
        found += [f"goes out of force: {document.number}" for document in ending]
        for step in (*REMIND, DIGESTS):
            deque(step.parts(today), maxlen=0)
        new = Digest.objects.filter(day=today, deliveries__attempts=0)
        for digest in new.select_related("recipient__user"):
            told = lines_of(digest, tenant)
            to = digest.recipient.user.email or digest.recipient.name
            found += [f"{to}: {line.headline}" for line in told]
        transaction.set_rollback(True)
    return found


def _run(step: Step, tenant: Tenant, today: dt.date, ends: float) -> bool:
    """Do a step, part by part; return whether it went well."""
    parts = step.parts(today)
    try:
        while _goes_on(parts, step, tenant, ends):
            pass
    except Stopped:
        raise
    except Exception:
        logger.exception("%s: the step “%s” failed", tenant.code, step.name)
        return False
    return True


def _goes_on(parts: Iterator[object], step: Step, tenant: Tenant, ends: float) -> bool:
    """Do the next part of a step; return whether there was one."""
    if time.monotonic() > ends:
        raise Stopped(f"“{step.name}” goes on with the next sweep")
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        if not _is_ours(tenant):
            raise Stopped(f"another visit does “{step.name}”")
        return next(parts, DONE) is not DONE


def _is_ours(tenant: Tenant) -> bool:
    """Hold the tenant's clock until the transaction ends, unless another visit holds it.

    Of two visits at once one finds it held and leaves; the other does every step, in their order.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"clock {tenant.pk}"]
        )
        return bool(cursor.fetchone()[0])
