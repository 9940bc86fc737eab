"""What the inbox shows of one task beside the list: why, what changes, who has signed."""

from typing import NamedTuple

from django.urls import reverse

from approvals.acts.shown import Asked
from approvals.inbox.lines import Task
from approvals.reading.owed import given_by, last_acknowledged
from approvals.rounds.since import Since
from approvals.rounds.steps import steps_of
from approvals.rounds.trail import Entry, Trail
from documents import content
from documents.comparison import addresses_of
from documents.dossier import Dossier
from documents.models import Document, Revision
from documents.text.redline import Redline
from documents.text.redline_rows import NOWHERE, RedlineRow, redline_rows
from tenants.models import Member

MOST_SNIPPETS = 3


class Opened(NamedTuple):
    """A task, opened."""

    task: Task
    revision: Revision | None
    old: Revision | None
    changes: int
    snippets: list[RedlineRow]
    entries: list[Entry]
    asked: Asked | None = None  # of the document itself
    impact: str = ""  # where what it touches is shown; fetched once somebody stays on the task
    since: Since | None = None  # they had an earlier round of it in hand
    words: str = ""  # all there is to say of what is about no text


def open_revision(task: Task, member: Member, *, is_reading: bool = False) -> Opened | None:
    """Return the task with what its revision changes; None when it is not this member's to see."""
    document = task.document
    if document is None:
        return None
    dossier = Dossier.about(document, member, reads_ahead=is_reading)
    shown = dossier.revisions
    revision = next((r for r in shown if r.pk == task.about.revision_id), None)
    if revision is None:
        return None
    if task.is_act:
        is_review = document.act == Document.Act.REVIEW
        act = (Trail.of_review if is_review else Trail.of_act)(revision, member)
        entries = act.entries() if act else []
        asked = Asked.of(act.round) if act else None
        return Opened(task, revision, None, 0, [], entries, asked, _impact_of(revision, member))
    given = given_by(member, shown) if is_reading else {}
    known = last_acknowledged(revision, shown, given)
    old = known or dossier.before(revision)
    changes = content.compare(old, revision).changes if old else ()
    at = addresses_of(member.tenant.slug, document, old, revision) if old else NOWHERE
    snippets = redline_rows(Redline(changes[:MOST_SNIPPETS]), at)
    steps = [] if revision.is_imported else steps_of(revision, member, acts=False)
    trail = Trail.of(steps[0].round, steps) if steps else None
    entries = trail.entries() if trail else []
    since = Since.of(trail.round, steps, member) if trail and trail.to_decide(member) else None
    impact = _impact_of(revision, member) if revision.is_open() else ""
    return Opened(task, revision, old, len(changes), snippets, entries, impact=impact, since=since)


def _impact_of(revision: Revision, member: Member) -> str:
    args = [member.tenant.slug, revision.document.number, revision.n]
    return reverse("approvals:impact", args=args)


def open_reading(task: Task, member: Member) -> Opened | None:
    """Return a revision to read with what changed since the one this member has acknowledged."""
    return open_revision(task, member, is_reading=True)
