"""Who hears of what is late, rung by rung; who is passed over, and where it goes instead."""

import datetime as dt

import pytest

from approvals.expiring.kinds import EXPIRING
from approvals.expiring.reminding import count_for_city
from approvals.models import Delegation
from documents.models import Document
from tenants.models import Appointment, Member, Notice, Rung, Unit
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.library import Library
from tests.sweeping import add_document, remind
from tests.world import Cast, make_member

MONDAY = dt.date(2027, 3, 1)  # due; nobody has made a calendar of 2027: weekdays are worked


@pytest.fixture
def document(acme: Cast, library: Library) -> Document:
    with tenant_scope(acme.tenant.pk):
        return add_document(library, acme.ada, review_due=MONDAY)


def told(acme: Cast, day: dt.date) -> dict[str, tuple[int, int]]:
    """Remind of reviews; return of each who heard of it rung and newest milestone."""
    with tenant_scope(acme.tenant.pk):
        remind("review_due", day)
        rows = Notice.objects.filter(kind="review_due").order_by("-milestone")
        return {n.recipient.name: (n.rung, n.milestone) for n in rows.select_related("recipient")}


def leave(acme: Cast, who: Member, deputy: Member, first: dt.date, last: dt.date) -> None:
    with tenant_scope(acme.tenant.pk):
        Delegation.objects.create(
            delegator=who,
            deputy=deputy,
            valid_from=first,
            valid_until=last,
            reason="x",
            is_absent=True,
            set_by=who,
        )


def gone(acme: Cast, who: Member) -> None:
    with tenant_scope(acme.tenant.pk):
        Member.objects.filter(pk=who.pk).update(valid_until=MONDAY - dt.timedelta(days=60))


def after(days: int) -> dt.date:
    return MONDAY + dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, {"Ada": (0, 0)}),
        (2, {"Ada": (0, -2)}),
        (3, {"Ada": (0, -3), "Cora": (1, -3)}),  # Thursday: three working days
        (8, {"Ada": (0, -8), "Cora": (1, -8)}),
        (9, {"Ada": (0, -9), "Cora": (1, -9), "Ravi": (2, -9)}),  # the next Wednesday: seven
        (22, {"Ada": (0, -21), "Cora": (1, -21), "Ravi": (2, -21)}),
    ],
)
def test_the_ladder_is_climbed_by_working_days(
    acme: Cast, document: Document, days: int, expected: dict[str, tuple[int, int]]
) -> None:
    assert told(acme, after(days)) == expected


def test_who_is_on_leave_is_passed_over_for_who_stands_in(acme: Cast, document: Document) -> None:
    leave(acme, acme.ada, acme.ruth, after(-10), after(5))
    leave(acme, acme.cora, acme.tom, after(-10), after(5))
    assert told(acme, after(4)) == {"Ruth": (0, -4), "Tom": (1, -4)}
    both = {"Ada": (0, -8), "Cora": (1, -8)}
    assert told(acme, after(8)) == {"Ruth": (0, -4), "Tom": (1, -4)} | both


def test_who_stands_in_for_one_who_stands_in_hears_of_it(acme: Cast, document: Document) -> None:
    leave(acme, acme.ada, acme.ruth, after(-10), after(5))
    leave(acme, acme.ruth, acme.otto, after(-10), after(5))
    with tenant_scope(acme.tenant.pk):
        Member.objects.filter(pk=acme.otto.pk).update(valid_until=after(30))
    assert told(acme, after(0)) == {"Otto": (0, 0)}


def test_a_vacant_rung_goes_up(acme: Cast, library: Library, document: Document) -> None:
    gone(acme, acme.ada)
    assert told(acme, after(-7)) == {"Cora": (1, 7)}
    gone(acme, acme.cora)
    assert told(acme, after(1)) == {"Cora": (1, 7), "Ravi": (2, -1)}


def test_the_head_of_the_unit_above_hears_of_a_unit_without_one(
    acme: Cast, library: Library, document: Document
) -> None:
    with tenant_scope(acme.tenant.pk):
        Appointment.objects.update(unit=library.service)
        Unit.objects.filter(pk=library.office.pk).update(parent=library.service)
    assert told(acme, after(9))["Ravi"] == (Rung.HEAD, -9)


@pytest.mark.parametrize(
    ("vacant", "last_not", "first"),
    [
        ((), 20, 21),  # fifteen working days after a Monday: a Monday
        (("ravi",), 8, 9),
        (("ravi", "cora"), 2, 3),
        (("ravi", "cora", "ada"), 0, 1),
        (("cora", "ada"), 20, 21),  # the head is there
    ],
)
def test_the_city_counts_what_nobody_here_has_done(
    acme: Cast, document: Document, vacant: tuple[str, ...], last_not: int, first: int
) -> None:
    for name in vacant:
        gone(acme, getattr(acme, name))
    with tenant_scope(acme.tenant.pk):
        assert count_for_city(EXPIRING, after(last_not)) == 0
        assert count_for_city(EXPIRING, after(first)) == 1


def test_it_stops_when_it_is_done(acme: Cast, document: Document) -> None:
    before = told(acme, after(4))
    with tenant_scope(acme.tenant.pk):
        Document.objects.filter(pk=document.pk).update(review_due=after(365))
    assert told(acme, after(30)) == before


def test_one_person_hears_of_a_thing_once_by_the_lowest_rung(acme: Cast, library: Library) -> None:
    with tenant_scope(acme.tenant.pk):
        add_document(library, acme.cora, review_due=MONDAY)
    make_member(acme.tenant, "Cleo", Role.CONTROLLER)
    assert told(acme, after(4)) == {"Cora": (0, -4), "Cleo": (1, -4)}
