"""A newer blueprint shows what it would add or change; a zone accepts or keeps, item by item."""

import json
import shutil
from pathlib import Path
from typing import Any, Final

import pytest
from django.utils import translation

from approvals.models import Route, Stage
from approvals.models.route import Case
from documents.models import Document, DocumentType, Revision
from oversight.actions.provisioning import ZonePlan, provision
from oversight.actions.updating import update_from_blueprint
from oversight.furniture import blueprint
from oversight.furniture.blueprint import Blueprint
from oversight.furniture.items import fingerprints, furniture_of
from oversight.furniture.updates import Update, update_of
from oversight.models import Adoption
from tenants.errors import Refused
from tenants.models import AuditEntry, Member, Post, Tenant, Unit
from tenants.scope import tenant_scope
from tests.world import Cast, City, signed_in

CHANGES: Final = {
    "version = 1": "version = 2",
    'name_zh = "财务科", name_en = "Finance Section"': 'name_zh = "财务审计科", name_en = "Audit"',
    "units = [\n": "units = [\n"
    '  { code = "DIG", name_zh = "数字科", name_en = "Digital Section" },\n'
    '  { code = "DAT", name_zh = "数据组", name_en = "Data Team", parent = "DIG" },\n',
    "due_days = 2": "due_days = 4",
}
PAGE: Final = "/t/acme/settings/blueprint/"


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the blueprints where a test may write a newer version."""
    home = tmp_path / "blueprints"
    shutil.copytree(blueprint.BLUEPRINTS, home)
    monkeypatch.setattr(blueprint, "BLUEPRINTS", home)
    return home / "default"


def a_zone(code: str, plan: Blueprint) -> ZonePlan:
    return ZonePlan(
        code=code,
        kind="zone",
        name_zh="顶点园区",
        name_en="Acme",
        admin_email=f"tom@{code}.example",
        blueprint=plan,
        is_live=True,
    )


@pytest.fixture
def zone(db: None) -> Tenant:
    return provision(a_zone("ACME", blueprint.load("default")), by=None).tenant


@pytest.fixture
def tom(zone: Tenant) -> Member:
    with tenant_scope(zone.pk):
        return Member.objects.select_related("user").get()


def publish(shelf: Path, changes: dict[str, str] = CHANGES, text: str = "") -> None:
    """Write the next version of the default blueprint."""
    source = (shelf / "blueprint.toml").read_text("utf-8")
    for old, new in changes.items():
        assert old in source
        source = source.replace(old, new, 1)
    (shelf / "blueprint.toml").write_text(source, "utf-8")
    if text:
        (shelf / "procedures" / "complaints.md").write_text(text, "utf-8")


def offered(zone: Tenant) -> dict[str, Any]:
    with tenant_scope(zone.pk):
        update = update_of(zone)
    assert isinstance(update, Update)
    return {offer.item: offer for offer in update.offers}


def decide(zone: Tenant, by: Member, *accepted: str, version: int = 2) -> None:
    with tenant_scope(by.tenant_id):
        update_from_blueprint(zone, by=by, version=version, accepted=accepted)


def test_new_zone_is_as_its_blueprint_says(zone: Tenant) -> None:
    assert offered(zone) == {}
    with tenant_scope(zone.pk):
        here = fingerprints(furniture_of(zone))
        taken = Adoption.objects.get().taken
    assert here == {item: taken[item] for item in here}
    assert {item for item in taken if not item.startswith("procedures/")} == here.keys()


def test_newer_version_offers_what_it_adds_and_changes(zone: Tenant, shelf: Path) -> None:
    publish(shelf, text="# 新文本\n\n1.1 新。\n")
    found = offered(zone)
    assert found.keys() == {
        *("units/DIG", "units/DAT", "units/FIN", "procedures/complaints.md"),
        *(f"routes/{kind}·major" for kind in ("WI", "QR")),
    }
    assert found["units/DIG"].is_new
    assert not found["units/FIN"].is_new
    assert not any(offer.is_changed_here for offer in found.values())
    [english, chinese] = sorted(d.here for d in found["units/FIN"].differences)
    assert (english, chinese) == ("Finance Section", "财务科")


def test_accepted_items_come_in_and_kept_ones_stay(zone: Tenant, shelf: Path, tom: Member) -> None:
    publish(shelf, text="# 新文本\n\n1.1 新。\n")
    decide(zone, tom, "units/DIG", "units/DAT", "routes/WI·major", "procedures/complaints.md")
    with tenant_scope(zone.pk):
        assert Unit.objects.get(code="DAT").parent == Unit.objects.get(code="DIG")
        assert Unit.objects.get(code="FIN").name_zh == "财务科"
        kind = DocumentType.objects.get(code="WI")
        route = Route.objects.current().get(document_type=kind, change_class="major")
        assert (route.number, route.made_by) == (2, tom)
        assert route.stages.get(position=1).due_days == 4
        other = Route.objects.current().get(document_type__code="QR", change_class="major")
        assert (other.number, other.stages.get(position=1).due_days) == (1, 2)
        document = Document.objects.get(imported_from="blueprint/default/complaints.md")
        assert document.revisions.get().markdown.startswith("# 新文本")
        entry = AuditEntry.objects.get(event="tenant.blueprint_updated")
        facts = json.loads(bytes(entry.body))["facts"]
        assert facts["changes"] == {"version": [1, 2]}
        assert facts["kept"] == ["routes/QR·major", "units/FIN"]
        assert entry.by == tom
    assert offered(zone) == {}


def test_what_was_kept_is_asked_again_when_it_changes_again(
    zone: Tenant, shelf: Path, tom: Member
) -> None:
    publish(shelf)
    decide(zone, tom)
    assert offered(zone) == {}
    publish(shelf, {"version = 2": "version = 3", "财务审计科": "财务与审计科"})
    assert offered(zone).keys() == {"units/FIN"}


def test_what_the_zone_changed_itself_is_marked(zone: Tenant, shelf: Path, tom: Member) -> None:
    with tenant_scope(zone.pk):
        Unit.objects.filter(code="FIN").update(name_zh="计财科")
    publish(shelf)
    found = offered(zone)
    assert found["units/FIN"].is_changed_here
    assert not found["routes/WI·major"].is_changed_here
    page = signed_in(tom).get(PAGE).content.decode()
    assert "计财科" in page
    assert "本单位已改" in page or "Changed here" in page


def test_procedure_that_somebody_works_on_is_left_alone(zone: Tenant, shelf: Path) -> None:
    with tenant_scope(zone.pk):
        document = Document.objects.get(imported_from="blueprint/default/complaints.md")
        Revision.objects.filter(document=document).update(saves=1)
    publish(shelf, {"version = 1": "version = 2"}, text="# 新文本\n\n1.1 新。\n")
    assert offered(zone) == {}


def test_what_the_zone_gave_up_is_not_offered_again(zone: Tenant, shelf: Path) -> None:
    with tenant_scope(zone.pk):
        Unit.objects.filter(code="FIN").update(ended_on="2026-01-01")
    publish(shelf)
    assert "units/FIN" not in offered(zone)


def test_half_of_a_pair_is_refused_whole(zone: Tenant, shelf: Path, tom: Member) -> None:
    publish(shelf)
    with pytest.raises(Refused, match="DIG"):
        decide(zone, tom, "units/DAT", "units/FIN")
    with tenant_scope(zone.pk):
        assert not Unit.objects.filter(code="DAT").exists()
        assert Unit.objects.get(code="FIN").name_zh == "财务科"
        assert Adoption.objects.get().version == 1


def test_decision_about_another_version_is_refused(zone: Tenant, shelf: Path, tom: Member) -> None:
    publish(shelf)
    for version in (1, 3):
        with pytest.raises(Refused):
            decide(zone, tom, "units/FIN", version=version)
    decide(zone, tom, "units/FIN")
    with pytest.raises(Refused):
        decide(zone, tom, "units/FIN")


def test_what_was_not_offered_cannot_be_accepted(zone: Tenant, shelf: Path, tom: Member) -> None:
    publish(shelf)
    with tenant_scope(zone.pk):
        Post.objects.filter(code="MR").update(name_zh="管代")
    decide(zone, tom, "posts/MR", "units/NIL", "units/FIN")
    with tenant_scope(zone.pk):
        assert Post.objects.get(code="MR").name_zh == "管代"


def test_only_its_administrator_or_the_city_decides(
    zone: Tenant, shelf: Path, bolt: Cast, city: City
) -> None:
    publish(shelf)
    for person in (bolt.tom, city.quan):
        with pytest.raises(Refused, match="administrator"):
            decide(zone, person, "units/FIN")
    pia = signed_in(city.pia)
    page = "/city/zones/acme/blueprint/"
    assert "units/FIN" in pia.get(page).content.decode()
    pia.post(page, {"version": "2", "units/FIN": "accept", "routes/WI·major": "accept"})
    with tenant_scope(zone.pk):
        assert Unit.objects.get(code="FIN").name_zh == "财务审计科"
        route = Route.objects.current().get(document_type__code="WI", change_class="major")
        assert (route.number, route.made_by) == (2, None)
    with tenant_scope(city.tenant.pk):
        assert AuditEntry.objects.get(event="tenant.blueprint_updated").by == city.pia


def test_zone_decides_on_its_page(zone: Tenant, shelf: Path, tom: Member) -> None:
    publish(shelf)
    browser = signed_in(tom)
    assert 'name="units/DIG"' in browser.get(PAGE).content.decode()
    browser.post(PAGE, {"version": "2", "units/DIG": "accept", "units/FIN": "keep"})
    with tenant_scope(zone.pk):
        assert Unit.objects.filter(code="DIG").exists()
    for version in ("x", "9" * 5000):
        browser.post(PAGE, {"version": version})
    assert 'name="units/DIG"' not in browser.get(PAGE).content.decode()


def test_zone_without_a_blueprint_is_told(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        assert update_of(acme.tenant) is None
    page = signed_in(acme.tom).get(PAGE).content.decode()
    assert "follows no blueprint" in page


def test_how_a_type_is_signed_and_reviewed_comes_with_the_blueprint(
    zone: Tenant, shelf: Path, tom: Member
) -> None:
    """A newer version asks for two factors and for reviews that are approved; a copy has both."""
    with tenant_scope(zone.pk):
        manual = DocumentType.objects.get(code="QM")
        assert manual.signing == DocumentType.Signing.ANY
    own = '  { types = ["QM"], changes = ["review"], stages = ["leader_approve"] },\n]'
    publish(
        shelf,
        {
            "version = 1": "version = 2",
            "]\n\n[[document_types]]\n": f'{own}\n\n[[document_types]]\nsigning = "two_factors"\n',
        },
    )
    found = offered(zone)
    assert found.keys() == {"document_types/QM", "routes/QM·review"}
    with translation.override("en"):
        [change] = found["document_types/QM"].differences
    assert change.here.startswith("One of"), change
    assert change.offered.startswith("Two factors")
    decide(zone, tom, *found)
    with tenant_scope(zone.pk):
        assert DocumentType.objects.get(code="QM").signing == "two_factors"
        assert Stage.objects.current().get(route__change_class=Case.REVIEW).post.code == "LEADER"
        plan = furniture_of(zone)
    assert offered(zone) == {}
    copied = provision(a_zone("BETA", plan), by=None).tenant
    with tenant_scope(copied.pk):
        assert DocumentType.objects.get(code="QM").signing == "two_factors"
        assert Route.objects.current().get(change_class=Case.REVIEW).document_type.code == "QM"
        assert DocumentType.objects.get(code="QP").signing == "any"


def test_number_pattern_keeps_its_tokens_when_the_code_is_spelt_in_them(zone: Tenant) -> None:
    zone.code = "02"
    with tenant_scope(zone.pk):
        DocumentType.objects.filter(code="QP").update(number_pattern="02-QP-{seq:02}")
        patterns = {kind.code: kind.number_pattern for kind in furniture_of(zone).types}
    assert patterns["QP"] == "{tenant}-QP-{seq:02}"
