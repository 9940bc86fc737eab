"""What somebody asks of the register, and the page that answers it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.http import QueryDict

from documents.models import Document, DocumentQuerySet, SavedView
from documents.models.sight import AnyOf, Sight
from documents.register import filters, saved
from documents.register.choices import Furniture
from documents.register.columns import chosen, sorted_by
from documents.register.listing import counts
from documents.register.paging import PAGE_HITS, Found, page, these
from documents.register.ranking import Ranked, rank
from tenants.models import Member


@dataclass(frozen=True)
class Asked:
    """What somebody asks of the register; each answer is found once."""

    member: Member
    wanted: QueryDict
    today: dt.date

    @cached_property
    def query(self) -> str:
        return str(self.wanted.get("q", "")).strip()

    @cached_property
    def may_read_earlier(self) -> bool:
        """Whether this member may look for text that does not hold: work is theirs to see."""
        return Sight.of(self.member).sees_all_work

    @cached_property
    def earlier(self) -> bool:
        return self.may_read_earlier and bool(self.wanted.get("earlier"))

    @cached_property
    def furniture(self) -> Furniture:
        return Furniture.of(self.member)

    @cached_property
    def own_views(self) -> list[SavedView]:
        return [view for view in self.furniture.kept if view.name]

    @cached_property
    def shown(self) -> list[str]:
        return chosen(self.wanted.getlist("col"), saved.columns(self.furniture.kept))

    @cached_property
    def plain(self) -> QueryDict:
        """Return what is asked for without columns that would be shown anyway."""
        usual = chosen((), saved.columns(self.furniture.kept))
        if self.shown != usual or not self.wanted.get("col"):
            return self.wanted
        plain = self.wanted.copy()
        plain.pop("col")
        return plain

    @cached_property
    def views(self) -> dict[str, Q]:
        return filters.system_views(self.member, self.today)

    @cached_property
    def documents(self) -> DocumentQuerySet:
        return filters.narrowed(self.member, self.wanted)

    @cached_property
    def ranked(self) -> Ranked | None:
        if not self.query:
            return None
        view = str(self.wanted.get("view", ""))
        documents, earlier = self.documents, self.earlier
        return rank(self.query, documents, self.views, view=view, earlier=earlier)

    @cached_property
    def counts(self) -> dict[str, int]:
        if self.ranked is not None:
            return {name: self.ranked.counts[name] for name in ("all", *self.views)}
        return counts(self.documents, self.views)

    @cached_property
    def page(self) -> tuple[list[Found], str]:
        after = str(self.wanted.get("after", ""))
        sort = sorted_by(str(self.wanted.get("sort", "")))
        documents, visible = self.documents, Document.objects.visible_to(self.member)
        if self.ranked is None:
            documents = documents.filter(self.views.get(str(self.wanted.get("view", "")), Q()))
            return page(documents, after, shown=self.shown, sort=sort, visible=visible)
        if self.wanted.get("sort"):
            documents = Document.objects.filter(AnyOf("id", self.ranked.ids))
            return page(
                documents, after, shown=self.shown, sort=sort, visible=visible, size=PAGE_HITS
            )
        start = self.ranked.after(after)
        end = start + PAGE_HITS
        found = these(self.ranked.ids[start:end], self.shown)
        return found, self.ranked.numbers[end - 1] if end < len(self.ranked.ids) else ""
