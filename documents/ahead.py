"""Revisions that wait for their day, as those see them who will have to read them.

Work is hidden from readers until it is in force; what is approved is not changed any more, and its
audience may read it, and acknowledge it, before it takes effect.
"""

from django.db.models import Exists, OuterRef

from documents.audience import audience_of
from documents.models import Document, DocumentQuerySet, Revision
from documents.models.sight import Sight
from tenants.models import Member


def waits() -> Exists:
    """Say of a document that a revision of it is approved and waits for its day."""
    return Exists(Revision.objects.filter(document=OuterRef("pk"), state=Revision.State.APPROVED))


def new_document(documents: DocumentQuerySet, member: Member, number: str) -> Document | None:
    """Return a document that was never in force if the member is of those it will be put before."""
    new = documents.filter(waits(), in_force=None, state=Document.State.ACTIVE)
    document = new.one_or_none(number=number)
    return document if document and is_for(member, document) else None


def reads_ahead(member: Member, document: Document) -> bool:
    """Tell whether something waits that this member sees only because it is for them."""
    sees_it = Sight.of(member).sees_all_work or document.owner_id == member.pk
    return getattr(document, "waits", False) and not sees_it and is_for(member, document)


def is_for(member: Member, document: Document) -> bool:
    """Tell whether the member will have to read the next revision of the document."""
    return audience_of(document).filter(pk=member.pk).exists()


def get_ahead(member: Member, number: str, n: int) -> Revision | None:
    """Return an approved revision of a document whose audience this member belongs to."""
    approved = Revision.objects.filter(document__number=number, n=n, state=Revision.State.APPROVED)
    revision: Revision | None = approved.select_related(
        *("document__document_type", "document__unit", "document__folder", "document__in_force"),
        *("prepared_by", "source"),
    ).one_or_none()
    return revision if revision and is_for(member, revision.document) else None
