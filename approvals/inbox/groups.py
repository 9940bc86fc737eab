"""Tasks under their headings: overdue, this week, later."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.inbox.asked import end_of_week
from approvals.inbox.lines import LAST, Task


@dataclass(frozen=True)
class Group:
    """A heading with its tasks; `count` says nothing where the list goes on beyond the page."""

    label: str | Promise
    icon: str
    tone: str
    tasks: list[Task]
    count: int | None


def groups_of(tasks: Sequence[Task], *, is_whole: bool) -> list[Group]:
    """Return the groups in which there is something."""
    today = timezone.localdate()
    sunday = end_of_week(today)
    overdue, this_week, later = list[Task](), list[Task](), list[Task]()
    for task in tasks:
        due = task.due_on or LAST
        (overdue if due < today else this_week if due <= sunday else later).append(task)
    groups = (
        (_("Overdue"), "triangle-alert", "bad", overdue),
        (_("This week"), "calendar-days", "", this_week),
        (_("Later"), "calendar", "", later),
    )
    return [Group(*facts, len(facts[3]) if is_whole else None) for facts in groups if facts[3]]
