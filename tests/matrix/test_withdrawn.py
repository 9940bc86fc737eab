"""A right that is withdrawn is gone with the next request, in a session that is open already."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from approvals.actions.delegations import end_delegation
from approvals.models import Delegation
from documents.access import share_document, unshare_document
from documents.models import Document
from tenants.models import Member, Tenant
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.architecture.addresses import Shelf, make_shelf
from tests.matrix.people import DEPUTY, World, browser_of, make_world
from tests.world import Cast

REGISTER = "/t/acme/documents/"
CONTROL = "/t/acme/settings/types/"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def status(client: Client, url: str) -> int:
    return client.get(url).status_code


def change(member: Member, **facts: object) -> None:
    with tenant_scope(member.tenant_id):
        Member.objects.filter(pk=member.pk).update(**facts)


def test_a_membership_that_ended_opens_nothing(world: World) -> None:
    client = browser_of(world.acme.cora)
    assert status(client, REGISTER) == 200
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    change(world.acme.cora, valid_from=yesterday, valid_until=yesterday)
    assert client.get(REGISTER).content == client.get("/t/nosuch/documents/").content


def test_a_role_that_was_taken_opens_nothing(world: World) -> None:
    client = browser_of(world.acme.cora)
    assert status(client, CONTROL) == 200
    change(world.acme.cora, roles=[Role.READER])
    assert status(client, CONTROL) == 403


def test_an_account_that_was_closed_has_to_sign_in(world: World) -> None:
    client = browser_of(world.acme.cora)
    assert status(client, REGISTER) == 200
    type(world.acme.cora.user).objects.filter(pk=world.acme.cora.user_id).update(is_active=False)
    assert status(client, REGISTER) == 302


def test_a_document_that_is_no_longer_shared_is_missing(acme: Cast) -> None:
    shelf: Shelf = make_shelf(acme)
    page = f"{REGISTER}{shelf.in_force.number}/"
    client = browser_of(acme.ruth)
    with tenant_scope(acme.tenant.pk):
        Document.objects.filter(number=shelf.in_force.number).update(restricted=True)
        document = Document.objects.get(number=shelf.in_force.number)
        share_document(document, acme.ruth)
    assert status(client, page) == 200
    with tenant_scope(acme.tenant.pk):
        unshare_document(document, acme.ruth)
    assert client.get(page).content == client.get(f"{REGISTER}NONE-1/").content


def test_a_deputy_whose_time_is_over_decides_nothing(world: World) -> None:
    deputy = DEPUTY["deputy of ravi"](world)
    assert deputy is not None
    place = world.things.in_review
    page = f"{REGISTER}{place.number}/revisions/{place.n}/decide/"
    client = browser_of(deputy)
    assert status(client, page) == 200
    with tenant_scope(world.acme.tenant.pk):
        end_delegation(Delegation.objects.get(deputy=deputy), by=world.acme.cora)
    assert status(client, page) == 404


def test_a_suspended_tenant_is_read_and_not_changed(world: World) -> None:
    client = browser_of(world.acme.ada)
    Tenant.objects.filter(pk=world.acme.tenant.pk).update(suspended_at=timezone.now())
    assert status(client, REGISTER) == 200
    assert client.post("/t/acme/new-document/").status_code == 403
