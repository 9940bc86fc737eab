"""Kinds of task: each is counted where a person's places are counted, and lists what it counts."""

import importlib
import pkgutil

import pytest
from django.db import connection

from approvals.actions.decisions import return_step
from approvals.actions.rounds import submit
from approvals.inbox import kinds
from approvals.inbox.kinds import KINDS
from approvals.inbox.kinds.kind import Kind
from approvals.inbox.lists import tasks_of
from approvals.inbox.place import Place
from approvals.inbox.wanted import Wanted
from documents.actions.documents import set_audience
from tenants.access import standings_of
from tenants.models import Member
from tests.approvals.conftest import Office, step_of
from tests.approvals.test_delegate import delegate
from tests.library import make_draft, make_effective, put_in_force
from tests.world import Cast, signed_in


def test_every_kind_is_listed_and_counted() -> None:
    """A class nobody lists, or one without its function, would hide tasks or break the page."""
    for module in pkgutil.iter_modules(kinds.__path__):
        importlib.import_module(f"{kinds.__name__}.{module.name}")
    direct = set(Kind.__subclasses__())
    assert set(KINDS) == direct.union(*(kind.__subclasses__() for kind in direct))
    assert len({kind.name for kind in KINDS}) == len(KINDS)


@pytest.mark.django_db
def test_the_database_counts_the_kinds_that_are_listed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname FROM pg_proc WHERE proname LIKE 'waiting\\_to\\_%'")
        counted = {name.removeprefix("waiting_to_") for (name,) in cursor.fetchall()}
    assert counted == {kind.name for kind in KINDS}


def to_be_read(office: Office, author: Member) -> None:
    document = make_effective(office, author)
    set_audience(document, everybody=True, by=author)
    put_in_force(make_draft(document, author))


def counts(member: Member) -> dict[str, int]:
    (standing,) = standings_of(member.user, counting=True)
    place = Place(standing)
    for kind in KINDS:
        listed = list(kind.tasks(place, Wanted()))
        assert len(listed) == (standing.waiting or {})[kind.name], kind
    return standing.waiting or {}


def some(counted: dict[str, int]) -> dict[str, int]:
    return {kind: n for kind, n in counted.items() if n}


def test_each_kind_lists_as_many_as_are_counted(acme: Cast, office: Office) -> None:
    to_be_read(office, acme.ada)
    one, other, _third = (submit(office.draft(), by=acme.ada) for _ in range(3))
    for round in (one, other):
        return_step(step_of(round, acme.ravi), by=acme.ravi, comment="Shorter")
    submit(other.revision, by=acme.ada)
    delegate(acme.ravi, acme.ruth)
    assert some(counts(acme.ravi)) == {"decide": 2, "acknowledge": 1}
    assert counts(acme.ruth)["decide"] == 2  # in Ravi's place
    assert some(counts(acme.ada)) == {"acknowledge": 1, "submit_again": 1}
    assert some(counts(acme.tom)) == {}
    assert signed_in(acme.tom).get("/tasks/").status_code == 200


def test_tasks_go_on_after_the_last_one_shown(acme: Cast, office: Office) -> None:
    """Page by page every task comes once, in the order of the whole list."""
    for _ in range(3):
        to_be_read(office, acme.ada)
        round = submit(office.draft(), by=acme.ada)
        return_step(step_of(round, acme.ravi), by=acme.ravi, comment="Shorter")
    (standing,) = standings_of(acme.ada.user, counting=True)
    place = Place(standing)
    whole = tasks_of(place)
    assert [task.kind for task in whole] == 3 * ["acknowledge"] + 3 * ["submit_again"]
    paged, after = [], None
    while shown := tasks_of(place, Wanted(after=after, most=2)):
        paged += shown
        after = (shown[-1].due_on, shown[-1].id)
    assert [task.key for task in paged] == [task.key for task in whole]
