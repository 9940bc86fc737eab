"""What every kind of task says of itself."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from approvals.inbox.lines import About, Task
from approvals.inbox.opened import Opened, open_revision
from approvals.inbox.place import Place
from approvals.inbox.wanted import Wanted
from documents.labels import deadline


class Kind(ABC):
    """A kind of task: its rows here, its count in the SQL function `waiting_to_<name>`."""

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    icon: ClassVar[str]

    @classmethod
    @abstractmethod
    def tasks(cls, place: Place, wanted: Wanted) -> Iterator[Task]:
        """Yield what waits and is wanted, the most urgent first; `wanted` narrows and limits."""

    @classmethod
    def of_no_text(
        cls, pk: UUID, about: About, place: Place, *, act: str, said: str, due_on: dt.date | None
    ) -> Task:
        """Return a task that is about something else than a text."""
        due = deadline(due_on, place.today)
        return Task(cls.name, pk, about, act, said, due_on, due, cls.icon, document=None)

    @classmethod
    def opened(cls, task: Task, place: Place) -> Opened | None:
        """Return what to show of one beside the list; None when it is no longer theirs to see."""
        return open_revision(task, place.member)

    @classmethod
    def gone(cls, pk: UUID, place: Place) -> str:
        """Say where a task went that waits for this member no more."""
        del pk, place
        return _("This task is done, or no longer yours.")
