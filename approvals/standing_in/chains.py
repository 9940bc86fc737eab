"""Chains of delegations: how far one may be passed on, and that none leads back."""

import datetime as dt
from collections.abc import Collection
from enum import Enum, auto
from typing import Final, NamedTuple
from uuid import UUID

MOST_HOPS: Final = 2


class Link(NamedTuple):
    """Who stands in for whom, from a day to a day; both belong to it."""

    delegator: UUID
    deputy: UUID
    first: dt.date
    last: dt.date

    def holds_on(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


class Fault(Enum):
    OVERLAP = auto()
    CYCLE = auto()
    TOO_DEEP = auto()


def fault_of(new: Link, others: Collection[Link]) -> Fault | None:
    """Return what is wrong with a new link beside the others, which are right without it.

    Whatever holds together on a day holds together on the first day of the youngest of it: so
    those days tell all. On each of them one person has one deputy.
    """
    near = [link for link in others if link.first <= new.last and new.first <= link.last]
    if any(link.delegator == new.delegator for link in near):
        return Fault.OVERLAP
    for day in {max(link.first, new.first) for link in (new, *near)}:
        deputies = {link.delegator: link.deputy for link in (new, *near) if link.holds_on(day)}
        if fault := _fault_among(deputies):
            return fault
    return None


def _fault_among(deputies: dict[UUID, UUID]) -> Fault | None:
    for start in deputies:
        at, hops = start, 0
        while at in deputies and hops <= len(deputies):
            at, hops = deputies[at], hops + 1
            if at == start:
                return Fault.CYCLE
        if hops > MOST_HOPS:
            return Fault.TOO_DEEP
    return None
