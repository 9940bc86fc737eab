"""Who was told of a text: beside each task some of it, on a page of its own all."""

from __future__ import annotations

from typing import Final, NamedTuple, Self

from approvals.models import Step
from documents.models import Revision
from tenants.audit import subject_of
from tenants.channels.told import MOST_SHOWN, Told, told_of
from tenants.models import Member

BESIDE: Final = 8  # beside a task


class Telling(NamedTuple):
    """What people were told of a revision, its document and its steps, the newest first."""

    told: list[Told]
    sees_all: bool  # or only what the reader was told themselves
    has_more: bool

    @classmethod
    def of(cls, revision: Revision, reader: Member, most: int = MOST_SHOWN) -> Self:
        """Show all to who controls or audits, and to whose text it is; to others their own."""
        document = revision.document
        is_theirs = reader.pk in (revision.prepared_by_id, document.owner_id)
        sees_all = is_theirs or reader.can("documents.read_work")
        steps = Step.objects.filter(round__revision=revision)
        subjects = [subject_of(row) for row in (revision, document, *steps.only("pk"))]
        told = told_of(subjects, None if sees_all else reader, most + 1)
        return cls(told[:most], sees_all, len(told) > most)

    @classmethod
    def beside(cls, revision: Revision, reader: Member) -> Self:
        """Show the newest few."""
        return cls.of(revision, reader, BESIDE)
