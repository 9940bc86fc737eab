"""The city renames, suspends and takes up zones; the clock leaves alone what does not run."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from documents.models import Document
from oversight.actions.zones import reactivate_zone, suspend_zone
from oversight.models import Scorecard
from tenants.errors import Refused
from tenants.models import AuditEntry, Member, Notice, Tenant
from tenants.scope import tenant_scope
from tests.library import make_library
from tests.sweeping import add_document, due_at, ledger, sweep
from tests.world import Cast, City, make_tenant, signed_in

QUERIES_OF_LIST = 8
MONDAY = dt.date(2027, 3, 1)
ZONE = "/city/zones/acme/"


def facts_of(tenant: Tenant, event: str) -> dict[str, object]:
    with tenant_scope(tenant.pk):
        facts: dict[str, object] = json.loads(bytes(AuditEntry.objects.get(event=event).body))
        return facts


def test_suspended_zone_shows_its_members_why_and_changes_nothing(acme: Cast, city: City) -> None:
    pia, ada = signed_in(city.pia), signed_in(acme.ada)
    assert pia.post(f"{ZONE}suspend/", {"reason": "Merged into Bolt"})["Location"] == ZONE
    page = ada.get("/t/acme/documents/").content.decode()
    assert "Merged into Bolt" in page
    assert ada.post("/t/acme/new-document/", {"title": "More"}).status_code == 403
    assert "Merged into Bolt" in pia.get(ZONE).content.decode()


def test_both_trails_say_who_suspended_and_why(acme: Cast, city: City) -> None:
    signed_in(city.pia).post(f"{ZONE}suspend/", {"reason": "Merged"})
    there = facts_of(acme.tenant, "tenant.suspended")
    assert (there["name"], there["facts"]) == (
        "",
        {"code": "ACME", "reason": "Merged", "person": "Pia"},
    )
    here = facts_of(city.tenant, "tenant.suspended")
    assert (here["name"], here["facts"]) == ("Pia", {"code": "ACME", "reason": "Merged"})


def test_reason_is_needed_both_ways(acme: Cast, city: City) -> None:
    pia = signed_in(city.pia)
    assert pia.post(f"{ZONE}suspend/", {"reason": " "}).status_code == 422
    pia.post(f"{ZONE}suspend/", {"reason": "Merged"})
    assert pia.post(f"{ZONE}suspend/", {"reactivate": "1"}).status_code == 422
    assert Tenant.objects.get(code="ACME").is_suspended()
    pia.post(f"{ZONE}suspend/", {"reactivate": "1", "reason": "Split again"})
    tenant = Tenant.objects.get(code="ACME")
    assert (tenant.suspended_at, tenant.suspension_reason) == (None, "")


def test_twice_is_refused(acme: Cast, city: City) -> None:
    with tenant_scope(city.tenant.pk):
        with pytest.raises(Refused, match="not suspended"):
            reactivate_zone(acme.tenant, by=city.pia, reason="Why not")
        suspend_zone(acme.tenant, by=city.pia, reason="Merged")
        with pytest.raises(Refused, match="already"):
            suspend_zone(acme.tenant, by=city.pia, reason="Merged again")


@pytest.mark.parametrize("act", [suspend_zone, reactivate_zone])
def test_actions_ask_who_acts(acme: Cast, city: City, act: Callable[..., None]) -> None:
    for person in (acme.tom, city.quan, city.lea):
        with tenant_scope(person.tenant_id), pytest.raises(Refused, match="provisioner"):
            act(acme.tenant, by=person, reason="Because")


def test_city_itself_is_no_zone(city: City) -> None:
    pia = signed_in(city.pia)
    for name in ("", "rename/", "suspend/", "template/", "opening/check/"):
        answer = pia.post(f"/city/zones/city/{name}", {"reason": "?"})
        assert answer.status_code in (404, 405)
    with tenant_scope(city.tenant.pk), pytest.raises(Refused):
        suspend_zone(city.tenant, by=city.pia, reason="?")


def test_reactivation_sends_one_mail_with_the_newest_of_each(acme: Cast, city: City) -> None:
    with tenant_scope(acme.tenant.pk):
        library = make_library(acme)
        for days in (3, 20):
            add_document(library, acme.ada, review_due=MONDAY + dt.timedelta(days=days))
    assert sweep(acme.tenant, MONDAY) == ["ada@acme.example"]
    with tenant_scope(city.tenant.pk):
        suspend_zone(acme.tenant, by=city.pia, reason="Merged")
    told, later = ledger(acme.tenant), MONDAY + dt.timedelta(days=56)
    assert acme.tenant.pk not in due_at(later, 12)
    assert sweep(acme.tenant, later) == []
    assert ledger(acme.tenant) == told
    with tenant_scope(city.tenant.pk):
        reactivate_zone(acme.tenant, by=city.pia, reason="Split again")
    before = len(mail.outbox)
    told_now = ["ada@acme.example", "cora@acme.example", "ravi@acme.example"]  # up the ladder
    assert sweep(acme.tenant, later) == told_now
    assert len(mail.outbox) - before == 3
    with tenant_scope(acme.tenant.pk):
        new = Notice.objects.filter(recipient=acme.ada, milestone__lt=0)
        assert new.filter(state=Notice.State.SENT).count() == 2
        assert new.filter(state=Notice.State.SKIPPED).count() > 2
    assert sweep(acme.tenant, later) == []


def test_nothing_reminds_or_counts_before_a_zone_is_live(acme: Cast, city: City) -> None:
    with tenant_scope(acme.tenant.pk):
        add_document(make_library(acme), acme.ada, review_due=MONDAY)
    Tenant.objects.filter(pk=acme.tenant.pk).update(live_at=None)
    assert acme.tenant.pk not in due_at(MONDAY, 12)
    assert sweep(acme.tenant, MONDAY) == []
    assert ledger(acme.tenant) == set()
    assert not Scorecard.objects.exists()
    assert "ACME 园区" not in signed_in(city.quan).get("/city/").content.decode()
    Tenant.objects.filter(pk=acme.tenant.pk).update(live_at=timezone.now())
    assert acme.tenant.pk in due_at(MONDAY, 12)
    assert sweep(acme.tenant, MONDAY) == ["ada@acme.example"]
    assert Scorecard.objects.filter(tenant=acme.tenant).exists()


def test_what_is_being_set_up_says_so_to_its_members(acme: Cast) -> None:
    Tenant.objects.filter(pk=acme.tenant.pk).update(live_at=None)
    assert "still being set up" in signed_in(acme.ruth).get("/t/acme/documents/").content.decode()


def test_rename_keeps_code_and_issued_numbers(acme: Cast, city: City) -> None:
    with tenant_scope(acme.tenant.pk):
        number = add_document(make_library(acme), acme.ada).number
    names = {"name_zh": "顶点新区", "name_en": "Acme New Area", "code": "OTHER"}
    assert signed_in(city.pia).post(f"{ZONE}rename/", names)["Location"] == ZONE
    tenant = Tenant.objects.get(pk=acme.tenant.pk)
    assert (tenant.code, tenant.name_zh, tenant.name_en) == ("ACME", "顶点新区", "Acme New Area")
    with tenant_scope(acme.tenant.pk):
        assert Document.objects.get().number == number
    there = facts_of(acme.tenant, "tenant.renamed")["facts"]
    assert isinstance(there, dict)
    assert there["changes"]["name_zh"] == ["ACME 园区", "顶点新区"]


def test_rename_to_nothing_is_refused_and_the_same_is_no_act(acme: Cast, city: City) -> None:
    pia = signed_in(city.pia)
    assert pia.post(f"{ZONE}rename/", {"name_zh": "", "name_en": "x"}).status_code == 422
    pia.post(f"{ZONE}rename/", {"name_zh": "ACME 园区", "name_en": "ACME"})
    with tenant_scope(acme.tenant.pk):
        assert not AuditEntry.objects.exists()


def test_a_zone_is_a_template_when_the_city_says_so(acme: Cast, city: City) -> None:
    pia = signed_in(city.pia)
    pia.post(f"{ZONE}template/", {"offered": "1"})
    assert Tenant.objects.get(pk=acme.tenant.pk).is_template
    pia.post(f"{ZONE}template/")
    assert not Tenant.objects.get(pk=acme.tenant.pk).is_template
    with tenant_scope(acme.tenant.pk):
        assert AuditEntry.objects.filter(event="tenant.offered_as_template").count() == 2


def test_list_names_every_zone_with_its_state(acme: Cast, bolt: Cast, city: City) -> None:
    Tenant.objects.filter(code="BOLT").update(live_at=None)
    page = signed_in(city.pia).get("/city/zones/").content.decode()
    assert 'data-tenant="ACME"' in page
    assert "Being set up" in page
    assert 'data-tenant="CITY"' not in page


@pytest.mark.parametrize("n", [1, 20])
def test_list_asks_the_same_however_many_zones(
    acme: Cast, city: City, django_assert_num_queries: Any, n: int
) -> None:
    for each in range(n):
        make_tenant(f"Z{each}")
    pia = signed_in(city.pia)
    with django_assert_num_queries(QUERIES_OF_LIST):
        pia.get("/city/zones/")


def test_zone_page_leaks_no_member_beyond_the_administrator(acme: Cast, city: City) -> None:
    page = signed_in(city.pia).get(ZONE).content.decode()
    with tenant_scope(acme.tenant.pk):
        others = Member.objects.exclude(pk=acme.tom.pk)
        assert [m.name for m in others if f"{m.user.email}" in page] == []
