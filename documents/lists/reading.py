"""Read the rows of a list: what the reader may see, in parts, however long it is."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import batched
from typing import Any, Final
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from documents import register
from documents.lists.columns import Cell, Found
from documents.lists.kinds import Listing
from documents.lists.signers import approvers_of
from documents.models import CurrencyCheck, Distribution, Document, Revision
from documents.models.sight import AnyOf
from tenants.models import AuditEntry, Member
from tenants.models.unit import name_in_language

PART_ROWS: Final = 1000
FILTERS: Final = ("q", "type", "unit")  # those of the register that a list takes, too
ENDINGS: Final = ("document.expired", "document.withdrawn", "document.retired")
NAMES: Final = ("name_zh", "name_en")

OF_DOCUMENTS: Final = (
    *(
        "number",
        "title",
        "parent_number",
        "state",
        "review_due",
        "valid_until",
        "document_type__level",
    ),
    *(f"unit__{name}" for name in NAMES),
    *(f"folder__{name}" for name in NAMES),
    *("owner__name", "open_state", "in_force_id", "in_force__label", "in_force__effective_at"),
    *("in_force__is_imported", "in_force__prepared_by__name"),
)
OUTSIDE: Final = ("sources__issuer", "sources__number", "checked_on", "result")
OF_REVISIONS: Final = (
    *("title", "label", "effective_at", "superseded_at", "ended", "following"),
    *("document_id", "document__number", "document__state"),
    *(f"document__unit__{name}" for name in NAMES),
    *(f"document__folder__{name}" for name in NAMES),
)


def wanted_of(asked: Mapping[str, str]) -> dict[str, str]:
    """Return the filters in an address that a list understands."""
    return {name: value for name in FILTERS if (value := asked.get(name, "").strip())}


def found_in(
    listing: Listing, member: Member, asked: Mapping[str, str], today: dt.date
) -> QuerySet[Any]:
    """Return the rows of the list that this member may see and the filters leave, in order."""
    documents = register.filtered(member, wanted_of(asked), today)
    documents = documents.filter(document_type__level__in=listing.levels)
    if listing.is_of_the_past:
        return _past(documents, member)
    if listing.is_external:
        documents = documents.annotate(**_last_check())
    # A form may be seen by who may not know of its procedure.
    parents = Document.objects.visible_to(member).filter(pk=OuterRef("parent_id"))
    documents = documents.annotate(parent_number=Subquery(parents.values("number")[:1]))
    in_work = Revision.objects.open().filter(document=OuterRef("pk")).values("state")[:1]
    shown = documents.in_force_now().annotate(open_state=Subquery(in_work))
    columns = (*OF_DOCUMENTS, *(OUTSIDE if listing.is_external else ()))
    rows: QuerySet[Any] = shown.order_by("number_key", "pk").values(*columns)
    return rows


def _last_check() -> dict[str, Subquery]:
    checks = CurrencyCheck.objects.filter(document=OuterRef("pk")).order_by("-at")
    return {
        "checked_on": Subquery(checks.values("on")[:1]),
        "result": Subquery(checks.values("result")[:1]),
    }


def _past(documents: QuerySet[Document], member: Member) -> QuerySet[Any]:
    """Return revisions that were in force and are no more, by document and then by age."""
    ended = Q(state=Revision.State.EFFECTIVE) & ~Q(document__state=Document.State.ACTIVE)
    next_one = Revision.objects.issued().filter(document=OuterRef("document"), n__gt=OuterRef("n"))
    shown = Revision.objects.visible_to(member).filter(
        Q(state=Revision.State.SUPERSEDED) | ended, document__in=documents.order_by().values("pk")
    )
    shown = shown.annotate(
        ended=F("superseded_at"), following=Subquery(next_one.order_by("n").values("label")[:1])
    )
    ordered = shown.order_by("document__number_key", "document_id", "n")
    rows: QuerySet[Any] = ordered.values(*OF_REVISIONS)
    return rows


def lines(listing: Listing, found: Iterable[Found], *, first: int = 1) -> Iterator[list[Cell]]:
    """Make the cells of each row, in the order of the columns."""
    for part in batched(_numbered(found, first), PART_ROWS, strict=False):
        _complete(listing, part)
        for each in part:
            yield [column.cell(each) for column in listing.columns]


def _numbered(found: Iterable[Found], first: int) -> Iterator[Found]:
    for position, each in enumerate(found, start=first):
        yield each | {"position": position}


def _complete(listing: Listing, part: Sequence[Found]) -> None:
    """Add to rows what stands in other tables, in a statement or two for all of them."""
    if listing.is_of_the_past:
        _add_ends(part)
        return
    names = {column.name for column in listing.columns}
    revisions = [each["in_force_id"] for each in part] if "approved" in names else []
    if not revisions:
        return
    approvers, audiences = approvers_of(revisions), _audiences(revisions)
    for each in part:
        each["approvers"] = approvers.get(each["in_force_id"], "")
        each["audience"] = audiences.get(each["in_force_id"], "")


def _add_ends(part: Sequence[Found]) -> None:
    """Say until when documents held that no later revision ended: the trail knows the act."""
    ended = {f"document:{each['document_id']}" for each in part if not each["ended"]}
    acts = AuditEntry.objects.filter(subject__in=ended, event__in=ENDINGS).order_by("sequence")
    last = dict(acts.values_list("subject", "at"))
    for each in part:
        each["ended"] = each["ended"] or last.get(f"document:{each['document_id']}")


def _audiences(revisions: Sequence[UUID]) -> dict[UUID, str]:
    """Return before whom each revision is put, as words."""
    found: dict[UUID, list[str]] = defaultdict(list)
    put = Distribution.objects.filter(AnyOf("revision_id", revisions), closed_on=None, rule=None)
    named = name_in_language()
    name = Coalesce(f"unit__{named}", f"post__{named}", "group__name", "member__name")
    for revision, place in put.order_by("scope", "unit__code").values_list("revision", name):
        found[revision].append(place or _("Everybody"))
    return {revision: "、".join(places) for revision, places in found.items()}
