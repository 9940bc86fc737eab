"""Answer the questions of understanding of a revision."""

from collections.abc import Mapping, Set
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import ReadingAnswer
from approvals.reading.over import why_not
from approvals.reading.understanding import unanswered
from documents.models import Document, Revision
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member


@transaction.atomic
def answer_reading_questions(
    revision: Revision, chosen: Mapping[UUID, Set[int]], *, by: Member, key: UUID
) -> bool:
    """Record a try of each of these questions; tell whether all are answered rightly by now.

    What was answered rightly is not asked again, and the same form is one try. Who errs may go on
    as long as it takes. The document is held as it is while somebody acknowledges.
    """
    held = Document.objects.locked().get(pk=revision.document_id)
    current = Revision.objects.defer("markdown", "manifest").get(pk=revision.pk)
    current.document = held
    if sentence := why_not(current):
        raise Refused(sentence)
    waiting = list(unanswered(by, current))
    sent = ReadingAnswer.objects.filter(member=by, key=key, question__in=waiting)
    known = set(sent.values_list("question", flat=True))
    said = [each for each in waiting if each.pk in chosen and each.pk not in known]
    if not said and not known and waiting:
        raise Refused(_("Choose an answer to each question."))
    right = {each.pk for each in said if chosen[each.pk] == set(each.right)}
    now = timezone.now()
    ReadingAnswer.objects.bulk_create(
        ReadingAnswer(question=each, member=by, at=now, is_right=each.pk in right, key=key)
        for each in said
    )
    is_complete = len(right) == len(waiting)
    if waiting and is_complete:
        tries = ReadingAnswer.objects.filter(member=by, question__revision=current).count()
        facts = {"questions": current.reading_questions.count(), "tries": tries}
        audit.record("revision.understood", current, by=by, label=current.label, **facts)
    return is_complete
