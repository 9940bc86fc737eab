"""What holds a person, in words: for the page that hands it over, and for refusals."""

from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.leaving.beside import BESIDE
from approvals.leaving.holdings import Holdings, key_of
from approvals.models import Message, Package, Route, Step
from documents.models import Document, Revision
from tenants import audit
from tenants.models import Appointment, Member
from tenants.people.roles import Role

KINDS: Final = {
    "documents": gettext_lazy("Documents owned"),
    "drafts": gettext_lazy("Drafts in work"),
    "steps": gettext_lazy("Open steps"),
    "packages": gettext_lazy("Change packages led"),
    "questions": gettext_lazy("Questions to answer"),
    "posts": gettext_lazy("Posts that routes need"),
    "routes": gettext_lazy("Routes that name the person"),
    "roles": gettext_lazy("Roles nobody else has"),
}


HANDED_OVER: Final = "member.handed_over"
LEFT_INVOLUNTARILY: Final = "member.left_involuntarily"
HAND_OVERS: Final = (HANDED_OVER, LEFT_INVOLUNTARILY)


def label_of(kind: str) -> str | Promise:
    """Return what a kind of held things is called."""
    return KINDS[kind] if kind in KINDS else BESIDE[kind].label


def summary(holdings: Holdings) -> str:
    """Say how much there is of each kind: what a refusal tells."""
    return ", ".join(
        f"{label_of(kind)} {len(rows)}" for kind, rows in holdings.kinds().items() if rows
    )


def known_as(document: Document, reader: Member) -> str:
    """Return the number, unless the reader may not know of the document."""
    is_seen = Document.objects.visible_to(reader).filter(pk=document.pk).exists()
    return document.number if is_seen else _("a document that is not open to you")


def recorded_as(document: Document) -> str:
    """Name a document for the audit log: by number only if it is open to everybody who reads that.

    The log is read by more than the document: the id names it as surely, and tells nothing.
    """
    is_closed = document.restricted or document.folder.restricted
    return audit.subject_of(document) if is_closed else document.number


def choices(holdings: Holdings, reader: Member) -> dict[str, list[tuple[str, str]]]:
    """Return key and words of everything held, for this reader.

    What the reader may not see is counted, and not named: administrators read no documents by
    their role.
    """
    seen = _seen(holdings, reader)
    return {
        kind: [
            (key_of(row), BESIDE[kind].words(row) if kind in BESIDE else _words(row, seen))
            for row in rows
        ]
        for kind, rows in holdings.kinds().items()
        if rows
    }


def _seen(holdings: Holdings, reader: Member) -> set[UUID]:
    """Return which of the documents and revisions the reader may know of."""
    documents = Document.objects.filter(pk__in=[each.pk for each in holdings.documents])
    revisions = {step.round.revision_id for step in holdings.steps}
    revisions |= {draft.pk for draft in holdings.drafts}
    revisions |= {question.round.revision_id for question in holdings.questions}
    packages = Package.objects.visible_to(reader)
    led = packages.filter(pk__in=[package.pk for package in holdings.packages])
    shown = Revision.objects.filter(pk__in=revisions).visible_to(reader)
    return {
        *documents.visible_to(reader).values_list("pk", flat=True),
        *shown.values_list("pk", flat=True),
        *led.values_list("pk", flat=True),
    }


def _words(row: Any, seen: set[UUID]) -> str:
    match row:
        case Document():
            return str(row) if row.pk in seen else _("A document that is not open to you")
        case Revision():
            return _of_revision(row, seen, row.get_state_display())
        case Step():
            return _of_revision(row.round.revision, seen, row.name)
        case Message():
            return _of_revision(row.round.revision, seen, row.by.name)
        case Package():
            return str(row) if row.pk in seen else _("A change package that is not open to you")
        case Appointment():
            return f"{row.unit.name} · {row.post_name}"
        case Route():
            return str(row)
        case _:
            return str(Role(row).label)


def _of_revision(revision: Revision, seen: set[UUID], said: str) -> str:
    if revision.pk not in seen:
        return _("A document that is not open to you")
    return f"{revision.document.number} {revision.label} {revision.title} · {said}"
