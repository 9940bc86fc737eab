"""Documents of which copies can be printed, and copies of them."""

from typing import Any
from uuid import UUID

from documents import files
from documents.actions.paper_copies import Receiver, issue_copies
from documents.models import Document, PaperCopy, Rendition, Revision
from tenants.models import Member
from tenants.scope import new_id
from tests.library import Library, make_draft, make_effective, put_in_force


def make_printable(
    library: Library, owner: Member, title: str = "Control of documents"
) -> Document:
    """Put a document in force of which there is a controlled PDF."""
    document = make_effective(library, owner, title)
    make_pdf(document.in_force)
    return document


def make_pdf(revision: Revision) -> None:
    """Let the body stand for the controlled PDF, which takes a round to make."""
    pdf = files.read(revision.renditions.get(kind=Rendition.Kind.BODY).file)
    file = files.store(pdf, "application/pdf")
    Rendition.objects.create(revision=revision, kind=Rendition.Kind.CONTROLLED, file=file)


def revise(document: Document, by: Member) -> None:
    """Put another revision in force of which there is a controlled PDF."""
    draft = make_draft(document, by)
    put_in_force(draft)
    make_pdf(draft)
    document.refresh_from_db()


def make_copies(
    document: Document,
    library: Library,
    by: Member,
    *people: Member | None,
    key: UUID | None = None,
) -> list[PaperCopy]:
    """Issue a copy to each person, and to the notice board for None."""
    to = [Receiver(library.office, each, "" if each else "Notice board") for each in people]
    assert document.in_force is not None
    return issue_copies(document.in_force, to, key=key or new_id(), by=by)


def form_of(*rows: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """Return what the form for issuing sends."""
    sent: dict[str, Any] = {"act": "issue", "to-TOTAL_FORMS": 5, "to-INITIAL_FORMS": 0}
    for n in range(5):
        row = {"unit": "", "person": "", "place": "", "count": 1}
        row |= rows[n] if n < len(rows) else {}
        sent |= {f"to-{n}-{name}": value for name, value in row.items()}
    return sent | facts
