"""The distribution and recall register 发放回收登记表: what was asked for, in parts, as cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import batched
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.copies.labels import label_of
from documents.lists.columns import Cell, Column, day_of
from documents.lists.signers import approvers_of
from documents.models import Document, PaperCopy, PaperCopyQuerySet
from documents.models.paper_copy import ENDS
from tenants.models import Member

PART_ROWS: Final = 1000
PAGE_ROWS: Final = 50

type Which = Callable[[PaperCopyQuerySet], PaperCopyQuerySet]

STATES: Final[Mapping[str, tuple[str | Promise, Which]]] = {
    "out": (_("Out"), PaperCopyQuerySet.out),
    "recall": (_("To be recalled"), PaperCopyQuerySet.to_recall),
    "unsigned": (_("Not signed for"), PaperCopyQuerySet.to_sign),
    "back": (_("Come back"), lambda copies: copies.filter(state__in=ENDS)),
    "lost": (PaperCopy.State.LOST.label, lambda copies: copies.filter(state=PaperCopy.State.LOST)),
}
FILTERS: Final = ("q", "unit", "state")

COLUMNS: Final = (
    Column("position", _("No."), 5, keeps_line=True),
    Column("number", _("Number"), 18, card="number"),
    Column("title", _("Title"), 28, card="title"),
    Column("version", _("Revision"), 8, keeps_line=True),
    Column("effective", _("Effective date"), 11, keeps_line=True),
    Column("approved", _("Approved by"), 10),
    Column("copy", _("Issue number"), 8, keeps_line=True, card="whole"),
    Column("issued", _("Issued by, on"), 16),
    Column("unit", _("Receiving unit"), 14),
    Column("receiver", _("Receiver"), 16),
    Column("received", _("Signed for by, on"), 16),
    Column("state", _("Old version"), 14, card="state"),
    Column("settled", _("Taken back by, on"), 16),
)


def wanted_of(asked: Mapping[str, str]) -> dict[str, str]:
    """Return the filters in an address that the register understands."""
    wanted = {name: value for name in FILTERS if (value := asked.get(name, "").strip())}
    if wanted.get("state") not in STATES:
        wanted.pop("state", None)
    return wanted


def found_in(member: Member, wanted: Mapping[str, str]) -> PaperCopyQuerySet:
    """Return the copies of documents this member may see that the filters leave, in order."""
    seen = Document.objects.visible_to(member)
    if words := wanted.get("q"):
        seen = seen.filter(Q(number__icontains=words) | Q(title__icontains=words))
    copies = PaperCopy.objects.filter(document__in=seen.order_by().values("pk"))
    if unit := wanted.get("unit"):
        copies = copies.filter(unit__code=unit)
    if state := wanted.get("state"):
        copies = STATES[state][1](copies)
    found: PaperCopyQuerySet = copies.order_by("document__number_key", "document_id", "number")
    return found


def page_of(
    found: PaperCopyQuerySet, member: Member, after: UUID | None
) -> tuple[list[PaperCopy], UUID | None]:
    """Return a page of copies, and the one to go on after; None on the last page."""
    if after is not None:
        found = found.filter(_beyond(_last(member, after)))
    rows = list(found.named()[: PAGE_ROWS + 1])
    return rows[:PAGE_ROWS], rows[PAGE_ROWS - 1].pk if len(rows) > PAGE_ROWS else None


def _last(member: Member, after: UUID) -> Mapping[str, object]:
    """Return where the page before ended: that copy may have left the filters meanwhile."""
    places = found_in(member, {}).filter(pk=after)
    last = places.values("document_id", "number", "document__number_key").first()
    if last is None:
        raise Http404
    return last


def _beyond(last: Mapping[str, object]) -> Q:
    same = Q(document__number_key=last["document__number_key"])
    later = Q(document_id__gt=last["document_id"])
    later |= Q(document_id=last["document_id"], number__gt=last["number"])
    return Q(document__number_key__gt=last["document__number_key"]) | same & later


def lines(copies: Iterable[PaperCopy], *, first: int = 1) -> Iterator[list[Cell]]:
    """Make the cells of each copy, in the order of the columns."""
    for part in batched(enumerate(copies, start=first), PART_ROWS, strict=False):
        approvers = approvers_of({copy.revision_id for _n, copy in part})
        for n, copy in part:
            yield _cells(n, copy, approvers.get(copy.revision_id, ""))


def _cells(n: int, copy: PaperCopy, approvers: str) -> list[Cell]:
    settled_by = copy.settled_by.name if copy.settled_by else ""
    return [
        n,
        copy.document.number,
        copy.revision.title,
        copy.revision.label,
        day_of(copy.revision.effective_at),
        approvers,
        copy.number,
        _joined(copy.issued_by.name, day_of(copy.issued_at)),
        copy.unit.name,
        copy.receiver,
        _joined(copy.received_by, day_of(copy.received_on)),
        "" if copy.is_out() and not copy.is_to_recall() else str(label_of(copy).word),
        _joined(settled_by, day_of(copy.settled_on)),
    ]


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def in_parts(found: PaperCopyQuerySet) -> Iterator[PaperCopy]:
    return found.named().iterator(chunk_size=PART_ROWS)
