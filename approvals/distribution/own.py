"""What one person has acknowledged here and has yet to, wherever they have worked meanwhile."""

import datetime as dt
from typing import Final, NamedTuple

from approvals.models import Acknowledgement
from approvals.reading.owed import readings_owed
from documents.models import Revision
from tenants.models import Member

MOST_OPEN: Final = 1000


class Reading(NamedTuple):
    """A revision that the person has read, or has to."""

    number: str
    n: int
    label: str
    title: str
    language: str
    state: str  # as the distribution has it: late, open, done
    due_on: dt.date | None = None
    at: dt.datetime | None = None
    how: str = ""
    statement: str = ""
    may_open: bool = True  # the text may have been closed to them meanwhile


def readings_of(member: Member, today: dt.date) -> list[Reading]:
    """Return what waits, due first first, then what was acknowledged, the newest first."""
    return [*_open(member, today), *_given(member)]


def _open(member: Member, today: dt.date) -> list[Reading]:
    return [
        Reading(
            owed.document.number,
            owed.n,
            owed.label,
            owed.title,
            owed.document.language,
            "late" if owed.due_on < today else "open",
            due_on=owed.due_on,
        )
        for owed in readings_owed(member, MOST_OPEN)
    ]


def _given(member: Member) -> list[Reading]:
    given = Acknowledgement.objects.filter(member=member).select_related("revision__document")
    given = given.defer("revision__markdown", "revision__manifest").order_by("-at", "-id")
    found = list(given)
    seen = set(
        Revision.objects.visible_to(member)
        .filter(pk__in=[each.revision_id for each in found])
        .values_list("pk", flat=True)
    )
    return [
        Reading(
            each.revision.document.number,
            each.revision.n,
            each.revision.label,
            each.revision.title,
            each.revision.document.language,
            "done",
            at=each.at,
            how=str(Acknowledgement.How(each.how).label),
            statement=each.statement,
            may_open=each.revision_id in seen,
        )
        for each in found
    ]
