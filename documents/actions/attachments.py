"""Attach forms to a draft, replace them, take them off."""

from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from documents.files import kinds
from documents.files.taking import take_in
from documents.models import Attachment, DocumentType, Participant, Revision
from documents.register.counters import allocate_number
from documents.standards.linking import first_clause
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member

MOST_FORMS = 60


@transaction.atomic
def attach_form(
    revision: Revision, upload: IO[bytes], name: str, *, title: str, by: Member
) -> Attachment:
    """Attach a form to a draft under the next number of forms; it keeps it from now on.

    Raises Refused for a file that is not taken, without a type for forms, and for too many.
    """
    _hold(revision)
    if revision.attachments.count() >= MOST_FORMS:
        raise Refused(_("A revision has at most %(n)d forms."), params={"n": MOST_FORMS})
    checked, file = take_in(upload, name, kinds.ATTACHMENTS)
    attachment = Attachment.objects.create(
        revision=revision, number=_next_number(revision), title=title, file=file, name=checked.name
    )
    _written(attachment, "revision.form_attached", by=by)
    return attachment


@transaction.atomic
def replace_form(attachment: Attachment, upload: IO[bytes], name: str, *, by: Member) -> None:
    """Put another file under the number of a form."""
    _hold(attachment.revision)
    checked, attachment.file = take_in(upload, name, kinds.ATTACHMENTS)
    attachment.name = checked.name
    attachment.save(update_fields=["file", "name"])
    _written(attachment, "revision.form_replaced", by=by)


@transaction.atomic
def take_off_form(attachment: Attachment, *, by: Member) -> None:
    """Leave a form out of this revision; its number is not given to another."""
    _hold(attachment.revision)
    _written(attachment, "revision.form_taken_off", by=by)
    attachment.delete()


def _hold(revision: Revision) -> None:
    current = Revision.objects.locked().get(pk=revision.pk)
    if current.state != Revision.State.DRAFT:
        raise Refused(_("This revision is no longer a draft; its forms stay as they are."))


def _next_number(revision: Revision) -> str:
    document = revision.document
    forms = DocumentType.objects.in_use().filter(level=DocumentType.Level.FORM)
    form_type = forms.select_related("tenant").order_by("code").first()
    if form_type is None:
        raise Refused(_("There is no document type for forms: add one of level 4 first."))
    return allocate_number(
        form_type,
        unit=document.unit,
        parent=document.number,
        clause=first_clause(document),
    )


def _written(attachment: Attachment, event: str, *, by: Member) -> None:
    author = Participant(
        revision=attachment.revision, member=by, capacity=Participant.Capacity.AUTHOR
    )
    Participant.objects.bulk_create([author], ignore_conflicts=True)
    audit.record(
        event,
        attachment.revision,
        by=by,
        form=attachment.number,
        name=attachment.name,
        sha256=attachment.file.sha256,
    )
