"""Who works in the city and opens a zone where they are a member, too: the zone keeps it."""

from tenants.models import AuditEntry
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.world import Cast, City, make_member, signed_in

REGISTER = "/t/acme/documents/"


def openings(cast: Cast) -> list[str]:
    with tenant_scope(cast.tenant.pk):
        entries = AuditEntry.objects.filter(event="tenant.opened_from_city")
        return list(entries.values_list("by__name", flat=True))


def test_an_opening_from_the_city_is_kept_once_for_a_session(acme: Cast, city: City) -> None:
    make_member(acme.tenant, "Quan of Acme", Role.READER, user=city.quan.user)
    quan = signed_in(city.quan)
    assert quan.get("/t/acme/nothing-there/").status_code == 404
    assert openings(acme) == []
    for _ in range(2):
        assert quan.get(REGISTER).status_code == 200
    assert openings(acme) == ["Quan of Acme"]
    signed_in(city.quan).get(REGISTER)
    assert openings(acme) == ["Quan of Acme"] * 2


def test_without_a_membership_nothing_opens(acme: Cast, city: City) -> None:
    assert signed_in(city.quan).get(REGISTER).status_code == 404
    assert REGISTER not in signed_in(city.quan).get("/city/indicators/expired/").content.decode()


def test_who_is_of_the_zone_alone_leaves_no_such_entry(acme: Cast, city: City) -> None:
    signed_in(acme.cora).get(REGISTER)
    assert openings(acme) == []
