"""Who administers reads no document by that: of every address, no title and no number comes out."""

from typing import Final

import pytest
from django.test import Client

from documents.models import Document, Revision
from documents.urls import DOCUMENT
from tenants.models import Member
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.architecture.addresses import Shelf, address, make_shelf, routes
from tests.world import Cast, City, make_member, signed_in

OF_TENANTS: Final = [route for route in routes() if route.startswith("t/<code>/")]
OF_THE_CITY: Final = ("city/audit/", "city/audit/export.csv", "city/audit/export.json")
OF_DOCUMENTS: Final = [route for route in OF_TENANTS if route.startswith(DOCUMENT)]
BARE: Final = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.PROVISIONER)
HIDDEN: Final = "Hidden from administrators"
# No documents: certificates, audits and objectives are for all staff, with their files.
FILES_FOR_ALL: Final = tuple(
    f"/{name}/ hands out a file" for name in ("scan", "report", "evidence")
)


def hide(cast: Cast) -> tuple[Shelf, list[str]]:
    """Make restricted documents, a draft and one in approval; return them and their numbers."""
    shelf = make_shelf(cast)
    shut = [shelf.in_force.number, shelf.external.number]
    with tenant_scope(cast.tenant.pk):
        Document.objects.update(title=HIDDEN)
        Revision.objects.update(title=HIDDEN)
        Document.objects.filter(number__in=shut).update(restricted=True)
    return shelf, [place.number for place in shelf]


def leaks(client: Client, url: str, words: list[str]) -> list[str]:
    """Return what of the words a GET says; pages that do not exist for it say nothing."""
    answer = client.get(url)
    if answer.status_code != 200 or answer.streaming:
        return [] if answer.status_code != 200 else [f"{url} hands out a file"]
    said = answer.content.decode(errors="replace")
    return [f"{url} says {word}" for word in words if word in said]


@pytest.mark.parametrize("role", BARE)
def test_administrators_of_the_city_open_nothing_of_a_document(acme: Cast, role: Role) -> None:
    shelf, numbers = hide(acme)
    client = signed_in(make_member(acme.tenant, "Abel", role))
    client.raise_request_exception = False
    told = []
    for route in OF_DOCUMENTS:
        for place in shelf:
            for method in (client.get, client.post):
                status = method(address(route, "acme", place)).status_code
                told += [f"{route} {status}"] if status not in (403, 404, 405) else []
    for route in OF_TENANTS:
        told += leaks(client, address(route, "acme", shelf.in_force), [HIDDEN, *numbers])
    for url in ("/tasks/", "/tasks/done/"):
        told += leaks(client, url, [HIDDEN, *numbers])
    assert told == []


def test_a_tenant_administrator_reads_nothing_restricted_and_no_draft(acme: Cast) -> None:
    shelf, numbers = hide(acme)
    client = signed_in(acme.tom)
    client.raise_request_exception = False
    told = []
    for route in OF_TENANTS:
        for place in shelf:
            told += leaks(client, address(route, "acme", place), [HIDDEN])
    for url in ("?q=Hidden", "?q=approves", *(f"?q={number}" for number in numbers)):
        told += leaks(client, f"/t/acme/documents/{url}", [HIDDEN])
    for tail in ("", "?before=99999"):
        told += leaks(client, f"/t/acme/audit/{tail}", [HIDDEN, *numbers])
    for form in ("csv", "json"):
        told += leaks(client, f"/t/acme/audit/export.{form}", [HIDDEN, *numbers])
    assert [each for each in told if not each.endswith(FILES_FOR_ALL)] == []


@pytest.mark.parametrize("role", BARE)
def test_what_they_own_or_take_part_in_stays_shut(acme: Cast, role: Role) -> None:
    hide(acme)
    member = make_member(acme.tenant, "Abel", role)
    with tenant_scope(acme.tenant.pk):
        Document.objects.update(owner=member, restricted=False)
        Revision.objects.update(prepared_by=member)
        assert not Document.objects.visible_to(member).exists()
        assert not Revision.objects.visible_to(member).exists()


@pytest.mark.parametrize("who", ["sam", "sena", "aude", "pia"])
def test_the_trail_of_the_city_names_no_document(city: City, who: str) -> None:
    cast = Cast(
        tenant=city.tenant,
        cora=make_member(city.tenant, "Cora", Role.CONTROLLER),
        ada=make_member(city.tenant, "Ada", Role.AUTHOR),
        ravi=make_member(city.tenant, "Ravi", Role.READER),
        ruth=make_member(city.tenant, "Ruth", Role.READER),
        tom=make_member(city.tenant, "Tom", Role.TENANT_ADMIN, Role.SECURITY_ADMIN),
        otto=make_member(city.tenant, "Otto", Role.AUDITOR),
    )
    _shelf, numbers = hide(cast)
    member: Member = getattr(city, who)
    client = signed_in(member)
    assert client.get("/city/audit/").status_code == (200 if who == "aude" else 403)
    told = [leak for url in OF_THE_CITY for leak in leaks(client, f"/{url}", [HIDDEN, *numbers])]
    assert told == []
