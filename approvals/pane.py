"""What the inbox shows of one task beside the list: why, what changes, who has signed."""

from typing import NamedTuple

from approvals.inbox import Task
from approvals.readers import last_acknowledged
from approvals.trail import Entry, newest_round, trail_of
from documents import content
from documents.models import Revision
from documents.redline_rows import RedlineRow, redline_rows
from tenants.models import Member

MOST_SNIPPETS = 3


class Pane(NamedTuple):
    """A task, opened."""

    task: Task
    revision: Revision
    old: Revision | None
    changes: int
    snippets: list[RedlineRow]
    trail: list[Entry]


def pane_of(task: Task, member: Member) -> Pane | None:
    """Return what to show of the task; None when the revision is no longer this member's to see."""
    visible = Revision.objects.visible_to(member).select_related("document")
    revision = visible.one_or_none(pk=task.about.revision_id)
    if revision is None:
        return None
    old = last_acknowledged(member, revision) or content.predecessor(revision)
    redline = content.compare(old, revision) if old else None
    changed = [row for row in redline_rows(redline) if row.number] if redline else []
    round = newest_round(revision)
    trail = trail_of(round) if round else []
    return Pane(task, revision, old, len(changed), changed[:MOST_SNIPPETS], trail)
