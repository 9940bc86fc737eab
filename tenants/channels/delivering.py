"""Deliver what waits: claim and compose some, send each outside any transaction, settle it.

Who dies between sending and settling leaves a claim that runs out, and the same message goes again
under the same id: the one way in which it can arrive twice. Within a lane (one recipient on one
channel) nothing overtakes: what is later waits until what is earlier is settled.
"""

import datetime as dt
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.utils import timezone

from tenants.channels.base import DELIVERED, Channel, Composed, Outcome, Result, Shared
from tenants.channels.every import CHANNELS
from tenants.channels.failing import note_failure, note_success
from tenants.models import Delivery, Tenant
from tenants.scope import tenant_scope

BATCH: Final = 20
LEASE: Final = dt.timedelta(minutes=10)  # longer than a batch takes when each message times out
LONGEST_WAIT: Final = dt.timedelta(hours=1)
GIVE_UP_AFTER: Final = dt.timedelta(days=3)
VISIT_SECONDS: Final = 60  # the next sweep goes on

# By one statement, since this is what each mail waits for. What has no words waits for the next
# digest; of the rest a digest gathered, what still stands was sent, and the others were overtaken.
SETTLE: Final = """
    WITH settled AS (
        UPDATE tenants_delivery
        SET state = %(state)s, settled_at = %(now)s, why = '', error = '', told = %(told)s::uuid[]
        WHERE id = %(delivery)s
        RETURNING digest_id
    )
    UPDATE tenants_notice n
    SET state = CASE WHEN n.id = ANY(%(wordless)s::uuid[]) THEN n.state
                     WHEN n.id = ANY(%(stand)s::uuid[]) THEN 'sent' ELSE 'skipped' END,
        digest_id = CASE WHEN n.id = ANY(%(wordless)s::uuid[]) THEN NULL ELSE n.digest_id END
    FROM settled
    WHERE n.digest_id = settled.digest_id AND n.state = 'pending'
"""


def deliver(tenant: Tenant) -> None:
    """Deliver what waits in a tenant; a way out that is shut holds up only its own."""
    ends = time.monotonic() + VISIT_SECONDS
    shut: dict[str, Result] = {}
    with _channels() as channels:
        while time.monotonic() < ends and (batch := _claim(tenant, without=shut)):
            _deliver(tenant, batch, channels, shut)


def _deliver(
    tenant: Tenant,
    batch: Sequence[Delivery],
    channels: Mapping[str, Channel],
    shut: dict[str, Result],
) -> None:
    composed: dict[UUID, Composed] = {}
    for n, delivery in enumerate(batch):
        result = shut.get(delivery.way)
        if result is None:
            composed = composed or _compose(tenant, batch[n:], channels)
            result = _try(tenant, delivery, composed[delivery.pk])
        if result.outcome is not Outcome.DELIVERED:
            _fail(tenant, delivery, channels[delivery.channel], result)
        if result.is_nobody_there:
            composed = {}  # the person is told by other ways from now on
        if result.concerns_all:
            shut[delivery.way] = result


@contextmanager
def _channels() -> Iterator[dict[str, Channel]]:
    channels = {name: channel() for name, channel in CHANNELS.items()}
    try:
        yield channels
    finally:
        for channel in channels.values():
            channel.close()


def _claim(tenant: Tenant, *, without: Collection[str]) -> list[Delivery]:
    """Take deliveries that nobody else is at, for as long as the lease runs."""
    now = timezone.now()
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        due = Delivery.objects.due(now).by_other_ways(without)
        due = due.select_for_update(of=("self",), skip_locked=True)
        batch = list(due.select_related("digest__recipient__user", "outlet")[:BATCH])
        for delivery in batch:
            delivery.attempts += 1
            delivery.try_at = now + LEASE
        Delivery.objects.bulk_update(batch, ["attempts", "try_at"])
    return batch


def _compose(
    tenant: Tenant, batch: Sequence[Delivery], channels: Mapping[str, Channel]
) -> dict[UUID, Composed]:
    """Say what each says by now; one that cannot be written holds up none of the others."""
    try:
        with tenant_scope(tenant.pk, time_zone=tenant.time_zone, read_only=True):
            shared = Shared.of(tenant, batch)
            return {each.pk: channels[each.channel].compose(each, shared) for each in batch}
    except Exception as failure:
        if len(batch) == 1:
            result = Result.of(failure)
            return {batch[0].pk: Composed(lambda: result)}
        alone = [_compose(tenant, [each], channels) for each in batch]
        return {pk: composed for one in alone for pk, composed in one.items()}


def _try(tenant: Tenant, delivery: Delivery, composed: Composed) -> Result:
    """Send and settle one delivery; return what became of it."""
    try:
        result = composed.send() if composed.send else DELIVERED
    except Exception as failure:
        return Result.of(failure)
    if result.outcome is Outcome.DELIVERED:
        with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
            _settle(delivery, composed)
    return result


def _settle(delivery: Delivery, composed: Composed) -> None:
    state = Delivery.State.DELIVERED if composed.send else composed.state
    facts: dict[str, Any] = {
        "delivery": delivery.pk,
        "state": str(state),
        "now": timezone.now(),
        "told": composed.told if composed.send else [],
        "stand": [*composed.told, *composed.kept],
        "wordless": composed.wordless,
    }
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, facts)
    if composed.send:
        note_success(delivery)


def _fail(tenant: Tenant, delivery: Delivery, channel: Channel, result: Result) -> None:
    """Note why, and when to try again: after 2, 4, 8 minutes … an hour, for three days."""
    now = timezone.now()
    wait = result.wait or min(dt.timedelta(minutes=2 ** min(delivery.attempts, 8)), LONGEST_WAIT)
    is_over = now + wait > delivery.made_at + (channel.gives_up_after or GIVE_UP_AFTER)
    delivery.why, delivery.error = result.why, result.reason[:300]
    delivery.try_at = now + wait
    if result.outcome is Outcome.REFUSED or is_over:
        delivery.state, delivery.settled_at = Delivery.State.FAILED, now
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        delivery.save(update_fields=["why", "error", "try_at", "state", "settled_at"])
        channel.failed(delivery, result)
        note_failure(delivery, result)
