"""How far the file of a revision has come: waiting, understood, failed, or a PDF in its place."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from documents.files import kinds
from documents.models import Conversion, Revision, StoredFile


@dataclass(frozen=True, slots=True)
class Converted:
    """What has been made of a revision's file, or of the PDF that stands for it."""

    source: StoredFile | None
    substitute: StoredFile | None
    rows: dict[tuple[UUID, str], Conversion]

    @classmethod
    def of(cls, revision: Revision) -> Converted:
        """Look it up, in one statement; none for a text that was typed in."""
        if revision.source is None or not revision.source_name:
            return cls(None, None, {})
        own = [pk for pk in (revision.source_id, revision.substitute_id) if pk]
        rows = Conversion.objects.filter(file__in=own).select_related("result")
        by_kind = {(row.file_id, row.kind): row for row in rows}
        return cls(revision.source, revision.substitute, by_kind)

    @property
    def text(self) -> Conversion | None:
        """The text: of the file, or of the PDF that stands for it when the file gave none."""
        own = self._row(self.source, Conversion.Kind.TEXT)
        if self.substitute is not None and (own is None or own.has_failed()):
            return self._row(self.substitute, Conversion.Kind.TEXT)
        return own

    @property
    def look(self) -> Conversion | None:
        """The pages of the file as they look; None when none are made of its kind."""
        return self._row(self.source, Conversion.Kind.LOOK)

    def look_file(self) -> StoredFile | None:
        """Return the PDF that shows the file as it looks, if there is one."""
        if self.substitute is not None:
            return self.substitute
        if self.source is not None and self.source.media_type == kinds.PDF.media_type:
            return self.source
        return self.look.result if self.look else None

    def is_waiting(self) -> bool:
        """Tell whether somebody is, or will be, at it."""
        return any(row.is_waiting() for row in self._needed())

    def failed(self) -> Conversion | None:
        """Return what has failed for good and hinders submission."""
        return next(
            (row for row in self._needed() if row.has_failed() and self._hinders(row)), None
        )

    def not_ready(self) -> str:
        """Return the sentence why the revision cannot be submitted yet, or ""."""
        if failed := self.failed():
            return _(
                "The file could not be converted: %(reason)s Try again, upload another file, or"
                " a PDF in its place with the reason."
            ) % {"reason": failed.why()}
        if self.is_waiting():
            return _("The file is still being converted. Submit it when the draft shows its text.")
        return ""

    def is_set_from_text(self) -> bool:
        """Tell whether the pages are, or will be, set from the text that was got out of it."""
        return self.source is not None and not self.is_waiting() and self.look_file() is None

    def _needed(self) -> list[Conversion]:
        look = None if self.substitute is not None else self.look
        return [row for row in (self.text, look) if row is not None]

    @staticmethod
    def _hinders(row: Conversion) -> bool:
        """Without LibreOffice a text that we could read ourselves is set by us."""
        is_look = row.kind == Conversion.Kind.LOOK
        return not (
            is_look and row.fault == Conversion.Fault.NO_OFFICE and not settings.OFFICE_REQUIRED
        )

    def _row(self, file: StoredFile | None, kind: Conversion.Kind) -> Conversion | None:
        return self.rows.get((file.pk, kind)) if file else None
