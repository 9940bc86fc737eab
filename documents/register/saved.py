"""Views of one's own: addresses of the register under a name, with how much each holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, Q
from django.http import QueryDict

from documents.models import Document, SavedView
from documents.models.sight import AnyOf
from documents.register import ranking, search
from documents.register.filters import condition, narrowed, system_views
from tenants.models import Member


def columns(kept: Sequence[SavedView]) -> list[str]:
    """Return the columns that the register opens with for this member, if they kept any."""
    queries = (QueryDict(each.query) for each in kept if not each.name)
    return next((query.getlist("col") for query in queries), [])


def counts(
    member: Member, views: Sequence[SavedView], today: dt.date, *, may_read_earlier: bool
) -> dict[UUID, str]:
    """Return how many documents each view holds: one statement, and two for each that searches."""
    asked = {view.pk: QueryDict(view.query) for view in views}
    held = {
        f"n{place}": condition(wanted, member, today)
        for place, wanted in enumerate(asked.values())
        if not wanted.get("q")
    }
    told: dict[str, int] = {}
    if held:
        counted = {name: Count("pk", filter=each) for name, each in held.items()}
        told = Document.objects.visible_to(member).order_by().aggregate(**counted)
    return {
        pk: str(told[f"n{place}"])
        if f"n{place}" in told
        else _searched(member, wanted, today, may_read_earlier=may_read_earlier)
        for place, (pk, wanted) in enumerate(asked.items())
    }


def _searched(member: Member, wanted: QueryDict, today: dt.date, *, may_read_earlier: bool) -> str:
    """Count what a view with words holds: "at least" (+) when they are very frequent."""
    query, earlier = str(wanted["q"]), may_read_earlier and bool(wanted.get("earlier"))
    found = search.look_up(query, most=ranking.MOST_HITS, earlier=earlier)
    matching = search.numbered(query) | Q(AnyOf("id", found.documents))
    view = system_views(member, today).get(wanted.get("view", ""), Q())
    n = narrowed(member, wanted).filter(matching).filter(view).count()
    return f"{n}+" if found.is_cut else str(n)
