"""The one mail a member gets from a tenant on a day: what they can act on now, newest first."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, OuterRef, Prefetch, Subquery, prefetch_related_objects
from django.utils import timezone, translation

from tenants.calendar import working_days
from tenants.models import Delivery, Digest, Member, Notice, Outlet, Tenant
from tenants.models.notice import NoticeQuerySet
from tenants.models.outlet import APPS
from tenants.notices.cadence import Cadence
from tenants.notices.kinds import InWords, in_words

MOST_LINES: Final = 15
MOST_RECIPIENTS: Final = 500  # who get their digests in one part
MOST_NOTICES: Final = 20_000  # of theirs

MAKE_DIGESTS: Final = """
    INSERT INTO tenants_digest (id, recipient_id, day, made_at)
    SELECT uuidv7(), recipient, %(day)s, %(now)s
    FROM unnest(%(recipients)s::uuid[]) AS recipient ORDER BY recipient
"""
# By mail and through each app; what somebody was sent on an earlier day goes first.
MAKE_DELIVERIES: Final = """
    INSERT INTO tenants_delivery (id, digest_id, outlet_id, channel, lane, turn, made_at, key,
                                  facts, told, state, attempts, try_at, why, error)
    SELECT uuidv7(), d.id, way.outlet, way.channel, way.channel || ':' || d.recipient_id, %(turn)s,
           %(now)s, CASE WHEN way.outlet IS NULL THEN '' ELSE 'digest:' || d.id END,
           '{}', '{}', 'waiting', 0, %(now)s, '', ''
    FROM tenants_digest d
    CROSS JOIN unnest(%(outlets)s::uuid[], %(channels)s::text[]) WITH ORDINALITY
         AS way (outlet, channel, n)
    WHERE d.day = %(day)s AND d.recipient_id = ANY(%(recipients)s)
    ORDER BY d.recipient_id, way.n
"""


def make_digests(day: dt.date, *, hour: int | None = None) -> Iterator[int]:
    """Gather the waiting notices of each member who has had no digest this day, in parts.

    On working days, by this hour: who wants theirs later has to wait, and gets it then; without an
    hour the day is over. What comes up later the same day is in the product at once and in the
    digest of the next working day. Yields after each part how many digests it made.
    """
    cadence = Cadence.here()
    if not working_days().has(day) or (hour is not None and cadence.is_quiet(hour)):
        return
    had_theirs = Digest.objects.filter(day=day).values("recipient")
    waiting = Notice.objects.for_mail().reached_by(day).exclude(recipient__in=had_theirs)
    if hour is not None:
        waiting = waiting.filter(recipient__user__digest_hour__in=cadence.hours_by(hour))
    rest = waiting
    while recipients := _next_recipients(rest):
        theirs = waiting.filter(recipient__in=recipients)
        theirs.exclude(pk__in=theirs.newest().values("pk")).update(state=Notice.State.SKIPPED)
        yield _gather(recipients, day)
        rest = waiting.filter(recipient__gt=recipients[-1])


def _next_recipients(waiting: NoticeQuerySet) -> list[UUID]:
    """Return for whom something waits, in the order of their ids, as many as make up a part."""
    counted = waiting.order_by("recipient_id").values_list("recipient").annotate(n=Count("pk"))
    recipients: list[UUID] = []
    notices = 0
    for recipient, count in counted[:MOST_RECIPIENTS]:
        recipients.append(recipient)
        notices += count
        if notices >= MOST_NOTICES:
            break
    return recipients


def _gather(recipients: list[UUID], day: dt.date) -> int:
    """Make a digest of what waits for each of these recipients; return how many."""
    ways: list[Outlet | None] = [None, *Outlet.objects.on().filter(channel__in=APPS)]
    facts: dict[str, Any] = {
        "day": day,
        "recipients": recipients,
        "turn": day.toordinal(),
        "now": timezone.now(),
        "outlets": [way and way.pk for way in ways],
        "channels": [way.channel if way else Delivery.Channel.MAIL.value for way in ways],
    }
    with connection.cursor() as cursor:
        cursor.execute(MAKE_DIGESTS, facts)
        made = int(cursor.rowcount)
        # One look into the index for each notice: a join would be planned by what was known of the
        # tables before so much was written.
        new = Digest.objects.filter(day=day, recipient=OuterRef("recipient"))
        waiting = Notice.objects.for_mail().reached_by(day).filter(recipient__in=recipients)
        waiting.update(digest=Subquery(new.values("pk")))
        cursor.execute(MAKE_DELIVERIES, facts)
    return made


def gather_lines(digests: Sequence[Digest]) -> None:
    """Read what these digests have gathered, in the order in which it is told."""
    in_order = Notice.objects.order_by("due_on", "id")
    prefetch_related_objects(digests, Prefetch("notices", in_order))


def lines_of(digest: Digest, tenant: Tenant) -> InWords:
    """Return what the recipient may see and still has to deal with, in their language."""
    recipient: Member = digest.recipient
    if not (recipient.is_active(digest.day) and recipient.user.is_active):
        return InWords([], [])
    gather_lines([digest])  # unless it was done for several at once
    with translation.override(recipient.user.language):
        return in_words(list(digest.notices.all()), recipient, tenant, digest.day)
