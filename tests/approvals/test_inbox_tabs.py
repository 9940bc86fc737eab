"""The tabs of the inbox: what was done, started and told, across zones, narrowed by the address."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone, translation

from approvals.actions.decisions import confirm_seen, return_step, sign_step
from approvals.actions.rounds import submit
from approvals.actions.steps import hand_on
from approvals.actions.waiting import urge
from approvals.models import Acknowledgement, Meaning, Round, Stage
from tenants.models import Member, Tenant
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, make_office, step_of
from tests.approvals.test_delegate import delegate
from tests.documents.test_statements import statements
from tests.library import make_library
from tests.sweeping import add_document, long_here, put_before_everybody
from tests.world import PASSWORD, Cast, make_member, signed_in


@pytest.fixture
def office(acme: Cast) -> Office:
    """Furnish acme; the pages open scopes of their own."""
    with tenant_scope(acme.tenant.pk):
        return make_office(acme)


def begin(acme: Cast, office: Office) -> Round:
    with tenant_scope(acme.tenant.pk), translation.override("en"):
        return submit(office.draft(), by=acme.ada)


def shown(member: Member, url: str, *, is_fragment: bool = False) -> Any:
    client = signed_in(member)
    client.cookies["django_language"] = "en"
    headers = {"HX-Request": "true"} if is_fragment else {}
    answer = client.get(url, headers=headers)
    assert answer.status_code == 200, url
    return answer


def counts(member: Member) -> dict[str, int]:
    return {tab.name: tab.count for tab in shown(member, "/tasks/").context["tabs"]}


def tasks(answer: Any) -> list[Any]:
    return [task for group in answer.context["groups"] for task in group.tasks]


def test_started_says_who_has_it_since_when_and_how_often_urged(acme: Cast, office: Office) -> None:
    round = begin(acme, office)
    with tenant_scope(acme.tenant.pk):
        delegate(acme.ravi, acme.ruth)
        urge(step_of(round, acme.ravi), by=acme.ada)
    page = shown(acme.ada, "/tasks/started/")
    (line,) = page.context["running"]
    (held,) = line.holders
    assert (held.names, held.urged, held.may_urge) == ("Ruth for Ravi", 1, False)
    assert line.since == round.started_at
    with tenant_scope(acme.tenant.pk):
        sign_step(step_of(round, acme.ravi), by=acme.ravi, password=PASSWORD)
        signed_at = step_of(round, acme.ravi).decided_at
    (line,) = shown(acme.ada, "/tasks/started/").context["running"]
    assert sorted(held.names for held in line.holders) == ["Lena", "Leo"]
    assert line.since == signed_at
    assert all(held.may_urge for held in line.holders)
    assert counts(acme.ada)["started"] == 1
    assert shown(acme.ravi, "/tasks/started/").context["running"] == []


def test_what_ended_says_how_and_why(acme: Cast, office: Office) -> None:
    round = begin(acme, office)
    with tenant_scope(acme.tenant.pk):
        return_step(step_of(round, acme.ravi), by=acme.ravi, comment="Scope is missing")
    page = shown(acme.ada, "/tasks/started/")
    (line,) = page.context["lines"]
    assert page.context["running"] == []
    assert str(line.outcome.word) == "Returned"
    assert "Scope is missing" in page.content.decode()
    (done,) = shown(acme.ravi, "/tasks/done/").context["lines"]
    assert (str(done.act), str(done.outcome.word)) == ("Returned", "Returned")
    assert counts(acme.ravi) == {"todo": 0, "done": 1, "started": 0, "copied": 0}


def test_what_is_urged_is_marked_where_it_waits(acme: Cast, office: Office) -> None:
    round = begin(acme, office)
    with tenant_scope(acme.tenant.pk):
        urge(step_of(round, acme.ravi), by=acme.ada)
    page = shown(acme.ravi, "/tasks/")
    assert [task.urged for task in tasks(page)] == [1]
    assert "Urged 1×" in page.content.decode()


def test_a_text_to_look_at_and_an_outcome_are_for_information(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        Stage.objects.filter(meaning=Meaning.REVIEWED).update(meaning=Meaning.SEEN)
    round = begin(acme, office)
    assert counts(acme.ravi)["copied"] == 1
    (line,) = shown(acme.ravi, "/tasks/copied/").context["lines"]
    assert line.is_new
    with tenant_scope(acme.tenant.pk):
        confirm_seen(step_of(round, acme.ravi), by=acme.ravi)
        return_step(step_of(round, office.lena), by=office.lena, comment="Shorter")
    (line, *_more) = reversed(shown(acme.ravi, "/tasks/copied/").context["lines"])
    assert not line.is_new
    (told,) = shown(acme.ada, "/tasks/copied/").context["lines"]
    assert told.is_new
    assert counts(acme.ada)["copied"] == 1


def test_the_address_narrows_by_kind_day_words_and_zone(
    acme: Cast, bolt: Cast, office: Office
) -> None:
    begin(acme, office)
    today = timezone.localdate()
    with tenant_scope(acme.tenant.pk):
        long_here(acme.ravi)
        put_before_everybody(add_document(office, acme.ada, title="Late"), today - dt.timedelta(2))
    with tenant_scope(bolt.tenant.pk):
        twin = make_member(bolt.tenant, "Twin", Role.READER, user=acme.ravi.user)
        library = make_library(bolt)
        far = today + dt.timedelta(20)
        put_before_everybody(add_document(library, bolt.ada, title="Far"), far)
    assert twin.user == acme.ravi.user
    found = {
        address: [task.about.title for task in tasks(shown(acme.ravi, f"/tasks/?{address}"))]
        for address in ("", "kind=decide", "due=overdue", "q=far", "zone=bolt", "kind=x&after=y")
    }
    whole = ["Late", "Control of documents", "Far"]
    assert found[""] == found["kind=x&after=y"] == whole
    assert found["kind=decide"] == ["Control of documents"]
    assert found["due=overdue"] == ["Late"]
    assert found["q=far"] == found["zone=bolt"] == ["Far"]
    assert counts(acme.ravi)["todo"] == 3
    assert "No task matches" in shown(acme.ravi, "/tasks/?q=nowhere").content.decode()
    with tenant_scope(bolt.tenant.pk):
        Member.objects.filter(pk=twin.pk).update(valid_until=today - dt.timedelta(1))
    Tenant.objects.filter(pk=acme.tenant.pk).update(suspended_at=timezone.now())
    assert [task.about.title for task in tasks(shown(acme.ravi, "/tasks/"))] == whole[:2]


def test_more_than_fifty_tasks_come_page_by_page_each_once(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        for n in range(53):
            due = timezone.localdate() + dt.timedelta(days=n % 7)
            put_before_everybody(add_document(office, acme.ada), due)
    first = shown(acme.ruth, "/tasks/")
    assert len(tasks(first)) == 50
    assert all(group.count is None for group in first.context["groups"])
    going_on = "&".join(f"{k}={v}" for k, v in first.context["following"].items() if v)
    assert going_on.replace("&", "&amp;") in first.content.decode()
    second = shown(acme.ruth, f"/tasks/?{going_on}")
    assert len({task.key for task in (*tasks(first), *tasks(second))}) == 53
    assert second.context["following"] == {}
    assert statements(acme.ruth, f"/tasks/?{going_on}") <= 13


def test_the_pane_says_where_a_task_went(acme: Cast, office: Office) -> None:
    round = begin(acme, office)
    (task,) = tasks(shown(acme.ravi, "/tasks/"))
    address = f"/tasks/?open={task.key}"
    assert "data-gone" not in shown(acme.ravi, address, is_fragment=True).content.decode()
    assert "no longer yours" in shown(acme.ruth, address, is_fragment=True).content.decode()
    with tenant_scope(acme.tenant.pk):
        hand_on(step_of(round, acme.ravi), acme.ruth, by=acme.ravi, why="Away")
    said = shown(acme.ravi, address, is_fragment=True).content.decode()
    assert "This task was handed on to Ruth." in said
    assert f'data-gone="{task.key}"' in said
    for nonsense in ("x", "acme.decide.1", "bolt.decide." + str(task.id), "acme.x." + str(task.id)):
        client = signed_in(acme.ravi)
        answer = client.get(f"/tasks/?open={nonsense}", headers={"HX-Request": "true"})
        assert answer.status_code == 404


def test_an_empty_inbox_says_what_was_done_last(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        document = add_document(office, acme.ada)
        Acknowledgement.objects.create(
            revision=document.in_force, member=acme.ruth, at=timezone.now()
        )
    said = shown(acme.ruth, "/tasks/").content.decode()
    assert f"Acknowledged {document.number}" in said
    assert "/tasks/done/" in said
    assert "Nothing waits for you" in shown(acme.tom, "/tasks/").content.decode()
