"""Write the questions of understanding of a draft."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from documents.desk import check_free
from documents.models import Participant, ReadingQuestion, Revision
from documents.reading_questions import Asked, asked_in, seen_as
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member


@transaction.atomic
def set_reading_questions(
    revision: Revision, asked: Sequence[Asked], *, seen: str, by: Member
) -> None:
    """Let a draft have these questions, in place of those it had when the author looked.

    They are part of what is submitted and signed. Refused when somebody changed them since they
    were `seen`.
    """
    current = Revision.objects.locked().get(pk=revision.pk)
    if current.state != Revision.State.DRAFT:
        raise Refused(_("This revision is no longer a draft; its questions stay as they are."))
    check_free(revision, by)
    there = asked_in(current)
    if there == list(asked):
        return
    if seen_as(there) != seen:
        raise Refused(
            _("Somebody changed the questions meanwhile. Look at them again; nothing was saved.")
        )
    current.reading_questions.all().delete()
    ReadingQuestion.objects.bulk_create(
        ReadingQuestion(revision=current, position=n, **each._asdict())
        for n, each in enumerate(asked, 1)
    )
    author = Participant(revision=current, member=by, capacity=Participant.Capacity.AUTHOR)
    Participant.objects.bulk_create([author], ignore_conflicts=True)
    audit.record(
        "revision.questions_written",
        current,
        by=by,
        label=current.label,
        questions=[each.text for each in asked],
    )
