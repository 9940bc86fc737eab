"""A request of a member runs in one scope; to everybody else the tenant is not there."""

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from tenants.models import Member, Post, Tenant, Unit
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.world import Cast, City, signed_in

pytestmark = pytest.mark.urls("tests.tenants.urls")


def asking(member: Member) -> Client:
    client = signed_in(member)
    client.raise_request_exception = False
    return client


def test_a_member_sees_the_tenant_of_the_address_alone(acme: Cast, bolt: Cast) -> None:
    seen = asking(acme.ada).get("/t/acme/look/").json()
    assert set(map(tuple, seen.values())) == {(str(acme.tenant.pk),)}


@pytest.mark.parametrize("code", ["acme", "bolt", "nosuch", "ACME"])
def test_who_is_not_signed_in_is_asked_to_whatever_the_code(acme: Cast, code: str) -> None:
    answer = Client().get(f"/t/{code}/look/")
    assert answer.status_code == 302
    assert answer["Location"] == f"/sign-in/?next=/t/{code}/look/"


@pytest.mark.parametrize("code", ["bolt", "ACME", "Acme", "x" * 200, "%00"])
def test_a_tenant_that_is_not_theirs_looks_like_a_missing_one(
    acme: Cast, bolt: Cast, code: str
) -> None:
    client = asking(acme.ada)
    there, missing = client.get(f"/t/{code}/look/"), client.get("/t/nosuch/look/")
    assert there.status_code == missing.status_code == 404
    assert there.content == missing.content
    assert dict(there.headers) == dict(missing.headers)


def test_text_the_database_cannot_hold_is_a_missing_page(acme: Cast) -> None:
    client = asking(acme.ada)
    assert client.get("/t/acme/look/?q=%00").status_code == 404
    assert client.get("/t/acme/look/?q=a").status_code == 200
    assert client.post("/t/acme/look/", {"q": "\0"}).status_code == 404


def test_a_missing_page_looks_the_same_inside_and_outside_tenants(acme: Cast) -> None:
    client = asking(acme.ada)
    assert client.get("/t/acme/nothing/").content == client.get("/t/nosuch/look/").content


def test_who_has_left_is_a_stranger(acme: Cast) -> None:
    client = asking(acme.ada)
    with tenant_scope(acme.tenant.pk):
        Member.objects.filter(pk=acme.ada.pk).update(valid_until="2020-01-01")
    assert client.get("/t/acme/look/").status_code == 404


def test_a_role_without_the_ability_is_refused(city: City, acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        Member.objects.filter(pk=acme.ada.pk).update(roles=[Role.SYSTEM_ADMIN])
    assert asking(acme.ada).get("/t/acme/look/").status_code == 403


@pytest.mark.parametrize("how", ["raise", "sql", "nested", "503"])
def test_a_request_that_fails_leaves_nothing(acme: Cast, how: str) -> None:
    assert asking(acme.ada).get(f"/t/acme/fail/{how}/").status_code >= 500
    with tenant_scope(acme.tenant.pk):
        assert not Unit.objects.exists()


def test_an_auditor_changes_nothing(acme: Cast) -> None:
    client = asking(acme.otto)
    assert client.post("/t/acme/look/").status_code == 403
    assert client.get("/t/acme/write/").status_code == 500, "PostgreSQL refuses the write"
    assert client.get("/t/acme/look/").status_code == 200


def test_a_suspended_tenant_keeps_what_it_has(acme: Cast) -> None:
    Tenant.objects.filter(pk=acme.tenant.pk).update(suspended_at=timezone.now())
    client = asking(acme.cora)
    assert client.post("/t/acme/look/").status_code == 403
    assert client.get("/t/acme/write/").status_code == 500
    assert client.get("/t/acme/look/").status_code == 200
    with tenant_scope(acme.tenant.pk):
        assert not Post.objects.exists()


def test_what_a_member_writes_stays(acme: Cast) -> None:
    assert asking(acme.cora).get("/t/acme/write/").status_code == 200
    with tenant_scope(acme.tenant.pk):
        assert Post.objects.count() == 1


@override_settings(DEBUG=False)
def test_an_auditor_with_another_role_may_write(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        Member.objects.filter(pk=acme.otto.pk).update(roles=[Role.AUDITOR, Role.AUTHOR])
    assert asking(acme.otto).get("/t/acme/write/").status_code == 200
