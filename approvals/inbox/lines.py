"""The lines of the inbox: plain rows, whatever kind of task they are about."""

import datetime as dt
from typing import Final, NamedTuple
from uuid import UUID

from django.utils.functional import Promise

from documents.labels import Deadline, Label
from documents.models import Document

LAST: Final = dt.date.max  # where what has no day stands


class About(NamedTuple):
    """The revision a line is about, if it is about one, and where it leads."""

    revision_id: UUID | None
    number: str
    label: str
    title: str
    zone: str
    url: str


class Task(NamedTuple):
    """Something to do."""

    kind: str
    id: UUID  # of the row that asks for it
    about: About
    act: str
    said: str
    due_on: dt.date | None
    due: Deadline
    icon: str
    document: Document | None  # none: about something else than a text
    names: str = ""  # of deputy and holder, where somebody stands in
    is_act: bool = False  # about the document itself, not about a text of it
    urged: int = 0  # how often somebody who waits for it has asked for haste

    @property
    def slug(self) -> str:
        """Return the zone, as its address begins."""
        return self.about.url.split("/")[2]

    @property
    def key(self) -> str:
        """Return what tells it from other tasks in the list, in whatever zone."""
        return f"{self.slug}.{self.kind}.{self.id}"

    @property
    def urgency(self) -> tuple[dt.date, UUID]:
        """Return what orders tasks of every kind: the day they are due, then their age."""
        return self.due_on or LAST, self.id


class Done(NamedTuple):
    """Something done."""

    about: About
    act: str | Promise
    at: dt.datetime
    icon: str
    names: str = ""
    outcome: Label | None = None  # of the round since; what became of the text that was read
    ended_at: dt.datetime | None = None
