"""The impact of a revision in work, or of an act on a document, as pages show it."""

from __future__ import annotations

from dataclasses import dataclass

from approvals.impact.around import Around, around
from approvals.impact.readers import Readers, readers_of
from documents.attachments import FormChange, form_changes
from documents.models import Document, Revision
from documents.text.redline import Redline
from tenants.models import Member

MOST_CLAUSES = 24


@dataclass(frozen=True)
class Impact:
    """What is touched, in numbers and with links the reader may open."""

    document: Document
    around: Around
    readers: Readers
    forms: list[FormChange]
    sections: list[str]  # of the text, that change
    is_act: bool = False

    @classmethod
    def of(
        cls,
        revision: Revision,
        reader: Member,
        *,
        redline: Redline | None = None,
        forms: list[FormChange] | None = None,
    ) -> Impact:
        """Return what putting the revision in force touches; what is known already is given."""
        document = revision.document
        if forms is None:
            forms = form_changes(document.in_force, revision) if document.in_force else []
        return cls(
            document,
            around(document, revision, reader),
            readers_of(document, revision, reader.tenant),
            forms,
            _sections(redline) if redline else [],
        )

    @classmethod
    def of_act(cls, document: Document, reader: Member) -> Impact:
        """Return what withdrawing, restoring or retiring the document touches."""
        return cls(
            document,
            around(document, None, reader),
            readers_of(document, None, reader.tenant),
            [],
            [],
            is_act=True,
        )


def _sections(redline: Redline) -> list[str]:
    """Return the clauses of the text that change, each once, in their order."""
    clauses = dict.fromkeys(row.clause for row in redline.changes if row.clause)
    return list(clauses)[:MOST_CLAUSES]
