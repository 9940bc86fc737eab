"""A document as one member sees it: loaded once, shared by all parts of its page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef
from django.db.models.expressions import Combinable

from documents import ahead
from documents.models import (
    Attachment,
    Deviation,
    Document,
    DocumentQuerySet,
    PaperCopy,
    Rendition,
    ReviewTask,
    Revision,
)
from documents.models.external import ReviewTaskQuerySet
from tenants.models import Member


def open_tasks() -> ReviewTaskQuerySet:
    """Return the reviews a document owes, for a query of documents."""
    tasks: ReviewTaskQuerySet = ReviewTask.objects.filter(document=OuterRef("pk"), settled_at=None)
    return tasks


_asked_along: dict[str, Callable[[], Combinable]] = {}


def ask_along(name: str, make: Callable[[], Combinable]) -> None:
    """Let a higher app ask something of the document in the same statement; from `ready`."""
    _asked_along[name] = make


@dataclass(frozen=True)
class Dossier:
    """The document with the revisions this member may read, newest first."""

    document: Document
    revisions: Sequence[Revision]

    @classmethod
    def of(cls, member: Member, number: str) -> Dossier | None:
        """Return what the member may see of the document; None when that is nothing at all.

        Two statements: PostgreSQL plans the joins of both together far longer than twice.
        """
        documents: DocumentQuerySet = Document.objects.select_related(
            *("document_type", "folder", "unit", "owner")
        ).annotate(
            has_tasks=Exists(open_tasks()),
            has_copies=Exists(PaperCopy.objects.out().filter(document=OuterRef("pk"))),
            has_deviations=Exists(Deviation.objects.open().filter(document=OuterRef("pk"))),
            waits=ahead.waits(),
            **{name: make() for name, make in _asked_along.items()},
        )
        document = documents.visible_to(member).one_or_none(number=number)
        if document is not None:
            return cls.about(document, member, reads_ahead=ahead.reads_ahead(member, document))
        document = ahead.new_document(documents, member, number)
        return cls.about(document, member, reads_ahead=True) if document else None

    @classmethod
    def about(cls, document: Document, member: Member, *, reads_ahead: bool = False) -> Dossier:
        """Return the dossier of a document that the member is known to see.

        Who `reads_ahead` sees what is approved and waits for its day, too.
        """
        made = Rendition.objects.filter(revision=OuterRef("pk"))
        seen = Revision.objects.of_visible(document, member)
        if reads_ahead:
            seen |= Revision.objects.filter(document=document, state=Revision.State.APPROVED)
        revisions = list(
            seen.select_related("prepared_by")
            .defer("markdown", "manifest")  # long, and no page shows them
            .annotate(
                has_controlled_pdf=Exists(made.filter(kind=Rendition.Kind.CONTROLLED)),
                has_pages=Exists(made),
                has_forms=Exists(Attachment.objects.filter(revision=OuterRef("pk"))),
                required=F("readership__required"),
                done=F("readership__done"),
            )
            .order_by("-n")
        )
        for revision in revisions:  # so that nobody asks for the same row again
            revision.document = document
            if revision.pk == document.in_force_id:
                document.in_force = revision
        return cls(document, revisions)

    @property
    def in_work(self) -> Revision | None:
        """The revision that is drafted, in approval or waits for its day."""
        return next((r for r in self.revisions if r.is_open()), None)

    def revision(self, n: int) -> Revision | None:
        return next((r for r in self.revisions if r.n == n), None)

    def before(self, revision: Revision) -> Revision | None:
        """Return what a revision is compared with: the last one issued before it."""
        return next((r for r in self.revisions if r.n < revision.n and r.is_issued()), None)

    @property
    def has_deviations(self) -> bool:
        """Tell whether something is done otherwise for a while; known on the document's page."""
        return getattr(self.document, "has_deviations", False)

    @property
    def has_copies(self) -> bool:
        """Tell whether paper copies are out; known on the document's page."""
        return getattr(self.document, "has_copies", False)

    @property
    def has_tasks(self) -> bool:
        """Tell whether something it cites is no longer current, and nobody has looked yet."""
        return getattr(self.document, "has_tasks", False)

    def asked(self, name: str) -> bool:
        """Return what a higher app has asked along; known on the document's page."""
        return bool(getattr(self.document, name, False))

    @staticmethod
    def has_readers(revision: Revision) -> bool:
        """Tell whether the revision was put before an audience that has been counted."""
        return revision.required is not None  # type: ignore[attr-defined]
