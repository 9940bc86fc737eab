"""Paper copies that somebody has: another takes them, or they are taken back, before they leave."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.leaving.beside import Held
from documents.actions.paper_copies import pass_copy_on
from documents.models import Document, PaperCopy, PaperCopyQuerySet


class _HeldPaper(Held):
    def hold(self, keys: list[str]) -> None:
        """Lock their documents first, as every act on copies does."""
        copies = PaperCopy.objects.filter(pk__in=keys)
        documents = Document.objects.locked().filter(pk__in=copies.values("document"))
        list(documents.order_by("pk").values_list("pk"))
        super().hold(keys)


def _rows() -> PaperCopyQuerySet:
    return PaperCopy.objects.out().select_related("document__folder")


def _words(copy: PaperCopy) -> str:
    """Name the copy; a closed document stays unnamed."""
    document = copy.document
    is_closed = document.restricted or document.folder.restricted
    number = gettext("a document that is not open to you") if is_closed else document.number
    return gettext("%(number)s, copy No. %(n)d") % {"number": number, "n": copy.number}


HELD: Final[Sequence[Held]] = (
    _HeldPaper(
        name="paper_copies",
        label=_("Paper copies in hand"),
        rows=_rows,
        whose="member",
        words=_words,
        give=lambda copy, _leaver, to, by: pass_copy_on(copy, to=to, by=by),
    ),
)
