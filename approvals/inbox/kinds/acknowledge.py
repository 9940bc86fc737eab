"""Read a revision and acknowledge it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from approvals.inbox.kinds.kind import Kind
from approvals.inbox.lines import About, Task
from approvals.inbox.opened import Opened, open_reading
from approvals.inbox.place import Place
from approvals.inbox.wanted import Wanted
from approvals.reading.owed import BEFORE_ALL, OwedReading, readings_owed
from documents.labels import deadline


class Acknowledge(Kind):
    """Revisions that were put before the member."""

    name = "acknowledge"
    label = pgettext_lazy("tasks", "Reading")
    icon = "book-open-check"

    @classmethod
    def tasks(cls, place: Place, wanted: Wanted) -> Iterator[Task]:
        day, pk = wanted.after or BEFORE_ALL
        if day is None:  # what has a day was shown before
            return
        found = readings_owed(
            place.member,
            wanted.most,
            first=wanted.first,
            last=wanted.last,
            text=wanted.text,
            after=(day, pk),
            only=wanted.only,
        )
        for owed in found:
            yield cls._task(owed, place)

    @classmethod
    def _task(cls, owed: OwedReading, place: Place) -> Task:
        document = owed.document
        url = place.address("approvals:acknowledge", document.number, owed.n)
        named = (document.number, owed.label, owed.title, place.tenant.name)
        return Task(
            kind=cls.name,
            id=owed.revision_id,
            about=About(owed.revision_id, *named, url),
            act=_("Read and acknowledge"),
            said=_("Sent by %(name)s") % {"name": owed.unit},
            due_on=owed.due_on,
            due=deadline(owed.due_on, place.today),
            icon=cls.icon,
            document=document,
        )

    @classmethod
    def opened(cls, task: Task, place: Place) -> Opened | None:
        return open_reading(task, place.member)
