"""What waits for a member in one tenant."""

from uuid import UUID

from approvals.inbox.kinds import KINDS
from approvals.inbox.lines import Task
from approvals.inbox.place import Place
from approvals.inbox.wanted import Wanted


def tasks_of(place: Place, wanted: Wanted | None = None, *, kind: str = "") -> list[Task]:
    """Return what waits, the most urgent first; of every kind, or of one."""
    wanted = wanted or Wanted()
    kinds = [each for each in KINDS if kind in ("", each.name)]
    if place.waiting is not None:  # counted: ask only for what there is
        kinds = [each for each in kinds if place.waiting[each.name]]
    found = [task for each in kinds for task in each.tasks(place, wanted)]
    return sorted(found, key=lambda task: task.urgency)[: wanted.most]


def find_task(place: Place, kind: str, pk: UUID) -> Task | None:
    """Return the task of this kind and id, if it still waits for the member."""
    found = (
        task for each in KINDS if each.name == kind for task in each.tasks(place, Wanted(only=pk))
    )
    return next(found, None)
