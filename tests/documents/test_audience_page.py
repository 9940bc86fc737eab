"""The page that says who reads a document, with a look before saving; and what new staff read."""

import datetime as dt
from collections.abc import Generator

import pytest
from django.test import Client
from django.utils import timezone, translation

from approvals.reading.owed import readings_owed
from documents.actions.standing import add_standing_rule, end_standing_rule
from documents.audience import audience_of, required_readers
from documents.models import Distribution, Document, StandingRule
from tenants.models import AuditEntry, Group, GroupMember
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.library import Library, make_effective, make_library
from tests.world import Cast, make_member, signed_in


@pytest.fixture
def library(acme: Cast) -> Generator[Library]:
    with tenant_scope(acme.tenant.pk), translation.override("en"):
        yield make_library(acme)


@pytest.fixture
def document(acme: Cast, library: Library) -> Document:
    return make_effective(library, acme.ada)


@pytest.fixture
def cora(acme: Cast) -> Client:
    return signed_in(acme.cora)


def address(document: Document) -> str:
    return f"/t/acme/documents/{document.number}/audience/"


def test_a_look_names_who_it_would_be_and_saves_nothing(
    acme: Cast, library: Library, document: Document
) -> None:
    ada = signed_in(acme.ada)
    form = {"units": [library.office.pk], "people": "RUTH\nCora"}
    page = ada.post(address(document), form | {"look": "1"}).content.decode()
    after = page.split('data-people="after"')[1].split("</section>")[0]
    assert all(name in after for name in ("Cora", "Ravi", "Ruth"))
    assert "Ada" not in after
    assert not document.audience.exists()
    assert ada.post(address(document), form).status_code == 302
    assert set(audience_of(document)) == {acme.cora, acme.ravi, acme.ruth}
    assert AuditEntry.objects.filter(event="document.audience_set").count() == 1


def test_a_name_that_nobody_has_is_said_and_a_stranger_gets_nothing(
    acme: Cast, document: Document, cora: Client
) -> None:
    answer = cora.post(address(document), {"people": "Nobody Here"})
    assert answer.status_code == 422
    assert "Nobody Here: There is nobody" in answer.content.decode()
    assert signed_in(acme.ruth).get(address(document)).status_code == 403
    ann = make_member(acme.tenant, "Ann", Role.AUTHOR)
    assert signed_in(ann).get(address(document)).status_code == 404


def test_from_today_it_holds_for_the_text_in_force(
    acme: Cast, library: Library, document: Document, cora: Client
) -> None:
    text = document.in_force
    assert not required_readers(text).exists()
    cora.post(address(document), {"people": "RUTH", "from_today": "on"})
    assert set(required_readers(text)) == {acme.ruth}
    (owed,) = readings_owed(acme.ruth, 9)
    assert owed.due_on == timezone.localdate() + dt.timedelta(days=30)
    group = Group.objects.create(name="Panel")
    today = timezone.localdate()
    GroupMember.objects.create(group=group, member=acme.ravi, valid_from=today)
    cora.post(address(document), {"groups": [group.pk], "from_today": "on"})
    assert set(required_readers(text)) == {acme.ravi}
    cora.post(address(document), {"people": "RUTH", "from_today": "on"})
    assert set(required_readers(text)) == {acme.ruth}
    assert Distribution.objects.filter(closed_on=None).count() == 1


def test_an_owner_cannot_change_who_reads_the_text_in_force(acme: Cast, document: Document) -> None:
    ada = signed_in(acme.ada)
    assert "from_today" not in ada.get(address(document)).content.decode()
    ada.post(address(document), {"people": "RUTH", "from_today": "on"})
    assert not Distribution.objects.exists()
    assert document.audience.get().member == acme.ruth


def test_new_staff_read_what_a_rule_says_and_others_do_not(
    acme: Cast, library: Library, document: Document, cora: Client
) -> None:
    form = {"name": "Start", "documents": document.number, "within_days": "10"}
    assert cora.post("/t/acme/settings/standing-rules/", form).status_code == 302
    rule = StandingRule.objects.get()
    new = make_member(acme.tenant, "Nina", Role.READER)
    (owed,) = readings_owed(new, 9)
    assert owed.due_on == timezone.localdate() + dt.timedelta(days=10)
    old = {acme.ravi: 40, acme.ruth: 1}
    for member, days in old.items():
        member.valid_from = timezone.localdate() - dt.timedelta(days=days)
        member.save(update_fields=["valid_from"])
    assert readings_owed(acme.ruth, 9) == readings_owed(acme.ravi, 9) == []
    end_standing_rule(rule, by=acme.cora)
    assert readings_owed(new, 9) == []


def test_new_staff_read_all_of_a_level_of_their_unit(
    acme: Cast, library: Library, document: Document
) -> None:
    add_standing_rule(name="Level 2", level=2, of_own_unit=True, within_days=30, by=acme.cora)
    assert set(required_readers(document.in_force)) == {acme.ravi}  # who is in the office
