"""A zone is opened in six steps that save; the city begins, the zone's administrator goes on."""

import json
import re
from io import StringIO
from typing import Final

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.html import strip_tags

from approvals.models import Route, Stage
from documents.models import Document, DocumentType, Folder
from oversight.actions.opening import furnish_zone
from oversight.furniture.blueprint import load
from oversight.furniture.items import fingerprints, furniture_of
from oversight.models import Adoption
from oversight.opening import checklist
from tenants.errors import Refused
from tenants.models import AuditEntry, Member, Post, Tenant, Unit, User
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.approvals.conftest import make_office
from tests.sweeping import add_document
from tests.world import Cast, City, signed_in

NEW: Final = "/city/zones/new/"
HTMX: Final = {"HX-Request": "true"}
FORM: Final = {
    "kind": "zone",
    "name_zh": "嵩明产业园区",
    "name_en": "Songming Park",
    "code": "smcy",
    "time_zone": "Asia/Shanghai",
    "admin_name": "第一人",
    "admin_email": "first@songming.example",
}
SYSTEM: Final = {"source": "default", "version_scheme": "letters", "review_months": ""}


@pytest.fixture
def pia(city: City) -> Client:
    return signed_in(city.pia)


@pytest.fixture
def zone(pia: Client) -> Tenant:
    """Return a zone after its first step."""
    assert pia.post(NEW, FORM)["Location"] == "/city/zones/smcy/opening/system/"
    return Tenant.objects.get(code="SMCY")


def administrator(zone: Tenant) -> Client:
    """Sign in as the first administrator, with the password set."""
    user = User.objects.get(email="first@songming.example")
    user.set_password("dianchi-lake-42")
    user.save()
    with tenant_scope(zone.pk):
        return signed_in(Member.objects.select_related("user").get(user=user))


def test_first_step_makes_a_zone_that_is_being_set_up(zone: Tenant) -> None:
    assert not zone.is_live()
    with tenant_scope(zone.pk):
        assert Member.objects.get().name == "第一人"
        assert not Unit.objects.exists()
        assert not Adoption.objects.exists()


def test_first_step_says_why_it_is_refused(pia: Client) -> None:
    page = pia.post(NEW, FORM | {"code": "a b"})
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    assert not Tenant.objects.exclude(kind="city").exists()


def test_first_step_again_makes_no_second_zone(pia: Client, zone: Tenant) -> None:
    assert pia.post(NEW, FORM).status_code == 302
    assert pia.post(NEW, FORM | {"name_zh": "另一个"}).status_code == 422
    assert Tenant.objects.exclude(kind="city").count() == 1


def test_numbers_follow_the_code_while_it_is_typed(pia: Client) -> None:
    shown = pia.post(NEW, {"code": "xyz"}, headers=HTMX).content.decode()
    assert "XYZ-QP-01" in shown
    assert "文件控制程序" in shown or "Control of documents" in shown
    wrong = pia.post(NEW, {"code": "x/y"}, headers=HTMX).content.decode()
    assert "XYZ" not in strip_tags(wrong)
    assert not Tenant.objects.exclude(kind="city").exists()


def test_second_step_furnishes_and_leads_on(pia: Client, zone: Tenant) -> None:
    page = "/city/zones/smcy/opening/system/"
    assert "SMCY-QP-01" in pia.get(page).content.decode()
    choice = SYSTEM | {"version_scheme": "numbers", "review_months": "36"}
    assert pia.post(page, choice)["Location"] == "/city/zones/smcy/opening/people/"
    with tenant_scope(zone.pk):
        assert Document.objects.count() == 12
        assert set(DocumentType.objects.values_list("review_months", flat=True)) == {36}
        assert Adoption.objects.get().source == "default"
    assert Tenant.objects.get(pk=zone.pk).version_scheme == "numbers"
    handed_over = pia.get("/city/zones/smcy/opening/people/").content.decode()
    assert "/account/invitation/" in handed_over


def test_second_step_is_done_once(pia: Client, zone: Tenant) -> None:
    page = "/city/zones/smcy/opening/system/"
    pia.post(page, SYSTEM)
    assert pia.post(page, SYSTEM).status_code == 422
    assert 'name="source"' not in pia.get(page).content.decode()
    with tenant_scope(zone.pk):
        assert AuditEntry.objects.filter(event="tenant.furnished").count() == 1


def test_looking_at_numbers_makes_nothing(pia: Client, zone: Tenant) -> None:
    page = "/city/zones/smcy/opening/system/"
    shown = pia.post(page, SYSTEM | {"version_scheme": "numbers"}, headers=HTMX).content.decode()
    assert "SMCY-QP-01" in shown
    assert "1.0" in shown
    pia.post("/city/zones/smcy/opening/check/", headers=HTMX)
    with tenant_scope(zone.pk):
        assert not Adoption.objects.exists()


def test_administrator_goes_on_where_the_city_left(pia: Client, zone: Tenant) -> None:
    first = administrator(zone)
    assert first.get("/t/smcy/opening/")["Location"] == "/t/smcy/opening/system/"
    assert first.post("/t/smcy/opening/system/", SYSTEM)["Location"] == "/t/smcy/opening/people/"
    assert first.get("/t/smcy/opening/")["Location"] == "/t/smcy/opening/people/"
    shown = pia.get("/city/zones/smcy/opening/system/").content.decode()
    assert 'name="source"' not in shown
    assert "/t/smcy/opening/" in first.get("/t/smcy/documents/").content.decode()


def test_city_page_carries_no_link_into_the_zone(pia: Client, zone: Tenant) -> None:
    for step in ("zone", "system", "people", "routes", "documents", "check"):
        page = pia.get(f"/city/zones/smcy/opening/{step}/")
        assert page.status_code == 200
        assert "/t/smcy/" not in page.content.decode()
    assert pia.get("/city/zones/smcy/opening/nonesuch/").status_code == 404


def test_last_step_opens_when_nothing_blocks(zone: Tenant) -> None:
    first = administrator(zone)
    first.post("/t/smcy/opening/system/", SYSTEM)
    page = first.get("/t/smcy/opening/check/").content.decode()
    assert re.search(r"<button[^>]* disabled", page)
    first.post("/t/smcy/opening/check/")
    assert not Tenant.objects.get(pk=zone.pk).is_live()
    with tenant_scope(zone.pk):
        admin = Member.objects.get()
        unit = Unit.objects.get(code="OFC")
        user = User.objects.create_user("second@songming.example")
        other = Member.objects.create(user=user, name="第二人", roles=[Role.READER])
        for post in Post.objects.all():
            for member in (admin, other):
                post.appointments.create(member=member, unit=unit)
        assert checklist.blocking(checklist.answers()) == []
    first.post("/t/smcy/opening/check/")
    assert Tenant.objects.get(pk=zone.pk).is_live()
    assert "setting it up" not in first.get("/t/smcy/documents/").content.decode()


@pytest.fixture
def model(acme: Cast, pia: Client) -> Tenant:
    """Return acme with furniture, people and papers, offered as a template."""
    with tenant_scope(acme.tenant.pk):
        office = make_office(acme)
        office.service.parent = office.office
        office.service.save()
        add_document(office, acme.ada, title="Secret plan")
        DocumentType.objects.filter(code="WI").update(number_pattern="ACME-WI-{seq}")
        Folder.objects.create(code="HID", name_zh="内部", name_en="Inner", restricted=True)
        kind = DocumentType.objects.get(code="WI")
        route = Route.objects.create(document_type=kind, change_class="minor")
        Stage.objects.create(route=route, position=1, name_zh="批准", name_en="Approve",
                             meaning="approved", post=office.head,
                             members=[acme.ravi.pk])  # fmt: skip
    pia.post("/city/zones/acme/template/", {"offered": "1"})
    return Tenant.objects.get(pk=acme.tenant.pk)


def test_copy_takes_the_furniture_and_nothing_else(
    pia: Client, zone: Tenant, model: Tenant
) -> None:
    page = "/city/zones/smcy/opening/system/"
    assert "zone:ACME" in pia.get(page).content.decode()
    pia.post(page, SYSTEM | {"source": "zone:ACME"})
    with tenant_scope(zone.pk):
        assert Unit.objects.get(code="SVC").parent == Unit.objects.get(code="OFC")
        assert Post.objects.get().code == "HEAD"
        assert Folder.objects.get(code="HID").restricted
        assert DocumentType.objects.get(code="WI").number_pattern == "{tenant}-WI-{seq}"
        assert not Document.objects.exists()
        assert Member.objects.count() == 1
        stage = Stage.objects.get()
        assert (stage.route.document_type.code, stage.members) == ("WI", [])
        kept = json.dumps([bytes(entry.body).decode() for entry in AuditEntry.objects.all()])
        assert "Ravi" not in kept
        assert "Secret plan" not in kept


def test_route_that_names_persons_is_left_out(model: Tenant) -> None:
    with tenant_scope(model.pk):
        assert Route.objects.filter(change_class="major").exists()
        plan = furniture_of(model)
    assert [(route.types, route.changes) for route in plan.routes] == [(["WI"], ["minor"])]
    assert model.code not in json.dumps(fingerprints(plan))


def test_only_what_the_city_offers_can_be_copied(
    pia: Client, zone: Tenant, acme: Cast, bolt: Cast
) -> None:
    page = "/city/zones/smcy/opening/system/"
    assert 'value="zone:' not in pia.get(page).content.decode()
    for client, where in ((pia, page), (administrator(zone), "/t/smcy/opening/system/")):
        assert client.post(where, SYSTEM | {"source": "zone:BOLT"}).status_code == 422
        shown = client.post(where, {"source": "zone:BOLT"}, headers=HTMX)
        assert shown.status_code == 200
        assert "BOLT" not in shown.content.decode()
    with tenant_scope(zone.pk):
        assert not Adoption.objects.exists()


def test_zone_can_begin_with_nothing(pia: Client, zone: Tenant) -> None:
    pia.post("/city/zones/smcy/opening/system/", SYSTEM | {"source": "empty"})
    with tenant_scope(zone.pk):
        assert Adoption.objects.get().source == "empty"
        assert not Unit.objects.exists()


def test_furnishing_asks_who_acts_and_leaves_live_zones_alone(
    acme: Cast, bolt: Cast, city: City
) -> None:
    for person in (acme.cora, bolt.tom, city.quan):
        with pytest.raises(Refused, match="administrator"):
            furnish_zone(acme.tenant, by=person, source=load("default"), version_scheme="letters")
    with pytest.raises(Refused, match="live already"):
        furnish_zone(acme.tenant, by=acme.tom, source=load("default"), version_scheme="letters")


def test_command_offers_the_same(zone: Tenant, model: Tenant) -> None:
    facts = {"kind": "zone", "name_zh": "新区", "name_en": "New Area", "admin": "x@new.example"}
    call_command("provision_tenant", "NEWA", **facts, copy="ACME", stdout=StringIO())
    with tenant_scope(Tenant.objects.get(code="NEWA").pk):
        assert Adoption.objects.get().source == "zone:ACME"
        assert Unit.objects.filter(code="SVC").exists()
        assert not Document.objects.exists()
    with pytest.raises(CommandError, match="no zone"):
        call_command("provision_tenant", "NEWB", **facts, copy="SMCY")
    assert not Tenant.objects.filter(code="NEWB").exists()
