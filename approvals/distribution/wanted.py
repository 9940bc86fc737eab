"""What of the distribution is asked for: all of it is in the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from approvals.distribution.sight import units_led
from documents.models import DocumentType
from tenants.filters import Filter, in_words
from tenants.models import Member, Unit
from tenants.models.base import EndingQuerySet
from tenants.models.unit import name_in_language


class View(NamedTuple):
    """A tab of the page."""

    name: str
    label: str | Promise
    icon: str


VIEWS: Final = (
    View("documents", gettext_lazy("By document"), icon="file-text"),
    View("people", gettext_lazy("By person"), icon="users"),
    View("units", gettext_lazy("By unit"), icon="network"),
    View("lines", gettext_lazy("One by one"), icon="list"),
    View("matrix", gettext_lazy("Matrix"), icon="table-2"),
)
STATES: Final[dict[str, str | Promise]] = {
    "late": pgettext_lazy("reading", "Late"),
    "open": pgettext_lazy("reading", "Open"),
    "paused": pgettext_lazy("reading", "Paused"),
    "done": pgettext_lazy("reading", "Acknowledged"),
    "exempt": gettext_lazy("Exempt"),
    "none": pgettext_lazy("reading", "Not required"),
}
LATE_FOR: Final = (7, 14, 30)  # days at least
FIRST_DAY: Final = dt.date(1900, 1, 1)  # that can be asked for: nobody was late before it
FIELDS: Final = ("unit", "type", "level", "state", "late", "document", "person", "q", "day")


@dataclass(frozen=True)
class Wanted:
    """The view and the filters above it; nonsense in the address counts as nothing."""

    view: str
    unit: str = ""
    type: str = ""
    level: int = 0
    state: str = ""
    late: int = 0
    document: str = ""
    person: UUID | None = None
    q: str = ""
    day: dt.date | None = None  # as it was when that day was over

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Wanted:
        """Read an address; who asks for one document or person is shown it line by line."""
        text = {name: " ".join(asked.get(name, "").split())[:100] for name in FIELDS}
        level, late = (_number(text[name]) for name in ("level", "late"))
        person = _uuid(text["person"])
        narrow = "lines" if text["document"] or person else "documents"
        view = asked.get("view", "")
        return cls(
            view=view if view in {each.name for each in VIEWS} else narrow,
            unit=text["unit"],
            type=text["type"],
            level=level if level in DocumentType.Level.values else 0,
            state=text["state"] if text["state"] in STATES else "",
            late=late if late in LATE_FOR else 0,
            document=text["document"],
            person=person,
            q=text["q"],
            day=_day(text["day"]),
        )

    @property
    def is_narrowed(self) -> bool:
        return any(getattr(self, name) for name in FIELDS)

    def late_since(self, today: dt.date) -> dt.date | None:
        """Return the last due day of what is late as long as is asked for."""
        return today - dt.timedelta(days=self.late) if self.late else None

    def filters(self, reader: Member) -> list[Filter]:
        """Return the choices above the rows: only units the reader may look into."""
        units = [
            (code, name) for code, name in units_of(reader).values_list("code", name_in_language())
        ]
        types = [(each.code, f"{each.code} {each.name}") for each in DocumentType.objects.all()]
        levels = [(str(level.value), str(level.label)) for level in DocumentType.Level]
        days = [
            (str(n), ngettext("Late %(n)d day or more", "Late %(n)d days or more", n) % {"n": n})
            for n in LATE_FOR
        ]
        return [
            Filter("unit", _("Unit"), units, self.unit),
            Filter("type", _("Type"), types, self.type),
            Filter("level", _("Level"), levels, str(self.level or "")),
            Filter("state", _("Status"), [(k, str(v)) for k, v in STATES.items()], self.state),
            Filter("late", _("Late for"), days, str(self.late or "")),
        ]

    def said(self, reader: Member, person: Member | None) -> str:
        """Say in words what the rows are narrowed by."""
        said = [_("As of %(day)s") % {"day": self.day.isoformat()}] if self.day else []
        said += [f"“{self.q}”"] if self.q else []
        said += [self.document] if self.document else []
        said += [person.name] if person else []
        return "; ".join([*said, *in_words(self.filters(reader))])


def units_of(reader: Member) -> EndingQuerySet[Unit]:
    """Return the units this member may look into."""
    units: EndingQuerySet[Unit] = Unit.objects.active()
    if reader.can("distribution.read_all"):
        return units
    return units.filter(pk__in=reader.once(units_led))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= FIRST_DAY else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
