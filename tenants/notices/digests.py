"""The one mail a member gets from a tenant on a day: what they can act on now, newest first."""

import datetime as dt
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.utils import translation

from tenants.calendar import working_days
from tenants.models import Delivery, Digest, Member, Notice, Outlet, Tenant
from tenants.models.notice import NoticeQuerySet
from tenants.models.outlet import APPS
from tenants.notices.cadence import Cadence
from tenants.notices.kinds import InWords, in_words

MOST_LINES: Final = 15
MOST_RECIPIENTS: Final = 500  # who get their digests in one part
MOST_NOTICES: Final = 20_000  # of theirs


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
    digests = Digest.objects.bulk_create(
        [Digest(recipient_id=recipient, day=day) for recipient in recipients]
    )
    # One look into the index for each notice: a join would be planned by what was known of the
    # tables before so much was written.
    new = Digest.objects.filter(day=day, recipient=OuterRef("recipient"))
    waiting = Notice.objects.for_mail().reached_by(day).filter(recipient__in=recipients)
    waiting.update(digest=Subquery(new.values("pk")))
    apps = Outlet.objects.on().filter(channel__in=APPS)
    ways: list[Outlet | None] = [None, *apps]
    Delivery.objects.bulk_create(
        [Delivery.of_digest(digest, way) for digest in digests for way in ways]
    )
    return len(digests)


def lines_of(digest: Digest, tenant: Tenant) -> InWords:
    """Return what the recipient may see and still has to deal with, in their language."""
    recipient: Member = digest.recipient
    if not (recipient.is_active(digest.day) and recipient.user.is_active):
        return InWords([], [])
    gathered = list(digest.notices.order_by("due_on", "id"))
    with translation.override(recipient.user.language):
        return in_words(gathered, recipient, tenant, digest.day)
