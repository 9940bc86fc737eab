"""What of the register is wanted: read from an address, written as one, asked of the database."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import reduce
from operator import and_
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.http import QueryDict

from documents.models import ClauseLink, Document, DocumentQuerySet, Revision
from documents.register import search
from tenants.models import Member

# Everything an address of the register may ask for, in the order in which it is written; what
# page one is on is no part of it.
ASKED: Final = (
    *("view", "q", "earlier", "state", "type", "level", "unit", "clause", "owner", "folder"),
    *("effective_from", "effective_until", "review_from", "review_until", "sort", "col"),
)
# What narrows the rows; the rest says how they are shown.
NARROWING: Final = frozenset(ASKED) - {"sort", "col", "earlier"}
# Asked for less often: these stand behind "More filters".
RARER: Final = frozenset(ASKED[5:14]) - {"unit"}

CLAUSE: Final = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}")


def canonical(asked: QueryDict, **changes: str | None) -> str:
    """Return the one way to write what an address asks for; changed or dropped where named."""
    written = QueryDict(mutable=True)
    for name in ASKED:
        values = [changes[name] or ""] if name in changes else asked.getlist(name)
        kept = [value for value in values if value]
        if kept:
            written.setlist(name, kept)
    return written.urlencode()


def written(wanted: Mapping[str, str]) -> str:
    """Write an address that asks for this."""
    return canonical(QueryDict(mutable=True), **wanted)


def narrowed(member: Member, wanted: Mapping[str, str]) -> DocumentQuerySet:
    """Return the visible documents that the filters leave, but for words and view."""
    documents: DocumentQuerySet = Document.objects.visible_to(member)
    for each in _conditions(wanted):
        documents = documents.filter(each)
    return documents


def condition(wanted: Mapping[str, str], member: Member, today: dt.date) -> Q:
    """Say all of that of documents in one sentence, their view included."""
    view = system_views(member, today).get(wanted.get("view", ""), Q())
    return reduce(and_, _conditions(wanted), view)


def _conditions(wanted: Mapping[str, str]) -> list[Q]:
    return [
        says(value) for name, says in _FILTERS.items() if (value := wanted.get(name, "").strip())
    ]


def filtered(
    member: Member, wanted: Mapping[str, str], today: dt.date, *, may_read_earlier: bool = False
) -> DocumentQuerySet:
    """Return every visible document that an address asks for, words and view included."""
    documents = narrowed(member, wanted)
    if query := wanted.get("q", "").strip():
        earlier = may_read_earlier and bool(wanted.get("earlier"))
        documents = documents.filter(search.matching(query, earlier=earlier))
    return documents.filter(system_views(member, today).get(wanted.get("view", ""), Q()))


def system_views(member: Member, today: dt.date) -> dict[str, Q]:
    """Return the views everybody has, by name."""
    in_force = Q(state=Document.State.ACTIVE, in_force__isnull=False)
    return {
        "mine": Q(owner=member),
        "overdue": in_force & Q(review_due__lt=today),
        "due": in_force & Q(review_due__range=(today, today + dt.timedelta(days=30))),
        "approval": in_work(Revision.State.IN_REVIEW),
    }


def in_work(state: str) -> Q:
    """Say of documents that they have a revision in this state."""
    return Q(pk__in=Revision.objects.filter(state=state).values("document"))


def _in_state(state: str) -> Q:
    active = Q(state=Document.State.ACTIVE)
    if state == Revision.State.EFFECTIVE:
        return active & Q(in_force__isnull=False)
    if state in Document.State.values:
        return Q(state=state)
    return active & in_work(state)


def _of_owner(owner: str) -> Q:
    try:
        return Q(owner=UUID(owner))
    except ValueError:
        return Q(owner__name=owner)


def _on_clause(clause: str) -> Q:
    """Say of documents that they are for this clause or a part of it: 7.5 has 7.5.3."""
    if not CLAUSE.fullmatch(clause):
        return Q(pk__in=[])
    linked = ClauseLink.objects.on_clause(clause).order_by().values("document")
    is_unread = Q(clauses_unread__regex=rf"(^|[^0-9.]){re.escape(clause)}($|[^0-9])")
    return Q(pk__in=linked) | is_unread


def _on_day(lookup: str) -> Callable[[str], Q]:
    """Say of documents that a day of theirs is on this side of another; no day leaves none."""

    def says(day: str) -> Q:
        try:
            return Q(**{lookup: dt.date.fromisoformat(day)})
        except ValueError:
            return Q(pk__in=[])

    return says


_FILTERS: Final[dict[str, Callable[[str], Q]]] = {
    "state": _in_state,
    "type": lambda code: Q(document_type__code=code),
    "level": lambda level: (
        Q(document_type__level=level) if level.isdecimal() and len(level) < 6 else Q(pk__in=[])
    ),
    "unit": lambda code: Q(unit__code=code),
    "clause": _on_clause,
    "owner": _of_owner,
    "folder": lambda code: Q(folder__code=code),
    "effective_from": _on_day("in_force__effective_at__date__gte"),
    "effective_until": _on_day("in_force__effective_at__date__lte"),
    "review_from": _on_day("review_due__gte"),
    "review_until": _on_day("review_due__lte"),
}
