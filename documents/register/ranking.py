"""The best of what a search finds: number before title before text, as far as one may see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q

from documents.models import DocumentQuerySet
from documents.models.sight import AnyOf
from documents.register import search
from documents.register.numbering import number_key

MOST_HITS: Final = 1000
# What others must not see is left out after the look-up: so much more is looked up at once …
_ASKED_FIRST: Final = MOST_HITS + 250
_FURTHER: Final = 4  # … and so many times as much again, until enough of it may be seen

_NUMBER, _NUMBER_BEGINS, _TITLE, _TEXT, _EARLIER_TEXT = range(5)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Documents that match, best first, with where their texts do."""

    ids: list[UUID]
    numbers: list[str]  # of the same
    passages: Mapping[UUID, list[search.Place]]
    counts: Counter[str]  # documents of each view, "all" included
    is_cut: bool  # more than MOST_HITS hits, of what may be seen

    def after(self, number: str) -> int:
        """Return where the page after this document begins; at 0 when it is none of them."""
        return self.numbers.index(number) + 1 if number in self.numbers else 0


def rank(
    query: str,
    documents: DocumentQuerySet,
    views: Mapping[str, Q],
    *,
    view: str,
    earlier: bool,
) -> Ranked:
    """Search these documents, the visible ones that filters left, and count the views of them.

    Hidden documents never count: what is said of the number of hits is said of visible ones.
    """
    most = _ASKED_FIRST
    while True:
        found = search.look_up(query, most=most, earlier=earlier)
        rows = _rows(query, documents, found, views)
        hits = sum(len(found.passages.get(row["pk"], ())) or 1 for row in rows)
        if hits > MOST_HITS or not found.is_cut:
            break
        most *= _FURTHER
    counts = Counter(name for row in rows for name in ("all", *views) if row.get(name, True))
    rows = [row for row in rows if row.get(view, True)]
    rows.sort(key=lambda row: _place(row, number_key(query), found))
    return Ranked(
        ids=[row["pk"] for row in rows],
        numbers=[row["number"] for row in rows],
        passages={row["pk"]: _in_order(row, found) for row in rows},
        counts=counts,
        is_cut=hits > MOST_HITS,
    )


def _rows(
    query: str, documents: DocumentQuerySet, found: search.Found, views: Mapping[str, Q]
) -> list[dict[str, Any]]:
    """Return what is ranked of the documents found, and in which views each is."""
    matching = documents.filter(search.numbered(query) | Q(AnyOf("id", found.documents)))
    told = {name: ExpressionWrapper(each, BooleanField()) for name, each in views.items()}
    plain = ("pk", "number", "number_key", "in_force_id")
    rows = matching.annotate(**told).order_by("number_key", "pk").values(*plain, *told)
    return list(rows[: MOST_HITS + len(found.documents)])


def _place(row: dict[str, Any], wanted: str, found: search.Found) -> tuple[int, int, str, UUID]:
    pk, key = row["pk"], row["number_key"]
    passages = found.passages.get(pk, ())
    if key.startswith(wanted):
        sort = _NUMBER if key == wanted else _NUMBER_BEGINS
    elif pk in found.labels:
        sort = _TITLE
    else:
        holds = any(revision == row["in_force_id"] for revision, _ in passages)
        sort = _TEXT if holds else _EARLIER_TEXT
    return sort, -len(passages) if sort >= _TEXT else 0, key, pk


def _in_order(row: dict[str, Any], found: search.Found) -> list[search.Place]:
    """Return the passages: what is in force first, then newer before older."""
    places = found.passages.get(row["pk"], [])
    return sorted(places, key=lambda at: (at[0] != row["in_force_id"], -at[0].int, at[1]))
