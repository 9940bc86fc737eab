"""Spread reviews over a period: which document on which day, by whom; nothing is written here."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from approvals.reviews.calendar import with_plans
from documents.models import Document, DocumentType
from tenants.calendar import WorkingDays, working_days
from tenants.errors import Refused
from tenants.models import Member

MOST_PLANNED: Final = 2_000
MOST_DAYS: Final = 366


@dataclass(frozen=True)
class Asked:
    """Which documents, over which days, and whether beyond their due dates."""

    first: dt.date
    last: dt.date
    levels: Sequence[int] = ()
    types: Sequence[str] = ()
    units: Sequence[str] = ()
    owners: Sequence[UUID] = ()
    again: bool = False  # also what is planned already
    beyond: bool = False  # also on days after a review is due


class Slot(NamedTuple):
    """A review on its day."""

    document: Document
    day: dt.date
    is_late: bool


@dataclass(frozen=True)
class Plan:
    """What a plan would do, to be looked at before it is applied."""

    slots: Sequence[Slot]

    def load(self) -> list[tuple[str, int]]:
        """Return how many each reviewer gets, the most first."""
        return Counter(slot.document.owner.name for slot in self.slots).most_common()

    def weeks(self) -> list[tuple[dt.date, int]]:
        """Return how many fall into each week, by its Monday."""
        mondays = Counter(slot.day - dt.timedelta(days=slot.day.weekday()) for slot in self.slots)
        return sorted(mondays.items())

    @property
    def late(self) -> int:
        """Count what would be planned later than it is due."""
        return sum(slot.is_late for slot in self.slots)

    @property
    def seen(self) -> str:
        """Return what tells this plan from another: only what was shown is applied."""
        text = ",".join(f"{slot.document.pk}{slot.day}" for slot in self.slots)
        return hashlib.sha256(text.encode()).hexdigest()


def plan_for(asked: Asked, member: Member) -> Plan:
    """Spread what is asked for evenly over the working days, each reviewer's share evenly, too.

    A review is planned on its due date at the latest, if that is in the period.
    """
    days = _days(asked)
    chosen = list(_chosen(asked, member)[: MOST_PLANNED + 1])
    if len(chosen) > MOST_PLANNED:
        raise Refused(
            _("These are more than %(n)d documents. Choose fewer."), params={"n": MOST_PLANNED}
        )
    slots = []
    for place, document in enumerate(_interleaved(chosen)):
        day = days[place * len(days) // len(chosen)]
        due = document.review_due
        if due is not None and day > due:
            day = max((each for each in days if each <= due), default=day)
        slots.append(Slot(document, day, due is not None and day > due))
    return Plan(sorted(slots, key=lambda slot: (slot.day, slot.document.number_key)))


def _chosen(asked: Asked, member: Member) -> QuerySet[Any]:
    documents = Document.objects.visible_to(member).in_force_now()
    documents = documents.exclude(document_type__level=DocumentType.Level.EXTERNAL)
    narrowed = {
        "document_type__level__in": asked.levels,
        "document_type__code__in": asked.types,
        "unit__code__in": asked.units,
        "owner__in": asked.owners,
    }
    documents = documents.filter(act="", **{name: v for name, v in narrowed.items() if v})
    rows = with_plans(documents)
    if not asked.again:
        rows = rows.filter(plan_state=None)
    return rows.select_related("owner", "unit", "in_force").order_by("review_due", "number_key")


def _interleaved(documents: Sequence[Document]) -> list[Document]:
    """Order documents so that those of one reviewer are far apart, the earliest due first."""
    of_owner: dict[UUID, list[Document]] = defaultdict(list)
    for document in documents:
        of_owner[document.owner_id].append(document)
    placed = [
        ((n + 0.5) / len(mine), mine[n].number_key, mine[n])
        for mine in of_owner.values()
        for n in range(len(mine))
    ]
    return [document for _place, _key, document in sorted(placed, key=lambda each: each[:2])]


def _days(asked: Asked) -> list[dt.date]:
    """Return the working days of the period."""
    if asked.last < asked.first:
        raise Refused(_("The last day is before the first."))
    length = (asked.last - asked.first).days + 1
    if length > MOST_DAYS:
        raise Refused(_("A plan covers a year at most."))
    calendar: WorkingDays = working_days()
    every = (asked.first + dt.timedelta(days=n) for n in range(length))
    days = [day for day in every if calendar.has(day)]
    if not days:
        raise Refused(_("There is no working day between these two."))
    return days
