"""Where the copies of a document hang, on the page of the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.db.models import Count, Q

from documents.models import Document, PaperCopy
from tenants.models.unit import name_in_language

MOST_NAMED: Final = 4


class InUnit(NamedTuple):
    """How many copies a unit has, and how many of them hold no more."""

    unit: str
    copies: int
    old: int


@dataclass(frozen=True, slots=True)
class CopiesOut:
    """The copies that are out, by unit; those that have to come back first."""

    units: Sequence[InUnit] = ()

    @classmethod
    def of(cls, document: Document) -> CopiesOut:
        name = f"unit__{name_in_language()}"
        out = PaperCopy.objects.out().filter(document=document).values_list(name)
        old = Count("pk", filter=Q(recall_since__isnull=False))
        rows = out.annotate(n=Count("pk"), old=old).order_by("-old", "-n", name)
        return cls([InUnit(*row) for row in rows])

    @property
    def count(self) -> int:
        return sum(each.copies for each in self.units)

    @property
    def old(self) -> int:
        return sum(each.old for each in self.units)

    @property
    def named(self) -> Sequence[InUnit]:
        return self.units[:MOST_NAMED]

    @property
    def others(self) -> int:
        return len(self.units) - len(self.named)
