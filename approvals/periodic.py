"""What the clock calls for each tenant, in its scope: nothing approved waits for ever."""

import datetime as dt

from approvals.readers import refresh_readership
from approvals.tasks import issue_revision, put_in_force
from documents.models import Rendition, Revision
from tenants.queue import after_commit


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
