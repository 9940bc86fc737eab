"""The page of readers of one revision: who has read it, who has not, and who need not, with why."""

import datetime as dt
from typing import Final

from approvals.distribution.board import LINES, Line, Text
from approvals.distribution.pairs import Found, Pairs
from documents.models import Revision
from tenants.models import Appointment, Member, MemberQuerySet
from tenants.models.group import valid_on

# What `?show=` asks for; who is away has not read it, and need not now.
STATES: Final[dict[str, tuple[str, ...]]] = {
    "": (),
    "open": ("late", "open", "paused"),
    "done": ("done",),
    "none": ("paused", "exempt", "none"),
}


class Readers:
    """The readers of a revision as of today, of one unit or all."""

    def __init__(self, revision: Revision, today: dt.date, *, unit: str, show: str) -> None:
        self.text = Text(
            revision.pk,
            revision.document.number,
            revision.n,
            revision.label,
            revision.title,
            revision.document.language,
            "",
            revision.document.owner_id,
        )
        people: MemberQuerySet = Member.objects.all()
        if unit:
            there = Appointment.objects.filter(valid_on(today), unit__code=unit)
            people = people.filter(pk__in=there.values("member"))
        self._pairs = Pairs(
            people, [revision.pk], today, states=STATES.get(show, ()), with_closed=True
        )

    def lines(self, skipped: int, most: int) -> Found[Line]:
        """Return some of the readers, the latest first."""
        total, rows, _count = self._pairs.counted(LINES, skipped=skipped, most=most)
        lines = [Line(self.text, *facts[:-1]) for _revision, *facts in rows]
        return Found(total, lines, rows[0][-1] if rows else 0)
