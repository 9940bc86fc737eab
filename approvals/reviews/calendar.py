"""The reviews of a year: what is to be reviewed or checked, and what was, by month and as a list.

A row is a document whose review or currency check is to come, a verdict, or a check. All three are
read as one list of plain values, so that a page of it is one statement however many there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db.models import (
    CharField,
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    Window,
)
from django.db.models.functions import Coalesce, ExtractMonth, RowNumber, TruncDate

from approvals.models import Review
from approvals.reviews.filters import Wanted
from documents.models import CurrencyCheck, Document, Revision
from tenants.models import Member
from tenants.models.unit import name_in_language

type Rows = QuerySet[Any]
type Found = dict[str, Any]

COLUMNS: Final = (
    *("kind", "id", "number", "key", "title", "unit", "person", "person_id", "level"),
    *("day", "due", "mark", "label", "draft"),
)
MOST_IN_MONTH: Final = 5


@dataclass
class Month:
    """A month of the calendar with its counts, and what comes first in it."""

    number: int
    to_do: int = 0
    overdue: int = 0
    done: int = 0
    first: list[Found] = field(default_factory=list)


class Year:
    """What of a year a member may see, narrowed by what they ask for."""

    def __init__(self, member: Member, wanted: Wanted, today: dt.date) -> None:
        self.member, self.wanted, self.today = member, wanted, today

    def months(self) -> list[Month]:
        """Return every month with its counts and first rows; a handful of statements."""
        months = [Month(n) for n in range(1, 13)]
        if (to_do := self._to_do()) is not None:
            late = Count("pk", filter=Q(c_due__lt=self.today))
            for n, count, overdue in _by_month(to_do, late):
                months[n - 1].to_do, months[n - 1].overdue = count, overdue
            for row in self._first(to_do):
                months[row["day"].month - 1].first.append(row)
        for rows in (self._given(), self._checked()):
            for n, count, _late in _by_month(rows, Count("pk")) if rows is not None else ():
                months[n - 1].done += count
        return months

    def rows(self) -> Rows:
        """Return all rows in the order of their days; each state has a source at least."""
        sources = (self._to_do(), self._given(), self._checked())
        parts = [_plain(rows) for rows in sources if rows is not None]
        whole: Rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
        return whole.order_by("c_day", "c_key", "c_kind")

    def _documents(self) -> Q:
        """Narrow documents, as seen from what hangs on them."""
        visible = Document.objects.visible_to(self.member)
        wanted = self.wanted
        if wanted.level:
            visible = visible.filter(document_type__level=wanted.level)
        if wanted.unit:
            visible = visible.filter(unit__code=wanted.unit)
        return Q(document__in=visible.order_by().values("pk"))

    def _to_do(self) -> Rows | None:
        if self.wanted.state in ("done", "revising"):
            return None
        visible = Document.objects.visible_to(self.member).in_force_now()
        rows = with_plans(visible).annotate(
            c_kind=Value("open"),
            c_id=F("pk"),
            c_number=F("number"),
            c_key=F("number_key"),
            c_title=F("title"),
            c_unit=F(f"unit__{name_in_language()}"),
            c_person=Coalesce("plan_name", "owner__name"),
            c_person_id=F("reviewer_id"),
            c_level=F("document_type__level"),
            c_day=F("review_day"),
            c_due=F("review_due"),
            c_mark=Coalesce("plan_state", Value("", output_field=CharField())),
            c_label=F("in_force__label"),
            c_draft=Value("", output_field=CharField()),
        )
        rows = self._narrowed(rows)
        if self.wanted.level:
            rows = rows.filter(document_type__level=self.wanted.level)
        if self.wanted.unit:
            rows = rows.filter(unit__code=self.wanted.unit)
        states = {
            "overdue": Q(c_due__lt=self.today),
            "due": Q(c_due__gte=self.today),
            "planned": Q(c_mark=Review.State.PLANNED),
            "deciding": Q(c_mark=Review.State.DECIDING),
        }
        return rows.filter(states.get(self.wanted.state, Q()))

    def _given(self) -> Rows | None:
        if self.wanted.state not in ("", "done", "revising"):
            return None
        rows = Review.objects.given().filter(self._documents())
        rows = rows.annotate(
            c_kind=Value("given"),
            c_id=F("pk"),
            c_mark=F("verdict"),
            c_due=F("due_on"),
            c_day=TruncDate("done_at"),
            c_person=F("reviewer__name"),
            c_person_id=F("reviewer_id"),
            c_label=F("revision__label"),
            c_draft=Coalesce("draft__state", Value("", output_field=CharField())),
            **_of_document(),
        )
        if self.wanted.state == "revising":
            rows = rows.filter(draft__in=Revision.objects.open().values("pk"))
        return self._narrowed(rows)

    def _checked(self) -> Rows | None:
        if self.wanted.state not in ("", "done"):
            return None
        rows = CurrencyCheck.objects.filter(self._documents()).annotate(
            c_kind=Value("check"),
            c_id=F("document_id"),
            c_mark=F("result"),
            c_due=F("on"),
            c_day=F("on"),
            c_person=F("by__name"),
            c_person_id=F("by_id"),
            c_label=Value("", output_field=CharField()),
            c_draft=Value("", output_field=CharField()),
            **_of_document(),
        )
        return self._narrowed(rows)

    def _narrowed(self, rows: Rows) -> Rows:
        wanted = self.wanted
        rows = rows.filter(c_day__year=wanted.year).order_by()
        if wanted.month:
            rows = rows.filter(c_day__month=wanted.month)
        if person := self._person():
            rows = rows.filter(c_person_id=person)
        return rows

    def _person(self) -> UUID | None:
        return self.member.pk if self.wanted.owner == "me" else self.wanted.person

    def _first(self, to_do: Rows) -> list[Found]:
        place = Window(
            RowNumber(), partition_by=[ExtractMonth("c_day")], order_by=["c_day", "c_key"]
        )
        first = to_do.annotate(place=place).filter(place__lte=MOST_IN_MONTH)
        return found(_plain(first.order_by("c_day", "c_key")))


def with_plans(documents: Rows) -> Rows:
    """Say of documents who reviews them, and on which day: as planned, else owner and due date."""
    plans = Review.objects.filter(
        revision=OuterRef("in_force_id"), state__in=(Review.State.PLANNED, Review.State.DECIDING)
    )
    rows: Rows = documents.exclude(review_due=None).annotate(
        plan_state=Subquery(plans.values("state")[:1]),
        planned_on=Subquery(plans.values("planned_on")[:1]),
        plan_name=Subquery(plans.values("reviewer__name")[:1]),
        reviewer_id=Coalesce(
            Subquery(plans.values("reviewer_id")[:1]), "owner_id", output_field=UUIDField()
        ),
        review_day=Coalesce(Subquery(plans.values("planned_on")[:1]), "review_due"),
    )
    return rows


def _of_document() -> Mapping[str, F]:
    return {
        "c_number": F("document__number"),
        "c_key": F("document__number_key"),
        "c_title": F("document__title"),
        "c_unit": F(f"document__unit__{name_in_language()}"),
        "c_level": F("document__document_type__level"),
    }


def _plain(rows: Rows) -> Rows:
    return rows.values_list(*(f"c_{name}" for name in COLUMNS))


def found(rows: Iterable[Any]) -> list[Found]:
    """Return plain rows as dicts."""
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def _by_month(rows: Rows, late: Count) -> Rows:
    by_month = rows.annotate(c_month=ExtractMonth("c_day")).values("c_month")
    counted = by_month.annotate(c_n=Count("pk"), c_late=late)
    months: Rows = counted.values_list("c_month", "c_n", "c_late")
    return months
