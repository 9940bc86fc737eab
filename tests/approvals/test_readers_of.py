"""Who has to read a revision on which day, until when, and why not: each case as a row.

Days count from the publication; it is due on day 30, and who comes later has 30 days.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from approvals.actions.exemptions import end_exemption, exempt
from approvals.reading.owed import readings_owed
from documents import access
from documents.actions.documents import set_audience
from documents.audience import Reader, readers_of, required_readers
from documents.models import Distribution, Document, Exemption, Revision
from tenants.models import Appointment, Group, GroupMember, Member, Unit
from tests.approvals.conftest import Office
from tests.approvals.test_delegate import delegate
from tests.library import make_document, make_draft, put_in_force
from tests.world import Cast

PUBLISHED = 100  # days ago


def day(n: int) -> dt.date:
    """Return the n-th day after the publication."""
    return timezone.localdate() + dt.timedelta(days=n - PUBLISHED)


@pytest.fixture
def desk(office: Office) -> Unit:
    """A unit below the general office."""
    return Unit.objects.create(code="DSK", name_zh="窗口", name_en="Desk", parent=office.office)


def publish(office: Office, **audience: Any) -> Revision:
    """Put a revision before people on day 0."""
    document = make_document(office, office.ada)
    set_audience(document, **{"everybody": False} | audience, by=office.ada)
    revision = make_draft(document, office.ada)
    put_in_force(revision)
    Distribution.objects.update(published_on=day(0), due_on=day(30))
    Member.objects.update(valid_from=day(-9))
    return revision


def appointed(member: Member, office: Office, unit: Unit, first: int, last: int | None) -> None:
    until = None if last is None else day(last)
    Appointment.objects.create(
        member=member, post=office.head, unit=unit, valid_from=day(first), valid_until=until
    )


def of(member: Member, revision: Revision, n: int) -> Reader | None:
    found = [one for one in readers_of(revision, day(n)) if one.member_id == member.pk]
    return found[0] if found else None


def told(member: Member, revision: Revision, n: int) -> tuple[str, str, int | None]:
    """Return state, reason and on which day it is due, as of a day."""
    one = of(member, revision, n)
    if one is None:
        return ("", "", None)
    due = None if one.due_on is None else (one.due_on - day(0)).days
    return (one.state, one.why, due)


NOBODY = ("", "", None)


def since_always(ruth: Member, office: Office, desk: Unit) -> None:
    appointed(ruth, office, office.office, -5, None)


def joins(ruth: Member, office: Office, desk: Unit) -> None:
    appointed(ruth, office, office.office, 10, None)


def moves_within(ruth: Member, office: Office, desk: Unit) -> None:
    appointed(ruth, office, office.office, -5, 9)
    appointed(ruth, office, desk, 10, None)


def moves_away(ruth: Member, office: Office, desk: Unit) -> None:
    appointed(ruth, office, office.office, -5, 9)
    appointed(ruth, office, office.service, 10, None)


def returns(ruth: Member, office: Office, desk: Unit) -> None:
    appointed(ruth, office, office.office, -5, 9)
    appointed(ruth, office, desk, 20, None)


def leaves(ruth: Member, office: Office, desk: Unit) -> None:
    since_always(ruth, office, desk)
    Member.objects.filter(pk=ruth.pk).update(valid_until=day(9))


CASES: list[tuple[Callable[..., None], int, tuple[str, str, int | None]]] = [
    (since_always, 0, ("required", "unit", 30)),
    (since_always, 90, ("required", "unit", 30)),
    (joins, 9, NOBODY),
    (joins, 10, ("required", "unit", 40)),
    (moves_within, 10, ("required", "unit", 30)),
    (moves_away, 9, ("required", "unit", 30)),
    (moves_away, 10, ("not required", "moved", None)),
    (returns, 15, ("not required", "moved", None)),
    (returns, 20, ("required", "unit", 50)),
    (leaves, 9, ("required", "unit", 30)),
    (leaves, 10, ("not required", "left", None)),
]


@pytest.mark.parametrize(("case", "n", "expected"), CASES)
def test_who_comes_moves_and_leaves(
    acme: Cast,
    office: Office,
    desk: Unit,
    case: Callable[..., None],
    n: int,
    expected: tuple[str, str, int | None],
) -> None:
    revision = publish(office, units=[office.office])
    case(acme.ruth, office, desk)
    assert told(acme.ruth, revision, n) == expected
    assert (acme.ruth in required_readers(revision, day(n))) == (expected[0] == "required")


def test_a_branch_reads_with_its_unit_as_long_as_it_belongs_to_it(
    acme: Cast, office: Office, desk: Unit
) -> None:
    revision = publish(office, units=[office.office])
    appointed(acme.ruth, office, desk, -5, None)
    with connection.cursor() as cursor:  # the desk was made long ago, and is moved on day 50
        cursor.execute("SELECT set_config('app.day', %s, true)", [str(day(50))])
        Unit.objects.filter(pk=desk.pk).update(parent=office.service)
        cursor.execute(
            "INSERT INTO tenants_former (tenant_id, id, kind, subject, facts, until)"
            " SELECT tenant_id, uuidv7(), 'tenants_unit', id,"
            " jsonb_build_object('parent_id', %s::text), %s FROM tenants_unit WHERE id = %s",
            [str(office.office.pk), day(49), desk.pk],
        )
    assert told(acme.ruth, revision, 49) == ("required", "unit", 30)
    assert told(acme.ruth, revision, 50) == ("not required", "moved", None)


def test_a_post_is_vacated_and_a_group_ends(acme: Cast, office: Office) -> None:
    group = Group.objects.create(name="Panel")
    until = {"valid_from": day(-5), "valid_until": day(19)}
    GroupMember.objects.create(group=group, member=acme.ada, **until)
    revision = publish(office, posts=[office.head], groups=[group], people=[acme.cora])
    Appointment.objects.filter(member=acme.ravi).update(**until)
    for member, why in ((acme.ada, "group"), (acme.ravi, "post")):
        assert told(member, revision, 19) == ("required", why, 30)
        assert told(member, revision, 20) == ("not required", "moved", None)
    assert told(acme.cora, revision, 20) == ("required", "person", 30)


def test_leave_pauses_and_an_exemption_frees(acme: Cast, office: Office) -> None:
    revision = publish(office, everybody=True)
    delegate(acme.ruth, acme.ravi, last=4, is_absent=True)
    assert told(acme.ruth, revision, PUBLISHED)[:2] == ("paused", "away")
    today = timezone.localdate()
    end = exempt(acme.ada, revision.document, why="Wrote it", until=today, by=acme.cora)
    one = of(acme.ada, revision, PUBLISHED)
    assert one is not None
    assert (one.state, one.note, one.until) == ("exempt", "Wrote it", today)
    assert "Wrote it" in one.reason
    assert readings_owed(acme.ada, 9) == []
    assert told(acme.ada, revision, PUBLISHED - 1)[0] == "required"
    assert told(acme.ada, revision, PUBLISHED + 1) == ("required", "everybody", PUBLISHED + 31)
    end_exemption(end, by=acme.cora)
    assert told(acme.ada, revision, PUBLISHED)[0] == "required"
    assert Exemption.objects.get().ended_by == acme.cora


def test_a_restricted_document_is_for_whoever_may_read_it_then(acme: Cast, office: Office) -> None:
    revision = publish(office, everybody=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.day', %s, true)", [str(day(200))])
    Document.objects.update(restricted=True)
    access.share_document(revision.document, acme.ruth)
    assert told(acme.ravi, revision, 199) == ("required", "everybody", 30)
    assert told(acme.ravi, revision, 200) == ("not required", "hidden", None)
    assert told(acme.ruth, revision, 200)[0] == "required"


def test_what_replaced_it_closes_it_for_ever(acme: Cast, office: Office) -> None:
    revision = publish(office, everybody=True)
    Distribution.objects.update(closed_on=day(40))
    assert told(acme.ruth, revision, 39) == ("required", "everybody", 30)
    assert told(acme.ruth, revision, 40)[:2] == ("not required", "closed")
    assert acme.ruth in required_readers(revision)  # who had to until then
