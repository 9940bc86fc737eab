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
from oversight.actions.scorecards import freeze_months, measure
from oversight.expiring import EXPIRING
from oversight.periodic import (
    begin_reports,
    end_overtaken_signing,
    escalate_follow_ups,
    freeze_what_is_due,
    tell_city,
    tell_of_rounds,
)
from tenants.audit import anchors
from tenants.channels.bounces import read_mailbox
from tenants.channels.gathering import tell_groups, tell_webhooks
from tenants.door import attempts
from tenants.door.sessions import SessionStore
from tenants.models import Digest, Tenant
from tenants.notices.cadence import Cadence
from tenants.notices.digests import lines_of, make_digests
from tenants.people.directory import tenants_due
from tenants.people.letters import send_waiting
from tenants.periodic import deliver, reorganise, tell_of_dead_addresses
from tenants.scope import tenant_scope
from tenants.scope.queue import tenant_task

MESSAGE_SECONDS: Final = 55  # a visit that nobody took up by the next sweep is asked for again
VISIT_SECONDS: Final = 30  # then others have their turn; a task is killed after 300

DONE: Final = object()

logger = logging.getLogger(__name__)


class Stopped(Exception):
    """Another visit to the tenant is at work: it does what is to do."""


class OutOfTime(Exception):
    """This visit has taken long enough: another one goes on `after` what was done last."""

    def __init__(self, step: str, after: str) -> None:
        super().__init__(f"“{step}” goes on with another visit")
        self.step, self.after = step, after


type Parts = Callable[..., Iterator[object]]  # of a day, and perhaps after what it goes on


class Step(NamedTuple):
    """Something the clock does in a tenant; each part in a transaction of its own."""

    name: str
    parts: Parts


def at_once(run: Callable[[dt.date], object]) -> Callable[[dt.date], Iterator[object]]:
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
    Step("self-reports", at_once(begin_reports)),
    Step("overtaken signing", at_once(end_overtaken_signing)),
    *(Step(kind.name, partial(remind_of, kind)) for kind in EXPIRING),
    Step("follow-ups without a reply", at_once(escalate_follow_ups)),
    Step("acknowledgements", approvals.remind_of_acknowledgements),
)
COUNT: Final = (
    Step("count readers", lambda _today: approvals.count_all_readers()),
    Step("verify signatures", verify_a_share),
    Step("clear uploads", at_once(forget_old_uploads)),
    Step("measure", at_once(measure)),
    Step("freeze months", at_once(freeze_months)),
    Step("late in zones", at_once(tell_city)),
    Step("results of examinations", at_once(tell_of_rounds)),
    Step("dead addresses", at_once(tell_of_dead_addresses)),
)
ONCE_A_DAY: Final = (*REMIND, *COUNT)
SINCE: Final = (Step("acknowledgements of today", approvals.remind_of_what_is_new),)
DIGESTS: Final = Step("digests", make_digests)
WEBHOOKS: Final = Step("webhooks", tell_webhooks)
GROUPS: Final = Step("groups", at_once(tell_groups))


@shared_task
def sweep() -> None:
    """Queue a visit to every tenant where something is due; freeze figures whose time is up."""
    for tenant_id in tenants_due(timezone.now()):
        ask_for_visit(str(tenant_id))
    freeze_what_is_due()


def ask_for_visit(tenant_id: str) -> None:
    """Queue a visit behind all that wait already."""
    visit.celery_task.apply_async((tenant_id,), expires=MESSAGE_SECONDS)


@shared_task
def anchor() -> None:
    """Write down outside the database where each audit trail stands."""
    anchors.write()


@shared_task
def forget() -> None:
    """Drop sessions that are over and failures that no longer count."""
    SessionStore.clear_expired()
    attempts.forget_old()


@shared_task
def read_bounces() -> None:
    """Take what came back to the mailbox of bounces."""
    read_mailbox()


@tenant_task(scope=False)
def visit(tenant_id: str) -> None:
    """Do what is due in one tenant by now."""
    tenant = Tenant.objects.get(pk=UUID(tenant_id))
    now = timezone.localtime(timezone=tenant.zone)
    ends = time.monotonic() + VISIT_SECONDS
    do_what_is_due(tenant, now.date(), hour=now.hour, ends=ends)
    if Tenant.objects.filter(pk=tenant.pk, sweep_mark__isnull=False).exists():
        ask_for_visit(tenant_id)


def do_what_is_due(
    tenant: Tenant, today: dt.date, *, hour: int | None = None, ends: float = math.inf
) -> list[str]:
    """Run every step, then send the mails; return the names of steps that failed.

    A step that fails is logged and tried again by the next sweep; the others go on. Nothing more
    is begun when `ends` has passed or another visit to the tenant is at work, and nothing at all
    in a tenant that is suspended or still being set up. Without an hour the day is over.
    """
    if not tenant.is_running():
        return []
    failed: list[str] = []
    try:
        for step in (*ISSUE, WEBHOOKS):
            _run(step, tenant, today, ends, failed)
        if tenant.swept_on == today:
            for step in SINCE:
                _run(step, tenant, today, ends, failed)
        else:
            _go_round(tenant, today, ends, failed)
        digests = Step(DIGESTS.name, partial(make_digests, hour=hour))
        for step in (digests, GROUPS):
            _run(step, tenant, today, ends, failed)
    except (Stopped, OutOfTime) as stopped:
        logger.info("%s: %s", tenant.code, stopped)
        return failed
    if hour is None or not Cadence.of(tenant).is_quiet(hour):
        deliver(tenant)
    send_waiting(tenant)
    return failed


def _go_round(tenant: Tenant, today: dt.date, ends: float, failed: list[str]) -> None:
    """Do what is done once a day, from where an earlier visit of the day was cut."""
    mark = tenant.sweep_mark or {}
    if mark.get("day") != today.isoformat():
        mark = {}
    names = [step.name for step in ONCE_A_DAY]
    begin = names.index(mark["step"]) if mark.get("step") in names else 0
    after, is_spoilt = mark.get("after", ""), mark.get("is_spoilt", bool(failed))
    try:
        for step in ONCE_A_DAY[begin:]:
            _run(step, tenant, today, ends, failed, after)
            after = ""
    except OutOfTime as cut:
        is_spoilt = is_spoilt or bool(failed)
        at = {"step": cut.step, "after": cut.after, "is_spoilt": is_spoilt}
        Tenant.objects.filter(pk=tenant.pk).update(sweep_mark={"day": today.isoformat(), **at})
        raise
    done = {} if failed or is_spoilt else {"swept_on": today}
    Tenant.objects.filter(pk=tenant.pk).update(sweep_mark=None, **done)


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
            told = lines_of(digest, tenant).lines
            to = digest.recipient.user.email or digest.recipient.name
            found += [f"{to}: {line.headline}" for line in told]
        transaction.set_rollback(True)
    return found


def _run(
    step: Step, tenant: Tenant, today: dt.date, ends: float, failed: list[str], after: str = ""
) -> None:
    """Do a step, part by part; name it among those that failed if it does."""
    parts = step.parts(today, after) if after else step.parts(today)
    try:
        done: object = None
        while done is not DONE:
            if time.monotonic() > ends:
                raise OutOfTime(step.name, after)
            done = _next(parts, step, tenant)
            after = getattr(done, "after", "") or after
    except (Stopped, OutOfTime):
        raise
    except Exception:
        logger.exception("%s: the step “%s” failed", tenant.code, step.name)
        failed.append(step.name)


def _next(parts: Iterator[object], step: Step, tenant: Tenant) -> object:
    """Do the next part of a step in a transaction of its own; return what it says, or DONE."""
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        if not _is_ours(tenant):
            raise Stopped(f"another visit does “{step.name}”")
        return next(parts, DONE)


def _is_ours(tenant: Tenant) -> bool:
    """Hold the tenant's clock until the transaction ends, unless another visit holds it.

    Of two visits at once one finds it held and leaves; the other does every step, in their order.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"clock {tenant.pk}"]
        )
        return bool(cursor.fetchone()[0])
