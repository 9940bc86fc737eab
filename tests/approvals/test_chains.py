"""Chains of delegations: one passing on and no more, never back, one deputy at a time."""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from approvals.standing_in.chains import MOST_HOPS, Fault, Link, fault_of

A, B, C, D, E = (UUID(int=n) for n in range(5))
MONDAY = dt.date(2027, 3, 1)


def link(delegator: UUID, deputy: UUID, first: int = 0, last: int = 9) -> Link:
    return Link(
        delegator, deputy, MONDAY + dt.timedelta(days=first), MONDAY + dt.timedelta(days=last)
    )


def test_a_deputy_may_have_a_deputy_and_nobody_after_that() -> None:
    assert fault_of(link(B, C), [link(A, B)]) is None
    assert fault_of(link(C, D), [link(A, B), link(B, C)]) is Fault.TOO_DEEP
    assert fault_of(link(A, B), [link(B, C), link(C, D)]) is Fault.TOO_DEEP
    assert fault_of(link(B, C), [link(A, B), link(C, D)]) is Fault.TOO_DEEP


def test_no_chain_leads_back() -> None:
    assert fault_of(link(B, A), [link(A, B)]) is Fault.CYCLE
    assert fault_of(link(C, A), [link(A, B), link(B, C)]) is Fault.CYCLE


def test_a_person_has_one_deputy_at_a_time() -> None:
    assert fault_of(link(A, C, 9, 12), [link(A, B)]) is Fault.OVERLAP
    assert fault_of(link(A, C, 10, 12), [link(A, B)]) is None


def test_what_never_holds_on_one_day_is_no_chain() -> None:
    assert fault_of(link(B, A, 10, 12), [link(A, B)]) is None
    assert fault_of(link(C, D, 6, 9), [link(A, B, 0, 4), link(B, C, 3, 9)]) is None


def reaches(start: UUID, links: Sequence[Link]) -> list[UUID]:
    """Return whom a day's decisions of somebody go to, by plain walking."""
    passed = [start]
    while len(passed) <= len(links) + 1:
        onward = [link.deputy for link in links if link.delegator == passed[-1]]
        if not onward:
            break
        passed.append(onward[0])
    return passed


def is_right(links: Sequence[Link]) -> bool:
    """Judge a set of delegations day by day, the slow way."""
    for offset in range(25):
        today = [each for each in links if each.holds_on(MONDAY + dt.timedelta(days=offset))]
        if len({each.delegator for each in today}) < len(today):
            return False
        walks = [reaches(each.delegator, today) for each in today]
        if any(len(list(pairwise(walk))) > MOST_HOPS for walk in walks):
            return False
        if any(walk[0] in walk[1:] for walk in walks):
            return False
    return True


PEOPLE = st.sampled_from((A, B, C, D, E))
LINKS = (
    st.tuples(PEOPLE, PEOPLE, st.integers(0, 20), st.integers(0, 4))
    .filter(lambda drawn: drawn[0] != drawn[1])
    .map(lambda drawn: link(drawn[0], drawn[1], drawn[2], drawn[2] + drawn[3]))
)


@given(st.lists(LINKS, max_size=14))
def test_it_refuses_exactly_what_is_wrong_on_some_day(drawn: list[Link]) -> None:
    kept: list[Link] = []
    for new in drawn:
        fault = fault_of(new, kept)
        assert (fault is None) == is_right([*kept, new])
        kept += [new] if fault is None else []
