"""What the clock calls for each tenant, in its scope: nothing waits for ever, nobody forgets."""

import datetime as dt

from django.db.models import CharField, F, Min, Value
from django.db.models.functions import Cast, Concat

from approvals.models import Step
from approvals.reading.readers import has_acknowledged, refresh_readership
from approvals.tasks import issue_revision, put_in_force
from documents.audience import required_readers
from documents.models import Distribution, Document, Rendition, Revision
from tenants.models.group import valid_on
from tenants.notices.ledger import escalate, horizon, remind
from tenants.scoping.queue import after_commit


def issue_what_waits() -> int:
    """Queue the approved revisions that have no controlled PDF yet; return how many."""
    approved = Revision.objects.filter(state=Revision.State.APPROVED)
    waiting = approved.exclude(renditions__kind=Rendition.Kind.CONTROLLED)
    for revision in waiting:
        after_commit(issue_revision, revision.pk)
    return len(waiting)


def put_due_in_force(today: dt.date) -> int:
    """Activate what is issued and whose day has come, however long ago; return how many."""
    issued = Revision.objects.filter(renditions__kind=Rendition.Kind.CONTROLLED)
    due = issued.due_to_take_effect(today).select_related("document__document_type")
    for revision in due:
        put_in_force(revision, today)
    return len(due)


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
    for revision_id, due in open_to.values_list("revision").annotate(due=Min("due_on")):
        revision = Revision(pk=revision_id)
        owed = required_readers(revision, today).exclude(has_acknowledged(revision))
        rows = owed.values(
            recipient=F("pk"), subject=Value(f"revision:{revision_id}"), due=Value(due)
        )
        remind("acknowledgement_due", rows, today)
