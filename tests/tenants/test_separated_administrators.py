"""In the city three kinds of administrators keep each other in check, and none is ever missing."""

import pytest

from tenants.actions.granting import grant_roles
from tenants.errors import Refused
from tenants.models import Member
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.tenants.granting import decide, grant, roles_of
from tests.tenants.test_people import NEW
from tests.world import City, make_member, signed_in


def test_in_the_city_security_grants_and_system_adds(city: City) -> None:
    reader = make_member(city.tenant, "Rita", Role.READER)
    for other in (city.sam, city.aude, city.pia, city.lea):
        assert grant(other, reader, "reader", "author") == 403
    assert grant(city.sena, reader, "reader", "author") == 302
    assert roles_of(reader) == ["author", "reader"]
    facts = {name: fact for name, fact in NEW.items() if name != "roles"}
    for other, status in ((city.sena, 403), (city.aude, 403), (city.sam, 302)):
        made = signed_in(other).post("/t/city/people/new/", facts | {"roles": ["provisioner"]})
        assert made.status_code == status
    with tenant_scope(city.tenant.pk):
        assert Member.objects.get(name="杨雪").roles == []


@pytest.mark.parametrize("role", ["provisioner", "audit_admin", "system_admin", "security_admin"])
def test_in_the_city_it_takes_two_for_an_administrator(city: City, role: str) -> None:
    reader = make_member(city.tenant, "Rita", Role.READER)
    assert grant(city.sena, reader, "reader", role) == 302
    assert roles_of(reader) == ["reader"]
    decide(city.sena)
    assert roles_of(reader) == ["reader"]
    decide(city.sam)
    assert roles_of(reader) == sorted(["reader", role])


def test_another_security_administrator_comes_before_the_system_administrator(city: City) -> None:
    second = make_member(city.tenant, "Sven", Role.SECURITY_ADMIN)
    reader = make_member(city.tenant, "Rita", Role.READER)
    grant(city.sena, reader, "reader", "provisioner")
    assert "Somebody else confirms this" in decide(city.sam)
    decide(second)
    assert roles_of(reader) == ["provisioner", "reader"]


def test_a_city_begins_with_its_tenant_administrator(city: City) -> None:
    first = make_member(city.tenant, "Fang", Role.TENANT_ADMIN)
    reader = make_member(city.tenant, "Rita", Role.READER)
    assert grant(first, reader, "reader", "author") == 422  # all three are there
    with tenant_scope(city.tenant.pk):
        Member.objects.filter(pk=city.aude.pk).update(roles=[Role.READER])
    assert grant(first, reader, "reader", "audit_admin") == 302
    assert roles_of(reader) == ["audit_admin", "reader"]
    assert grant(first, reader, "reader") == 422


@pytest.mark.parametrize("who", ["sam", "sena", "aude"])
def test_the_last_of_each_separated_administrator_stays(city: City, who: str) -> None:
    make_member(city.tenant, "Sven", Role.SECURITY_ADMIN)
    with tenant_scope(city.tenant.pk):
        sven = Member.objects.get(name="Sven")
    last: Member = getattr(city, who)
    if who == "sena":
        grant(city.sena, sven, "reader")
        assert roles_of(sven) == ["reader"]
        with tenant_scope(city.tenant.pk), pytest.raises(Refused, match="Nobody else here is"):
            grant_roles(last, ["reader"], by=None)
    else:
        assert grant(city.sena, last, "reader") == 422
    assert roles_of(last) == getattr(city, who).roles
