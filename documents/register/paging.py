"""Pages of the register in any order, each going on where the last one ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery
from django.http import Http404

from documents.models import Document, DocumentQuerySet, Revision
from documents.models.sight import AnyOf
from documents.register.columns import COLUMNS, values_of

PAGE_ROWS: Final = 50
PAGE_HITS: Final = 20  # of a search: each line says where

type Found = dict[str, Any]  # the values of one document


def page(
    documents: DocumentQuerySet,
    after: str,
    *,
    shown: Sequence[str],
    sort: tuple[str, bool] = ("number", False),
    visible: DocumentQuerySet | None = None,
    size: int = 0,
) -> tuple[list[Found], str]:
    """Return a page of documents and the number to go on after ("" on the last page).

    `visible` is where the document to go on after may be looked for: it can have left the filters.
    """
    size = size or PAGE_ROWS
    by, downwards = sort
    key = COLUMNS[by].key()
    documents = documents.alias(sort_key=key)
    if after:
        anchors = documents if visible is None else visible
        told = (
            anchors.annotate(last_key=key)
            .filter(number=after)
            .values("last_key", "number_key", "pk")
        )
        last = told.first()
        if last is None:
            raise Http404
        documents = documents.filter(_beyond(last, by, downwards=downwards))
    order = _order(by, downwards=downwards)
    # The page is cut out first: PostgreSQL would join every hit before it sorts and cuts.
    cut = documents.order_by(*order).values("pk")[: size + 1]
    lines = _lines(Q(pk__in=cut)).alias(sort_key=key).order_by(*order)
    found = list(lines.values(*values_of(shown)))
    return found[:size], found[size - 1]["number"] if len(found) > size else ""


def these(ids: Sequence[UUID], shown: Sequence[str]) -> list[Found]:
    """Return these documents, in this order."""
    lines = _lines(Q(AnyOf("id", ids))).values(*values_of(shown))
    found = {each["pk"]: each for each in lines}
    return [found[pk] for pk in ids if pk in found]


def _lines(condition: Q) -> DocumentQuerySet:
    in_work = Revision.objects.open().filter(document=OuterRef("pk")).values("state")[:1]
    lines: DocumentQuerySet = Document.objects.filter(condition)
    return lines.annotate(open_state=Subquery(in_work))


def _order(by: str, *, downwards: bool) -> list[Any]:
    """Return the order: by the column, without a value last; equal ones by number."""
    if by == "number":
        return ["-number_key" if downwards else "number_key", "pk"]
    key = F("sort_key")
    first = key.desc(nulls_last=True) if downwards else key.asc(nulls_last=True)
    return [first, "number_key", "pk"]


def _beyond(last: Mapping[str, Any], by: str, *, downwards: bool) -> Q:
    """Say of documents that they come after this one in `_order`."""
    key, number, further = last["last_key"], last["number_key"], "lt" if downwards else "gt"
    same_number = Q(number_key=number, pk__gt=last["pk"])
    if by == "number":
        return Q(**{f"number_key__{further}": number}) | same_number
    later = Q(number_key__gt=number) | same_number
    if key is None:
        return Q(sort_key__isnull=True) & later
    return Q(**{f"sort_key__{further}": key}) | Q(sort_key=key) & later | Q(sort_key__isnull=True)
