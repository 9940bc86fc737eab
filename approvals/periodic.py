"""What the clock calls for each tenant, in its scope: nothing waits for ever, nobody forgets."""

import datetime as dt
import logging

from django.db import transaction
from django.db.models import CharField, F, Min, Value
from django.db.models.functions import Cast, Concat

from approvals.models import Step
from approvals.reading.readers import has_acknowledged, refresh_readership
from approvals.tasks import issue_revision, put_in_force
from documents.audience import required_readers
from documents.models import Distribution, Document, Rendition, Revision
from tenants.models.group import valid_on
from tenants.notices.ledger import escalate, horizon, remind
from tenants.scope.queue import after_commit

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


def count_all_readers() -> None:
    """Count the readers of what is in force anew: people join, move and leave."""
    read = Revision.objects.filter(
        state=Revision.State.EFFECTIVE, distributions__closed_on__isnull=True
    )
    for revision in read.filter(distributions__isnull=False).distinct():
        refresh_readership(revision)


def remind_of_approvals(today: dt.date) -> None:
    """Write down whom to remind of a step, and later the controllers."""
    owed = Step.objects.open().values(
        recipient=F("member"),
        subject=Concat(Value("step:"), Cast("pk", CharField())),
        due=F("due_on"),
    )
    remind("approval_due", owed.filter(valid_on(today, "member__")), today)
    escalate("approval_due", owed, today)


def remind_of_acknowledgements(today: dt.date) -> None:
    """Write down whom to remind of a revision they have yet to acknowledge."""
    open_to = Distribution.objects.filter(
        closed_on=None, due_on__lte=horizon(today), revision__document__state=Document.State.ACTIVE
    )
    due_on = dict(open_to.values_list("revision").annotate(due=Min("due_on")))
    for revision in Revision.objects.select_related("document__folder").in_bulk(due_on).values():
        owed = required_readers(revision, today).exclude(has_acknowledged(revision))
        rows = owed.values(
            recipient=F("pk"),
            subject=Value(f"revision:{revision.pk}"),
            due=Value(due_on[revision.pk]),
        )
        remind("acknowledgement_due", rows, today)
