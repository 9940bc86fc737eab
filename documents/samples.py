"""What an auditor is told of their sample, and those who set it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext

from documents.models import AuditSample, Document, Folder
from documents.models.sight import Sight
from tenants.models import Member, TenantQuerySet

MOST_NAMED: Final = 6


@dataclass(frozen=True, slots=True)
class Told:
    """The sample of an auditor in words; `more` documents are not named."""

    folders: list[str]
    documents: list[str]
    more: int
    until: dt.date | None

    def is_everything(self) -> bool:
        return not (self.folders or self.documents or self.more)

    def sentence(self) -> str:
        """Say what is in the sample, and that this is all."""
        named = gettext(", ").join([*self.folders, *self.documents])
        if not self.more:
            return gettext("You see your sample only, and change nothing: %(named)s.") % {
                "named": named
            }
        return gettext(
            "You see your sample only, and change nothing: %(named)s and %(more)d more."
        ) % {"named": named, "more": self.more}

    @classmethod
    def to(cls, auditor: Member) -> Told:
        """Say it to the auditor; a statement or two, and only where there is a sample."""
        sight = Sight.of(auditor)
        folders = [folder.name for folder in Folder.objects.filter(pk__in=sight.audited_folders)]
        documents: list[str] = []
        if sight.audited:
            open_now = Document.objects.visible_to(auditor).filter(pk__in=sight.audited)
            numbers = open_now.order_by("number_key").values_list("number", flat=True)
            documents = list(numbers[: MOST_NAMED + 1])
        more = len(sight.audited) - MOST_NAMED if len(documents) > MOST_NAMED else 0
        return cls(folders, documents[:MOST_NAMED], more, auditor.valid_until)


def hidden_from(reader: Member, auditor: Member) -> TenantQuerySet[AuditSample]:
    """Return the rows of a sample whose documents are not open to the reader."""
    open_to_reader = Document.objects.visible_to(reader).values("pk")
    rows = AuditSample.objects.filter(member=auditor).exclude(document=None)
    return rows.exclude(document__in=open_to_reader)
