"""Groups: people come and go with their days; nothing is deleted, access ends at once."""

import datetime as dt

import pytest
from django.test import Client

from documents.access import share_document, unshare_document
from documents.models import Document
from tenants.models import AuditEntry, Group, GroupMember
from tenants.scope import tenant_scope
from tests.library import make_effective, make_library
from tests.world import Cast, signed_in

GROUPS = "/t/acme/settings/groups/"


@pytest.fixture
def panel(acme: Cast) -> Group:
    with tenant_scope(acme.tenant.pk):
        return Group.objects.create(name="Panel")


@pytest.fixture
def page(panel: Group) -> str:
    return f"{GROUPS}{panel.pk}/"


@pytest.fixture
def secret(acme: Cast, panel: Group) -> str:
    """The address of a document that is open to the panel alone."""
    with tenant_scope(acme.tenant.pk):
        document = make_effective(make_library(acme), acme.ada)
        Document.objects.filter(pk=document.pk).update(restricted=True)
        share_document(document, panel)
    return f"/t/acme/documents/{document.number}/"


def rows(acme: Cast) -> list[GroupMember]:
    with tenant_scope(acme.tenant.pk):
        return list(GroupMember.objects.order_by("valid_from"))


def put_in(client: Client, page: str, acme: Cast, who: str = "RUTH") -> int:
    form = {"member": who, "valid_from": acme.tenant.today()}
    return client.post(f"{page}join/", form).status_code


def test_a_group_is_made_and_renamed(acme: Cast, tom: Client, panel: Group) -> None:
    made = tom.post(f"{GROUPS}new/", {"name": "Board"})["Location"]
    assert tom.post(f"{made}rename/", {"name": "Council"}).status_code == 302
    with tenant_scope(acme.tenant.pk):
        assert set(Group.objects.values_list("name", flat=True)) == {"Panel", "Council"}
        entry = AuditEntry.objects.get(event="group.renamed")
        assert '"name":["Board","Council"]' in bytes(entry.body).decode()


def test_a_name_stands_for_one_group(tom: Client, panel: Group, page: str) -> None:
    assert tom.post(f"{GROUPS}new/", {"name": "Panel"}).status_code == 422
    tom.post(f"{GROUPS}new/", {"name": "Board"})
    assert tom.post(f"{page}rename/", {"name": "Board"}).status_code == 422


def test_who_is_in_the_group_reads_until_taken_out(
    acme: Cast, tom: Client, page: str, secret: str
) -> None:
    ruth = signed_in(acme.ruth)
    assert ruth.get(secret).status_code == 404
    assert put_in(tom, page, acme) == 302
    assert ruth.get(secret).status_code == 200
    [row] = rows(acme)
    assert tom.post(f"{page}leave/", {"membership": row.pk}).status_code == 302
    assert ruth.get(secret).status_code == 404
    assert [row.pk for row in rows(acme)] == [row.pk]  # still there, with its days
    assert put_in(tom, page, acme) == 302
    assert ruth.get(secret).status_code == 200
    with tenant_scope(acme.tenant.pk):
        events = AuditEntry.objects.filter(event__startswith="group.")
        told = [(entry.event, entry.by_id) for entry in events]
    assert told == [(f"group.{word}", acme.tom.pk) for word in ("joined", "left", "joined")]


def test_somebody_stays_in_the_group_until_a_last_day(
    acme: Cast, tom: Client, page: str, secret: str
) -> None:
    put_in(tom, page, acme)
    [row] = rows(acme)
    today = acme.tenant.today()
    told = {"membership": row.pk, "valid_until": today}
    assert tom.post(f"{page}leave/", told).status_code == 302
    assert rows(acme)[0].valid_until == today
    assert signed_in(acme.ruth).get(secret).status_code == 200
    told["valid_until"] = today - dt.timedelta(days=2)
    assert tom.post(f"{page}leave/", told).status_code == 422


def test_nobody_is_in_a_group_twice_or_from_yesterday(acme: Cast, tom: Client, page: str) -> None:
    assert put_in(tom, page, acme) == 302
    assert put_in(tom, page, acme) == 422
    form = {"member": "ADA", "valid_from": "2020-01-01"}
    assert tom.post(f"{page}join/", form).status_code == 422
    assert len(rows(acme)) == 1


def test_a_past_membership_stays_as_it_was(
    acme: Cast, tom: Client, page: str, panel: Group
) -> None:
    with tenant_scope(acme.tenant.pk):
        old = GroupMember.objects.create(
            group=panel, member=acme.ruth, valid_from="2020-01-01", valid_until="2020-02-01"
        )
    assert tom.post(f"{page}leave/", {"membership": old.pk}).status_code == 422
    assert "2020-02-01" in tom.get(page).content.decode()


def test_a_group_ends_when_nobody_is_in_it_and_nothing_granted(
    acme: Cast, tom: Client, page: str, panel: Group, secret: str
) -> None:
    put_in(tom, page, acme)
    refused = tom.post(f"{page}end/")
    assert refused.status_code == 422
    assert "A document that is not open to you" in refused.content.decode()
    tom.post(f"{page}leave/", {"membership": rows(acme)[0].pk})
    assert tom.post(f"{page}end/").status_code == 422
    with tenant_scope(acme.tenant.pk):
        unshare_document(Document.objects.get(), panel)
    assert tom.post(f"{page}end/").status_code == 302
    assert put_in(tom, page, acme) == 422


def test_who_may_not_organise_puts_nobody_in(acme: Cast, panel: Group, page: str) -> None:
    assert put_in(signed_in(acme.cora), page, acme) == 403
    assert signed_in(acme.cora).get(page).status_code == 200
    assert rows(acme) == []


def test_a_neighbours_group_is_not_there(acme: Cast, bolt: Cast, tom: Client, page: str) -> None:
    with tenant_scope(bolt.tenant.pk):
        theirs = Group.objects.create(name="Theirs")
        inside = GroupMember.objects.create(group=theirs, member=bolt.ruth, valid_from="2020-01-01")
    assert tom.get(f"{GROUPS}{theirs.pk}/").status_code == 404
    assert tom.post(f"{page}leave/", {"membership": inside.pk}).status_code == 422
    with tenant_scope(bolt.tenant.pk):
        assert GroupMember.objects.get().valid_until is None
