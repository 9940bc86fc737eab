"""Acknowledge revisions: a person says that they read exactly this one."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import Acknowledgement
from approvals.tasks import count_readers
from documents.models import Revision
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member
from tenants.scope.queue import after_commit


@transaction.atomic
def acknowledge(
    revision: Revision, *, by: Member, key: UUID | None = None, statement: str = ""
) -> Acknowledgement:
    """Record that this person read this revision; twice is once.

    Raises Refused unless the revision is in force or about to be.
    """
    given = Acknowledgement.objects.one_or_none(revision=revision, member=by)
    if given is not None:
        return given
    if revision.state not in (Revision.State.APPROVED, Revision.State.EFFECTIVE):
        raise Refused(_("Only a revision that is in force, or about to be, can be acknowledged."))
    facts = {"at": timezone.now(), "key": key, "statement": statement}
    given, is_new = Acknowledgement.objects.get_or_create(
        revision=revision, member=by, defaults=facts
    )
    if is_new:
        audit.record("revision.acknowledged", revision, by=by, label=revision.label)
        after_commit(count_readers, revision.pk)
    return given
