"""Provisioning makes all that a zone needs at once, and nothing when it runs again."""

import json
from io import StringIO

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from approvals.models import Route, Stage
from documents.models import Document, DocumentType, NumberCounter, Participant, Revision
from documents.register.counters import allocate_number
from oversight.actions import provisioning
from oversight.actions.provisioning import ZonePlan, preview, provision
from oversight.furniture import blueprint
from tenants import audit
from tenants.errors import Refused
from tenants.models import AuditEntry, Post, Tenant, Unit, User
from tenants.people.letters import send_waiting
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.world import City

COMMAND = {
    "kind": "zone",
    "name_zh": "嵩明产业园区",
    "name_en": "Songming Park",
    "admin": "First@Songming.example",
}


def plan(**changes: object) -> ZonePlan:
    facts: dict[str, object] = {
        "code": "SMCY",
        "kind": "zone",
        "name_zh": "嵩明产业园区",
        "name_en": "Songming Park",
        "admin_email": "first@songming.example",
        "blueprint": blueprint.load("default"),
    }
    return ZonePlan(**facts | changes)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_zone_gets_everything_its_blueprint_names() -> None:
    made = provision(plan(), by=None)
    with tenant_scope(made.tenant.pk):
        assert Unit.objects.get(code="ARC").parent == Unit.objects.get(code="OFC")
        assert Route.objects.count() == 15
        leaders = Stage.objects.filter(route__document_type__code="QM", route__change_class="major")
        assert [stage.meaning for stage in leaders] == ["reviewed", "countersigned", "approved"]
        numbers = list(Document.objects.order_by("number_key").values_list("number", flat=True))
        assert numbers == [f"SMCY-QP-{n:02}" for n in range(1, 13)]
        assert NumberCounter.objects.get().last == 12
        drafts = Revision.objects.all()
        assert {draft.state for draft in drafts} == {Revision.State.DRAFT}
        assert all(draft.markdown.startswith("# ") and draft.label == "A/0" for draft in drafts)
        assert Participant.objects.filter(member=made.admin).count() == 12
        assert set(made.admin.roles) == {Role.TENANT_ADMIN, Role.CONTROLLER}
        assert not list(audit.faults())


@pytest.mark.django_db
def test_next_document_of_the_type_takes_the_next_number() -> None:
    with tenant_scope(provision(plan(), by=None).tenant.pk):
        unit = Unit.objects.get(code="QMO")
        number = allocate_number(DocumentType.objects.get(code="QP"), unit=unit)
        assert number == "SMCY-QP-13"


@pytest.mark.django_db
def test_again_changes_nothing() -> None:
    tenant = provision(plan(), by=None).tenant
    again = provision(plan(), by=None)
    assert not again.has_changes()
    assert not any(again.furnishing.counts().values())
    with tenant_scope(tenant.pk):
        events = AuditEntry.objects.values_list("event", flat=True)
        assert set(events) == {"tenant.provisioned", "invitation.made"}
        assert len(events) == 2
        assert Document.objects.count() == 12


@pytest.mark.django_db
def test_again_restores_only_what_is_missing() -> None:
    tenant = provision(plan(), by=None).tenant
    with tenant_scope(tenant.pk):
        route = Route.objects.first()
        assert route is not None
        other = DocumentType.objects.exclude(routes=route).first()
        route.document_type, route.number, route.is_current = other, 9, False
        route.save()
        Unit.objects.filter(code="BIZ").update(name_zh="发展科")
    again = provision(plan(), by=None)
    assert {kind for kind, n in again.furnishing.counts().items() if n} == {"routes"}
    with tenant_scope(tenant.pk):
        assert Unit.objects.get(code="BIZ").name_zh == "发展科"


@pytest.mark.django_db
def test_again_puts_nothing_into_what_has_ended() -> None:
    tenant = provision(plan(), by=None).tenant
    with tenant_scope(tenant.pk):
        Document.objects.update(imported_from="")  # as if none had been made
        for n, route in enumerate(Route.objects.all()):  # as if they were of no type
            facts = {"document_type": None, "change_class": "self_report", "number": n}
            Route.objects.filter(pk=route.pk).update(**facts, is_current=False)
        for model in (Unit, Post):
            model.objects.update(ended_on=tenant.today())
    again = provision(plan(), by=None).furnishing
    with tenant_scope(tenant.pk):
        assert not again.procedures
        assert not Route.objects.current().filter(stages__post__isnull=False)
        assert again.counts()["units"] == again.counts()["posts"] == 0


@pytest.mark.django_db
def test_preview_says_all_and_makes_nothing() -> None:
    made = preview(plan())
    assert made.furnishing.counts()["procedures"] == 12
    assert not Tenant.objects.exists()
    assert not User.objects.exists()


def test_city_and_zone_both_remember_who_provisioned(city: City) -> None:
    with tenant_scope(city.tenant.pk):
        made = provision(plan(), by=city.pia)
        assert AuditEntry.objects.get(event="tenant.provisioned").by == city.pia
    with tenant_scope(made.tenant.pk):
        entry = AuditEntry.objects.get(event="tenant.provisioned")
        assert entry.by is None
        assert json.loads(bytes(entry.body))["facts"]["provisioned_by"] == "Pia"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"code": "lower"}, "code"),
        ({"code": "TOOLONGTOOLONG"}, "code"),
        ({"name_zh": " "}, "name_zh"),
        ({"kind": "village"}, "kind"),
        ({"admin_email": "nobody"}, "admin_email"),
        ({"time_zone": "Asia/Kunming"}, "time_zone"),
        ({"time_zone": "../etc"}, "time_zone"),
    ],
)
def test_bad_input_is_named_and_leaves_nothing(changes: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        provision(plan(**changes), by=None)
    assert told in refusal.value.message_dict
    assert not Tenant.objects.exists()


@pytest.mark.django_db
def test_code_of_another_tenant_is_refused() -> None:
    provision(plan(), by=None)
    with pytest.raises(Refused):
        provision(plan(name_zh="另一个园区"), by=None)
    with pytest.raises(Refused):
        provision(plan(admin_email="intruder@songming.example"), by=None)
    assert not User.objects.filter(email="intruder@songming.example").exists()


def test_there_is_one_city(city: City) -> None:
    with pytest.raises(Refused):
        provision(plan(kind="city"), by=None)


@pytest.mark.django_db
def test_failure_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(provisioning, "_record", fail)
    with pytest.raises(RuntimeError):
        provision(plan(), by=None)
    assert not Tenant.objects.exists()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_admin_is_invited_and_sets_a_password_once(client: Client) -> None:
    out = StringIO()
    call_command("provision_tenant", "SMCY", **COMMAND, stdout=out, json=True)
    send_waiting(Tenant.objects.get(code="SMCY"))
    result = json.loads(out.getvalue())
    [letter] = mail.outbox
    assert letter.to == ["first@songming.example"]
    assert "嵩明产业园区" in letter.subject
    path = "/account/" + result["invitation"].partition("/account/")[2]
    assert path in letter.body
    password = {"new_password1": "dianchi-lake-42", "new_password2": "dianchi-lake-42"}
    assert client.post(path, password)["Location"] == "/"
    user = User.objects.get(email="first@songming.example")
    assert user.check_password("dianchi-lake-42")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert "new_password1" not in Client().get(path, follow=True).content.decode()


@pytest.mark.django_db
def test_command_says_in_one_sentence_what_is_wrong() -> None:
    with pytest.raises(CommandError, match="capital letters"):
        call_command("provision_tenant", "smcy", **COMMAND)
    with pytest.raises(CommandError, match="no blueprint"):
        call_command("provision_tenant", "SMCY", **COMMAND, blueprint="nonesuch")


@pytest.mark.django_db
def test_command_dry_run_names_what_it_would_make() -> None:
    out = StringIO()
    call_command("provision_tenant", "SMCY", **COMMAND, dry_run=True, stdout=out)
    assert "12 procedures: SMCY-QP-01 文件控制程序" in out.getvalue()
    assert not Tenant.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("being_set_up", [True, False])
def test_command_makes_it_live_unless_told(being_set_up: bool) -> None:  # noqa: FBT001
    out = StringIO()
    call_command("provision_tenant", "SMCY", **COMMAND, being_set_up=being_set_up, stdout=out)
    assert Tenant.objects.get(code="SMCY").is_live() != being_set_up
