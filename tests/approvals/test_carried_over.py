"""Of a text that changes little, whoever acknowledged what it replaces is free; others owe it."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.actions.acknowledgements import acknowledge
from approvals.distribution.board import Board
from approvals.distribution.proof import Proof
from approvals.distribution.proof_words import deed, duty
from approvals.distribution.rows import how_of
from approvals.distribution.wanted import Wanted
from approvals.models import Acknowledgement
from approvals.reading.owed import due_for, still_owed_by
from approvals.reading.readers import by_unit, names, refresh_readership, still_to_read
from documents.actions.documents import set_audience
from documents.audience import readers_of
from documents.models import Distribution, Document, Readership, Revision
from tenants.models import Member
from tenants.people.roles import Role
from tests.approvals.conftest import Office
from tests.approvals.test_acknowledge import next_of
from tests.approvals.test_delegate import delegate
from tests.library import make_document, make_draft, put_in_force
from tests.world import Cast, make_member, signed_in

PUBLISHED = 40  # days ago


def day(n: int) -> dt.date:
    """Return the n-th day after the first publication."""
    return timezone.localdate() + dt.timedelta(days=n - PUBLISHED)


def at(n: int) -> time_machine.travel:
    return time_machine.travel(dt.datetime.combine(day(n), dt.time(4), tzinfo=dt.UTC))


def publish(acme: Cast, office: Office) -> tuple[Revision, Revision]:
    """Put A/0 before everybody on day 0, and on day 20 a small change of it; Ruth read A/0."""
    Member.objects.update(valid_from=day(-9), recorded_on=day(-9))
    with at(0):
        document = make_document(office, office.ada)
        set_audience(document, everybody=True, units=[], by=office.ada)
        put_in_force(first := make_draft(document, office.ada))
        acknowledge(first, by=acme.ruth)
    with at(20):
        second = next_of(first, change_class="editorial")
    return first, second


def state(member: Member, revision: Revision, on: dt.date) -> tuple[str, str, dt.date | None]:
    (one,) = [one for one in readers_of(revision, on) if one.member_id == member.pk]
    return one.state, one.why, one.due_on


def is_owed(member: Member, revision: Revision) -> bool:
    return still_owed_by(member).filter(pk=revision.pk).exists()


def test_who_read_it_is_free_who_did_not_owes_it_and_who_comes_has_own_time(
    acme: Cast, office: Office
) -> None:
    first, second = publish(acme, office)
    delegate(acme.ravi, acme.cora, last=4, is_absent=True)  # five days from today
    late = make_member(acme.tenant, "Late", Role.READER)
    Member.objects.filter(pk=late.pk).update(valid_from=day(30), recorded_on=day(30))
    asked = day(20) + dt.timedelta(days=30)
    assert not is_owed(acme.ruth, second)
    assert state(acme.ruth, second, day(25))[:2] == ("carried over", "read before")
    assert due_for(acme.ada, second) == asked  # the time for A/0 is over with A/0
    assert due_for(acme.ravi, second) == asked + dt.timedelta(days=5)
    assert due_for(late, second) == day(60)
    assert state(late, second, day(35)) == ("required", "everybody", day(60))
    assert state(acme.ada, first, day(10))[0] == "required"
    assert not is_owed(acme.ada, first)
    open_ones = {one.recipient for one in still_to_read([second.pk], day(40), (None, None))}
    assert acme.ruth.pk not in open_ones
    assert {acme.ada.pk, late.pk} <= open_ones
    acknowledge(second, by=acme.ada)  # skipped A/0, and is complete
    assert not still_owed_by(acme.ada).exists()


def test_what_was_skipped_before_is_not_carried_over(acme: Cast, office: Office) -> None:
    first, second = publish(acme, office)
    third = next_of(next_of(second), change_class="minor")  # after one that all read anew
    assert is_owed(acme.ruth, third)
    fourth = next_of(third, change_class="editorial")
    assert is_owed(acme.ruth, fourth)
    acknowledge(fourth, by=acme.ruth)
    assert not is_owed(acme.ruth, next_of(fourth, change_class="minor"))
    cancelled = Acknowledgement.objects.create(
        revision=make_draft(Document.objects.get(pk=first.document_id), office.ada),
        member=acme.ravi,
        at=timezone.now(),
    )  # of what was approved once, and never took effect
    Revision.objects.filter(pk=cancelled.revision_id).update(state="cancelled")
    fifth = next_of(fourth, change_class="minor")
    assert is_owed(acme.ravi, fifth)


def test_percentages_count_what_is_carried_over(acme: Cast, office: Office) -> None:
    _first, second = publish(acme, office)
    refresh_readership(second)
    counted = Readership.objects.get(revision=second)
    assert (counted.done, counted.required) == (1, 6)
    acknowledge(second, by=acme.ruth)  # read it all the same: counted once
    refresh_readership(second)
    assert Readership.objects.get(revision=second).done == 1
    assert [m.name for m in names(second, show="done")] == ["Ruth"]
    assert {share.code: share.done for share in by_unit(second)}.get("OFC") == 0


def test_pages_say_that_it_was_carried_over_and_from_what(acme: Cast, office: Office) -> None:
    _first, second = publish(acme, office)
    page = f"/t/acme/documents/{second.document.number}/"
    readers = signed_in(acme.cora).get(f"{page}revisions/{second.n}/readers/?show=done")
    assert "Carried over from A/0" in readers.content.decode()
    assert "Carried over from A/0" in signed_in(acme.ruth).get(page).content.decode()
    shown = signed_in(acme.ada).get(page).content.decode()
    assert "Carried over" not in shown
    board = Board(acme.cora, Wanted.of({"view": "lines", "state": "done"}), day(PUBLISHED))
    (line,) = board.lines(0, 9).rows
    assert (line.name, how_of(line)) == ("Ruth", "Carried over from A/0")
    ((_text, figures),) = board.by_text().rows
    assert (figures.done, figures.required) == (1, 6)


def test_the_proof_of_a_past_day_names_what_was_acknowledged(acme: Cast, office: Office) -> None:
    _first, second = publish(acme, office)
    then = Proof.of(acme.ruth, second, day(25))
    assert not then.is_owed
    assert "did not have to read" in duty(then)
    assert "anew" in duty(then)
    assert deed(then).startswith("Carried over from A/0, acknowledged on ")
    assert Proof.of(acme.ada, second, day(25)).is_owed
    hash_then = then.sha256
    next_of(second)  # closed now; what was is the same, and says who owed it to its end
    assert Proof.of(acme.ruth, second, day(25)).sha256 == hash_then
    assert state(acme.ruth, second, day(PUBLISHED))[:2] == ("carried over", "closed")


def test_a_small_change_writes_a_row_for_each_part_of_the_audience(
    acme: Cast, office: Office
) -> None:
    first, second = publish(acme, office)
    assert Distribution.objects.filter(revision=second).count() == 1
    draft = make_draft(Document.objects.get(pk=first.document_id), office.ada)
    draft.change_class, draft.must_acknowledge = "minor", False
    draft.save()
    with CaptureQueriesContext(connection) as asked:
        put_in_force(draft)
    assert not any("approvals_acknowledgement" in each["sql"] for each in asked)


@pytest.mark.parametrize("change_class", ["minor", "editorial"])
def test_a_small_change_of_what_nobody_was_asked_to_read_asks_nobody(
    acme: Cast, office: Office, change_class: str
) -> None:
    document = make_document(office, office.ada)
    imported = make_draft(document, office.ada)
    put_in_force(imported)
    Revision.objects.filter(pk=imported.pk).update(is_imported=True, must_acknowledge=False)
    set_audience(document, everybody=True, units=[], by=office.ada)
    second = next_of(imported, change_class=change_class)
    assert not is_owed(acme.ruth, second)
    assert is_owed(acme.ruth, next_of(second))
