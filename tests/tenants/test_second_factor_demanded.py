"""Where the city asks its administrators for a second factor nobody of them gets by without."""

import pytest

from approvals.actions.rounds import submit
from tenants.models import AuditEntry, Factor, Member, Tenant
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.approvals.conftest import make_office
from tests.tenants.code_app import set_up
from tests.world import PASSWORD, Cast, City, signed_in


def demand(city: City) -> None:
    Tenant.objects.filter(pk=city.tenant.pk).update(requires_second_factor_for_administrators=True)


def test_the_city_asks_its_administrators_for_a_factor(acme: Cast, city: City) -> None:
    client = signed_in(city.sena)
    page = client.get("/t/city/settings/sign-in/")
    name = "requires_second_factor_for_administrators"
    data = {name: "on", "seen": page.context["form"].initial["seen"]}
    assert client.post("/t/city/settings/sign-in/", data).status_code == 302
    assert Tenant.objects.get(pk=city.tenant.pk).requires_second_factor_for_administrators
    with tenant_scope(city.tenant.pk):
        entry = AuditEntry.objects.get(event="sign_in.changed")
    assert f'"{name}":[false,true]'.encode() in bytes(entry.body)


def test_a_zone_does_not_say_what_the_city_asks(acme: Cast, city: City) -> None:
    data = {"requires_second_factor_for_administrators": "on", "seen": "x"}
    signed_in(acme.tom).post("/t/acme/settings/sign-in/", data)
    assert not Tenant.objects.filter(requires_second_factor_for_administrators=True).exists()


@pytest.mark.parametrize("url", ["/t/acme/documents/", "/t/acme/settings/", "/t/acme/notices/"])
def test_an_administrator_without_one_reaches_only_the_set_up(
    acme: Cast, city: City, url: str
) -> None:
    demand(city)
    client = signed_in(acme.tom)
    for method in (client.get, client.post):
        assert method(url)["Location"] == "/account/second-factor/"
    set_up(client)
    assert client.get(url).status_code == 200


def test_a_session_from_before_is_held_up_too(acme: Cast, city: City) -> None:
    client = signed_in(city.pia)
    assert client.get("/city/").status_code == 200
    demand(city)
    assert client.get("/city/").status_code == 302


def test_what_waits_elsewhere_is_not_shown_either_without_the_factor(
    acme: Cast, city: City
) -> None:
    """The inbox stands outside of every tenant, and opens what waits in each."""
    with tenant_scope(acme.tenant.pk):
        office = make_office(acme)
        Member.objects.filter(pk=acme.ravi.pk).update(roles=["reader", "tenant_admin"])
        document = submit(office.draft(), by=acme.ada).revision.document
    ravi = signed_in(acme.ravi)
    assert document.number in ravi.get("/tasks/").content.decode()
    demand(city)
    assert document.number not in ravi.get("/tasks/").content.decode()
    set_up(ravi)
    assert document.number in ravi.get("/tasks/").content.decode()


def test_who_does_not_administer_is_let_through(acme: Cast, city: City) -> None:
    demand(city)
    for member in (acme.ruth, acme.ada, acme.cora, acme.otto):
        assert signed_in(member).get("/t/acme/documents/").status_code == 200


def test_without_the_factor_an_administrator_is_held_up_again(acme: Cast, city: City) -> None:
    demand(city)
    client = signed_in(acme.tom)
    set_up(client)
    factor = Factor.objects.get(kind="app")
    client.post(f"/account/second-factor/{factor.pk}/remove/", {"old_password": PASSWORD})
    assert client.get("/t/acme/documents/").status_code == 302


def test_a_role_that_administers_is_named(acme: Cast, city: City) -> None:
    demand(city)
    with tenant_scope(acme.tenant.pk):
        Member.objects.filter(pk=acme.ruth.pk).update(roles=[Role.READER, Role.TENANT_ADMIN])
    assert signed_in(acme.ruth).get("/t/acme/documents/").status_code == 302
