"""What the clock reminds people of: steps to decide, revisions to acknowledge."""

import datetime as dt

from django.db.models import CharField, F, Min, Value
from django.db.models.functions import Cast, Concat

from approvals.models import Step
from approvals.readers import has_acknowledged
from documents.audience import required_readers
from documents.models import Distribution, Document, Revision
from tenants.ledger import escalate, horizon, remind
from tenants.models.group import valid_on


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
