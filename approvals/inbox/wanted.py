"""Which tasks are wanted: what the filters of the inbox say, told to each kind alike."""

import datetime as dt
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Model, Q

from tenants.models import TenantQuerySet

MOST_ROWS: Final = 50


@dataclass(frozen=True)
class Wanted:
    """From which day to which, with which words, after which task, and how many at most."""

    first: dt.date | None = None
    last: dt.date | None = None
    text: str = ""
    after: tuple[dt.date | None, UUID] | None = None  # the urgency of the last one shown
    only: UUID | None = None  # the one task with this id
    most: int = MOST_ROWS

    def narrow[M: Model](
        self, rows: TenantQuerySet[M], *, revision: str = "", words: str = "", due: str = ""
    ) -> TenantQuerySet[M]:
        """Return the wanted rows, the most urgent first; `due` and `revision` name the columns.

        Rows that are about no revision are looked for in the column `words` of their own.
        Rows of a kind that is never due come last in the inbox and fit no day.
        """
        if self.only:
            rows = rows.filter(pk=self.only)
        if self.text:
            in_own = Q(**{f"{words}__icontains": self.text})
            rows = rows.filter(in_own if words else names(self.text, revision))
        if due:
            rows = self._by_day(rows, due)
        elif self.first or self.last:
            rows = rows.none()
        elif self.after:
            day, pk = self.after
            rows = rows.filter(pk__gt=pk) if day is None else rows
        return rows.order_by(*([due] if due else []), "pk")[: self.most]

    def _by_day[M: Model](self, rows: TenantQuerySet[M], due: str) -> TenantQuerySet[M]:
        if self.first:
            rows = rows.filter(**{f"{due}__gte": self.first})
        if self.last:
            rows = rows.filter(**{f"{due}__lte": self.last})
        if self.after:
            day, pk = self.after
            later = Q(**{f"{due}__gt": day}) | Q(**{due: day, "pk__gt": pk})
            rows = rows.filter(later) if day else rows.none()
        return rows


def names(text: str, revision: str) -> Q:
    """Say of a row that the number or title of its revision holds these words."""
    in_title = Q(**{f"{revision}__title__icontains": text})
    return in_title | Q(**{f"{revision}__document__number__icontains": text})
