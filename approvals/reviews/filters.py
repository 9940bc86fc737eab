"""What of the reviews is asked for: all of it is in the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import Document, DocumentType
from tenants.filters import Filter, in_words
from tenants.models import Member, Unit

STATES: Final[dict[str, str | Promise]] = {
    "overdue": gettext_lazy("Overdue"),
    "due": gettext_lazy("To review"),
    "planned": gettext_lazy("Planned"),
    "deciding": gettext_lazy("Verdict being confirmed"),
    "done": gettext_lazy("Done"),
    "revising": gettext_lazy("In revision"),
}
YEARS: Final = range(2000, 2101)


@dataclass(frozen=True)
class Wanted:
    """Year, month, and the filters above the rows; nonsense in the address counts as nothing."""

    year: int
    month: int = 0
    owner: str = ""
    unit: str = ""
    level: int = 0
    state: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str], today: dt.date) -> Wanted:
        year, month, level = (_number(asked.get(name, "")) for name in ("year", "month", "level"))
        state = asked.get("state", "")
        return cls(
            year=year if year in YEARS else today.year,
            month=month if month in range(1, 13) else 0,
            owner=asked.get("owner", "").strip(),
            unit=asked.get("unit", "").strip()[:40],
            level=level if level in DocumentType.Level.values else 0,
            state=state if state in STATES else "",
        )

    @property
    def person(self) -> UUID | None:
        """Return whose reviews are wanted, where it is somebody by name."""
        try:
            return UUID(self.owner)
        except ValueError:
            return None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.owner or self.unit or self.level or self.state)

    def filters(self) -> list[Filter]:
        """Return the choices above the rows."""
        owners = Member.objects.filter(pk__in=_reviewing()).order_by("name")
        people = [("me", _("My reviews")), *((str(m.pk), m.name) for m in owners)]
        units = [(unit.code, unit.name) for unit in Unit.objects.active()]
        levels = [(str(level.value), str(level.label)) for level in DocumentType.Level]
        states = [(state, str(label)) for state, label in STATES.items()]
        return [
            Filter("owner", _("Reviewer"), people, self.owner),
            Filter("unit", _("Owning unit"), units, self.unit),
            Filter("level", _("Level"), levels, str(self.level or "")),
            Filter("state", _("Status"), states, self.state),
        ]

    def said(self) -> str:
        """Say in words what the rows are narrowed by."""
        month = str(self.year) + (f"-{self.month:02}" if self.month else "")
        return "; ".join([month, *in_words(self.filters())])


def _reviewing() -> QuerySet[Any]:
    """Return who owns what is in force: a list that stays short."""
    return Document.objects.in_force_now().order_by().values("owner").distinct()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
