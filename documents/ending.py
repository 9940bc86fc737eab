"""What the end of a document touches: what is locked for it, closed by it, told of it."""

from django.db.models import Q
from django.utils import timezone

from documents.models import Distribution, Document, PaperCopy, Revision
from documents.register import search
from tenants.models import Member
from tenants.notices import notify


def hold(document: Document) -> Document:
    """Lock a document with all that its end touches, before anything is written to the trail."""
    family = Document.objects.locked().filter(Q(pk=document.pk) | Q(parent=document.pk))
    held = {each.pk: each for each in family.order_by("pk")}
    open_ones = Revision.objects.locked().filter(document__in=held).open()
    list(open_ones.order_by("pk").values_list("pk", flat=True))
    return held[document.pk]


def end(document: Document, state: Document.State) -> None:
    """Let a locked document no longer be in force: nothing of it is to be read or found."""
    document.state = state
    document.save(update_fields=["state", "act", "retires_on"])
    search.put_in_force(document, None)
    open_ones = Distribution.objects.filter(revision__document=document, closed_on=None)
    open_ones.update(closed_on=timezone.localdate())
    PaperCopy.objects.filter(document=document).call_in(timezone.localdate())


def close_readings(revision: Revision) -> None:
    """Let nobody read a revision any more, on screen or paper, that comes to nothing."""
    asked = Distribution.objects.filter(revision=revision, closed_on=None)
    asked.update(closed_on=timezone.localdate())
    PaperCopy.objects.filter(revision=revision).call_in(timezone.localdate())


def tell_of_cancelling(revision: Revision, *, by: Member | None, reason: str) -> None:
    """Tell who wrote on a revision and who was asked to decide that it comes to nothing."""
    parts = revision.participants.select_related("member")
    people = {part.member for part in parts} | {revision.prepared_by, revision.document.owner}
    for person in people - {by}:
        name = by.name if by else ""
        notify(person, "revision_cancelled", subject=revision, by=name, reason=reason)
