"""A document as one member sees it: loaded by one statement, shared by all parts of its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef

from documents.models import Document, Rendition, Revision
from tenants.models import Member


@dataclass(frozen=True)
class Dossier:
    """The document with the revisions this member may read, newest first."""

    document: Document
    revisions: Sequence[Revision]

    @classmethod
    def of(cls, member: Member, number: str) -> Dossier | None:
        """Return what the member may see of the document; None when that is nothing at all."""
        controlled = Rendition.objects.filter(kind=Rendition.Kind.CONTROLLED)
        revisions = list(
            Revision.objects.visible_to(member)
            .filter(document__number=number)
            .select_related(
                *("document__document_type", "document__folder", "document__unit"),
                *("document__owner", "prepared_by"),
            )
            .defer("markdown", "manifest")  # long, and no page shows them
            .annotate(
                has_controlled_pdf=Exists(controlled.filter(revision=OuterRef("pk"))),
                required=F("readership__required"),
                done=F("readership__done"),
            )
            .order_by("-n")
        )
        if revisions:
            return cls._joined(revisions[0].document, revisions)
        documents = Document.objects.visible_to(member)
        found = documents.select_related("document_type", "unit", "owner", "in_force")
        document = found.one_or_none(number=number)
        return cls(document, ()) if document else None

    @classmethod
    def _joined(cls, document: Document, revisions: list[Revision]) -> Dossier:
        """Let all point at one another, so that nobody asks for the same row again."""
        for revision in revisions:
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

    @staticmethod
    def has_readers(revision: Revision) -> bool:
        """Tell whether the revision was put before an audience that has been counted."""
        return revision.required is not None  # type: ignore[attr-defined]
