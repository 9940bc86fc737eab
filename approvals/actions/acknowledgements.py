"""Acknowledge revisions: a person says that they read exactly this one."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import Acknowledgement
from approvals.reading.over import why_not
from approvals.reading.understanding import unanswered
from approvals.tasks import count_readers
from documents.models import Document, Revision
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member
from tenants.scope.queue import after_commit


@transaction.atomic
def acknowledge(
    revision: Revision, *, by: Member, key: UUID | None = None, statement: str = ""
) -> Acknowledgement:
    """Record that this person read this revision; twice is once.

    The document is held meanwhile: of one that is replaced or withdrawn in the same moment nothing
    is recorded. Raises Refused unless the revision is in force or about to be.
    """
    held = Document.objects.locked().get(pk=revision.document_id)
    given = Acknowledgement.objects.one_or_none(revision=revision, member=by)
    if given is not None:
        return given
    current = Revision.objects.defer("markdown", "manifest").get(pk=revision.pk)
    current.document = held
    if sentence := why_not(current):
        raise Refused(sentence)
    if unanswered(by, current).exists():
        raise Refused(_("Answer the questions of understanding first; then acknowledge."))
    if key is not None and Acknowledgement.objects.filter(key=key).exists():
        raise Refused(_("This form was sent before, for something else. Load the page again."))
    given = Acknowledgement.objects.create(
        revision=current, member=by, at=timezone.now(), key=key, statement=statement
    )
    audit.record("revision.acknowledged", current, by=by, label=current.label)
    after_commit(count_readers, current.pk)
    return given
