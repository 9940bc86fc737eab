"""What a person was told of a revision: when, by which channel, with what result."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from approvals.models import ReadingUrge
from documents.models import Revision
from documents.models.sight import AnyOf
from tenants.audit import subject_of
from tenants.models import Delivery, Member, Notice

type Pair = tuple[UUID, UUID]  # a revision and a member

BESIDE: Final = 4  # of one person and one revision beside their line; the proof has all


class Sent(NamedTuple):
    """How a message fared on a channel."""

    channel: str
    state: str
    attempts: int
    at: dt.datetime | None
    error: str


class Told(NamedTuple):
    """A notice, and how it reached the person, as far as that was known."""

    kind: str
    milestone: int
    due_on: dt.date | None
    at: dt.datetime
    state: str
    read_at: dt.datetime | None
    sent: list[Sent]


def told_of(
    revision: Revision, person: Member, urges: list[ReadingUrge], end: dt.datetime
) -> list[Told]:
    """Return what the person was told before this instant, the earliest first; three statements."""
    subjects = [subject_of(revision), *map(subject_of, urges)]
    notices = Notice.objects.filter(recipient=person, subject__in=subjects, created_at__lt=end)
    found = notices.prefetch_related("digest__deliveries").order_by("created_at", "milestone", "id")
    return [_told(notice, end) for notice in found]


def told_beside(pairs: Collection[Pair], end: dt.datetime) -> dict[Pair, list[Told]]:
    """Return the newest few notices of each pair before an instant; four statements for all."""
    revisions = {revision for revision, _member in pairs}
    people = list({member for _revision, member in pairs})
    about = {subject_of(Revision(pk=pk)): pk for pk in revisions}
    urges = ReadingUrge.objects.filter(
        AnyOf("member_id", people), AnyOf("revision_id", list(revisions))
    )
    about |= {subject_of(urge): urge.revision_id for urge in urges}
    newest = Window(
        RowNumber(), partition_by=["recipient", "subject"], order_by=F("created_at").desc()
    )
    notices = Notice.objects.told().filter(
        AnyOf("recipient_id", people), subject__in=about, created_at__lt=end
    )
    few = notices.annotate(nth=newest).filter(nth__lte=BESIDE)
    found = defaultdict[Pair, list[Told]](list)
    for notice in few.prefetch_related("digest__deliveries").order_by("-created_at", "-id"):
        of_pair = found[about[notice.subject], notice.recipient_id]
        if len(of_pair) < BESIDE:
            of_pair.append(_told(notice, end))
    return found


def _told(notice: Notice, end: dt.datetime) -> Told:
    """Return a notice as it was known at this instant: what was settled later still waited."""
    sent = list(_sent(notice, end))
    was_sent = any(each.state == Delivery.State.DELIVERED for each in sent)
    is_told = notice.state != Notice.State.SENT or was_sent
    return Told(
        notice.kind,
        notice.milestone,
        notice.due_on,
        notice.created_at,
        notice.state if is_told else Notice.State.PENDING,
        notice.read_at if notice.read_at and notice.read_at < end else None,
        sent,
    )


def _sent(notice: Notice, end: dt.datetime) -> Iterator[Sent]:
    if notice.digest is None or notice.digest.made_at >= end:
        return
    for each in sorted(notice.digest.deliveries.all(), key=lambda one: (one.channel, str(one.pk))):
        is_settled = each.settled_at is not None and each.settled_at < end
        if is_settled and each.told and notice.pk not in each.told:
            continue  # it went without this line
        state = each.state if is_settled else Delivery.State.WAITING
        attempts = each.attempts if is_settled else 0
        error = each.said() if is_settled else ""
        yield Sent(each.channel, state, attempts, each.settled_at if is_settled else None, error)


def end_of(day: dt.date) -> dt.datetime:
    """Return the instant at which the day is over in the running tenant."""
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))
