"""What the clock calls for each tenant, in its scope: nothing waits for ever, nobody forgets."""

import datetime as dt
import logging
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import batched
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from approvals.models import Package, Round
from approvals.packages.effect import take_effect
from approvals.reading.readers import (
    NOBODY_LEFT_OUT,
    Part,
    refresh_readership,
    still_to_read,
)
from approvals.rounds.acts import hold, retire_now
from approvals.tasks import issue_revision, put_in_force, tell_readers
from documents.models import Distribution, Document, Rendition, Revision
from tenants.calendar import working_days
from tenants.errors import Refused
from tenants.models import Member
from tenants.notices.cadence import Cadence
from tenants.notices.ledger import Written, remind_each
from tenants.scope.queue import after_commit

EVERYTHING: Final = Q()
MOST_PEOPLE: Final = 2_000  # reminded before anybody else is
MOST_OWED: Final = 20_000  # readings of theirs, asked for at once
UNCOUNTED: Final = 1_000  # readers of a text, until they are counted

logger = logging.getLogger(__name__)


def issue_what_waits() -> int:
    """Queue the approved revisions that have no controlled PDF yet; return how many."""
    approved = Revision.objects.filter(state=Revision.State.APPROVED)
    waiting = approved.exclude(renditions__kind=Rendition.Kind.CONTROLLED)
    for revision in waiting:
        after_commit(issue_revision, revision.pk)
    return len(waiting)


def put_due_in_force(today: dt.date) -> int:
    """Activate what is issued and whose day has come, however long ago; return how many.

    One that cannot be put in force is logged and tried again; it holds up no other.
    """
    issued = Revision.objects.filter(renditions__kind=Rendition.Kind.CONTROLLED)
    due = issued.due_to_take_effect(today).select_related("document__document_type")
    return sum(_is_put_in_force(revision, today) for revision in due)


def _is_put_in_force(revision: Revision, today: dt.date) -> bool:
    try:
        with transaction.atomic():
            put_in_force(revision, today)
    except Exception:
        logger.exception("the revision %s cannot be put in force", revision.pk)
        return False
    return True


def put_packages_in_force(today: dt.date) -> int:
    """Put every package in force whose day has come, each all or nothing; return how many."""
    due = Package.objects.due(today).values_list("pk", flat=True)
    return sum(_is_package_put_in_force(pk, today) for pk in list(due))


def _is_package_put_in_force(pk: UUID, today: dt.date) -> bool:
    try:
        return take_effect(pk, today)
    except Exception:
        logger.exception("the change package %s cannot be put in force", pk)
        return False


def spread_what_is_new() -> int:
    """Queue the news of acts that readers have not been told yet; return how many."""
    untold = Round.objects.exclude(news="")
    for round in untold:
        after_commit(tell_readers, round.pk)
    return len(untold)


def retire_what_is_due(today: dt.date) -> int:
    """Carry out approved retirements whose day has come, however long ago; return how many."""
    due = Round.objects.filter(
        purpose=Round.Purpose.RETIRE,
        state=Round.State.PASSED,
        revision__document__in=Document.objects.due_to_retire(today).values("pk"),
    )
    newest = due.order_by("revision__document", "-ended_at").distinct("revision__document")
    return sum(_is_retired(pk, today) for pk in list(newest.values_list("pk", flat=True)))


def _is_retired(pk: UUID, today: dt.date) -> bool:
    try:
        with transaction.atomic():
            round = Round.objects.locked().select_related("revision__document").get(pk=pk)
            hold(round)
            if (
                not Document.objects.due_to_retire(today)
                .filter(pk=round.revision.document_id)
                .exists()
            ):
                return False
            retire_now(round, by=None)
    except Refused:
        return False  # something that goes along is being decided on: the next visit tries again
    except Exception:
        logger.exception("the retirement %s cannot be carried out", pk)
        return False
    return True


def count_all_readers() -> Iterator[int]:
    """Count the readers of what is in force anew, a revision at a time: people join and leave."""
    read = Revision.objects.filter(
        state=Revision.State.EFFECTIVE, distributions__closed_on__isnull=True
    )
    with_readers = read.filter(distributions__isnull=False).distinct().values_list("pk", flat=True)
    for pk in list(with_readers):
        refresh_readership(_to_read(pk))
        yield 1


def _to_read(pk: UUID) -> Revision:
    """Return a revision without its text."""
    revisions = Revision.objects.select_related("document__folder").defer("markdown", "manifest")
    revision: Revision = revisions.get(pk=pk)
    return revision


def remind_of_what_is_new(today: dt.date) -> Iterator[int]:
    """Write down whom to remind of what was given out after the first visit of the day."""
    return remind_of_acknowledgements(today, given_out=Q(published_on=today))


def remind_of_acknowledgements(
    today: dt.date, after: str = "", given_out: Q = EVERYTHING
) -> Iterator[int]:
    """Write down whom to remind of a revision they have yet to acknowledge, in parts.

    What everybody has to read is gone through for some people, then for the next: the reminders of
    a reader then are written to the same pages, however many there are. A visit that was cut goes
    on with the people it was at. Nobody is due earlier than the distribution; who came later or was
    away has a day of their own.
    """
    days, cadence = working_days(), Cadence.here()
    open_to = Distribution.objects.filter(
        given_out,
        closed_on=None,
        due_on__lte=cadence.horizon(today),
        revision__document__state=Document.State.ACTIVE,
    )
    remind = partial(remind_each, "acknowledgement_due", today=today, days=days, cadence=cadence)
    texts = dict(open_to.values_list("revision", "revision__readership__required"))
    for_everybody = open_to.filter(scope=Distribution.Scope.EVERYBODY)
    wide = sorted(set(for_everybody.values_list("revision", flat=True)))
    narrow = [] if after else sorted(texts.keys() - set(wide))
    for some in _together((text, texts[text] or UNCOUNTED) for text in narrow):
        yield from remind(still_to_read(some, today, NOBODY_LEFT_OUT))
    for first, people in _in_turn(after) if wide else ():
        for few in batched(wide, max(MOST_OWED // MOST_PEOPLE, 1), strict=False):
            for rows in remind(still_to_read(few, today, people)):
                yield Written.until(rows, first)  # the turn goes on, not the last of them


def _together(texts: Iterable[tuple[UUID, int]]) -> Iterator[list[UUID]]:
    """Put texts together as long as few enough people have to read them."""
    some: list[UUID] = []
    asked = 0
    for text, people in texts:
        if some and asked + people > MOST_OWED:
            yield some
            some, asked = [], 0
        some.append(text)
        asked += people
    if some:
        yield some


def _in_turn(after: str) -> Iterator[tuple[UUID, Part]]:
    """Cut all people into parts, by their ids."""
    last: UUID | None = UUID(after) if after else UUID(int=0)
    while last is not None:
        first = last
        pks = Member.objects.filter(pk__gt=first).order_by("pk").values_list("pk", flat=True)
        last = pks[MOST_PEOPLE - 1 : MOST_PEOPLE].first()
        yield first, (first, last)
