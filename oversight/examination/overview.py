"""How a round stands, for the city: in figures, and a line for each tenant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oversight.examination.reckoning import Reckoned, reckon
from oversight.models import Examination
from tenants.models import Member

LEAST_EXAMINERS = 2


@dataclass(frozen=True, slots=True)
class Overview:
    """The tenants somebody sees in a round, and what is left to do with them."""

    lines: Sequence[Reckoned]
    mine: bool  # only those that the reader examines

    @property
    def taking_part(self) -> list[Reckoned]:
        return [line for line in self.lines if line.takes_part()]

    @property
    def handed_in(self) -> int:
        return sum(line.handed_in is not None for line in self.taking_part)

    @property
    def late(self) -> int:
        return sum(line.days_late > 0 for line in self.taking_part)

    @property
    def without_examiners(self) -> int:
        return sum(is_short_of_examiners(line) for line in self.taking_part)

    @property
    def open_marks(self) -> int:
        return sum(line.open_marks() for line in self.taking_part)

    @property
    def apart(self) -> int:
        return sum(line.apart() for line in self.taking_part)


def is_short_of_examiners(line: Reckoned) -> bool:
    """Tell whether a report has fewer than two to examine it."""
    own = [each for each in line.examiners if not each.is_third]
    judges = any(mark.criterion.is_judged() for mark in line.marks)
    return judges and line.handed_in is not None and len(own) < LEAST_EXAMINERS


def overview(round: Examination, member: Member) -> Overview:
    """Return what a member of the city sees: everything, or the tenants they examine."""
    if round.state in (Examination.State.DRAFT, Examination.State.CANCELLED):
        return Overview([], mine=False)
    lines = reckon(round)
    if member.can("city.examinations"):
        return Overview(lines, mine=False)
    own = [line for line in lines if any(each.member_id == member.pk for each in line.examiners)]
    return Overview(own, mine=True)
