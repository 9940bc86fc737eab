"""Away: the time to read stands still, nobody is reminded, and the days are added."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from approvals.actions.delegations import end_delegation
from approvals.reading.owed import due_for, readings_owed
from documents.models import Distribution, Revision
from tenants.models import Notice
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office
from tests.approvals.test_delegate import delegate
from tests.documents.test_statements import statements
from tests.sweeping import add_document, put_before_everybody, sweep
from tests.world import Cast, signed_in


def days(n: int) -> dt.timedelta:
    return dt.timedelta(days=n)


@pytest.fixture
def reading(acme: Cast, office: Office) -> Distribution:
    """A revision published today and due in ten days."""
    today = timezone.localdate()
    given = put_before_everybody(add_document(office, acme.ada), today + days(10))
    Distribution.objects.update(published_on=today)
    given.refresh_from_db()
    return given


def due(acme: Cast, reading: Distribution) -> int:
    """Return in how many days Ruth has to have read it; list and single answer agree."""
    found = due_for(acme.ruth, reading.revision)
    assert found is not None
    assert [owed.due_on for owed in readings_owed(acme.ruth, 9)] == [found]
    return (found - timezone.localdate()).days


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(0, 4, 15), (3, 6, 14), (10, 10, 11), (11, 20, 10)],
)
def test_days_away_in_the_time_to_read_are_added(
    acme: Cast, reading: Distribution, first: int, last: int, expected: int
) -> None:
    delegate(acme.ruth, acme.ravi, first=first, last=last, is_absent=True)
    assert due(acme, reading) == expected
    assert due_for(acme.ravi, reading.revision) == reading.due_on


def test_who_is_here_while_another_stands_in_reads_in_time(
    acme: Cast, reading: Distribution
) -> None:
    delegate(acme.ruth, acme.ravi)
    assert due(acme, reading) == 10


def test_time_away_before_it_was_published_adds_nothing(acme: Cast, reading: Distribution) -> None:
    delegate(acme.ruth, acme.ravi, last=4, is_absent=True)
    Distribution.objects.update(published_on=timezone.localdate() + days(3))
    with time_machine.travel(timezone.localtime() + days(3), tick=False):
        assert due_for(acme.ruth, reading.revision) == reading.due_on + days(2)


def test_two_absences_add_up_when_the_second_falls_into_what_the_first_added(
    acme: Cast, reading: Distribution
) -> None:
    delegate(acme.ruth, acme.ravi, first=1, last=5, is_absent=True)
    delegate(acme.ruth, acme.ravi, first=12, last=13, is_absent=True)
    assert due(acme, reading) == 17


def test_who_comes_back_early_reads_earlier(acme: Cast, reading: Distribution) -> None:
    delegation = delegate(acme.ruth, acme.ravi, last=8, is_absent=True)
    with time_machine.travel(timezone.localtime() + days(2), tick=False):
        end_delegation(delegation, by=acme.ruth)
    assert due(acme, reading) == 12


def test_nobody_is_reminded_while_away_and_all_are_reminded_after(
    acme: Cast, office: Office, reading: Distribution
) -> None:
    today = timezone.localdate()
    delegate(acme.ruth, acme.ravi, last=4, is_absent=True)

    def reminded(day: int) -> dict[str, int]:
        sweep(acme.tenant, today + days(day))
        kinds = Notice.objects.filter(kind="acknowledgement_due").order_by("-milestone")
        return {n.recipient.name: (n.due_on - today).days for n in kinds if n.due_on}

    assert "Ruth" not in reminded(3)
    after = reminded(8)
    assert (after["Ruth"], after["Ada"]) == (15, 10)
    newest = Notice.objects.filter(kind="acknowledgement_due", recipient=acme.ruth)
    assert min(newest.values_list("milestone", flat=True)) == 7


def test_controllers_see_who_is_away(acme: Cast, office: Office, reading: Distribution) -> None:
    delegate(acme.ruth, acme.ravi, last=4, is_absent=True)
    revision: Revision = reading.revision
    cora = signed_in(acme.cora)
    cora.cookies["django_language"] = "en"
    page = cora.get(f"/t/acme/documents/{revision.document.number}/revisions/1/readers/")
    until = timezone.localdate() + days(4)
    assert page.content.decode().count(f"Away until {until:%Y-%m-%d}") == 1


def test_the_inbox_is_flat_in_absences(acme: Cast, office: Office, reading: Distribution) -> None:
    before = statements(acme.ruth, "/tasks/")
    delegate(acme.ruth, acme.ravi, last=4, is_absent=True)
    assert statements(acme.ruth, "/tasks/") == before
    with tenant_scope(acme.tenant.pk):
        delegate(acme.ruth, acme.ravi, first=5, last=6, is_absent=True)
    assert statements(acme.ruth, "/tasks/") == before
