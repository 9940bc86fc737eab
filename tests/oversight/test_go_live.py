"""A zone goes live when its checklist holds nothing that blocks; each point can fail."""

import datetime as dt
from collections.abc import Callable, Generator

import pytest
import time_machine
from django.utils import timezone, translation

from approvals.actions.rounds import submit
from approvals.models import Meaning, Route, Stage
from approvals.models.route import Mode
from oversight.actions.opening import go_live
from oversight.opening import checklist
from tenants.errors import Refused
from tenants.models import Appointment, AuditEntry, CalendarYear, Member, Post, Tenant, Unit
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.approvals.conftest import make_route
from tests.library import Library, appoint, make_document, make_draft, make_library
from tests.sweeping import add_document
from tests.world import Cast, City, signed_in

CLASSES = ("major", "minor", "editorial")


@pytest.fixture
def library(acme: Cast) -> Generator[Library]:
    """Everything is ready in acme, and it is not live yet; the test runs in its scope."""
    with tenant_scope(acme.tenant.pk), translation.override("en"):
        library = make_library(acme)
        Post.objects.update(is_head=True)
        appoint(acme.ada, library.head, library.service)
        stage = {"meaning": Meaning.APPROVED, "post": library.head}
        for kind in (library.procedure, library.instruction):
            for change in CLASSES:
                make_route(kind, stage, change_class=change)
        Tenant.objects.update(live_at=None)
        acme.tenant.refresh_from_db()
        yield library


def nobody(role: Role) -> None:
    for member in Member.objects.with_role(role):
        Member.objects.filter(pk=member.pk).update(roles=[Role.READER])


def retire_heads(library: Library) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Appointment.objects.update(valid_until=yesterday, valid_from=yesterday)


def invite_only(library: Library) -> None:
    for member in Member.objects.with_role(Role.TENANT_ADMIN):
        member.user.set_unusable_password()
        member.user.save()


def ask_for_three(library: Library) -> None:
    Stage.objects.filter(route__document_type=library.procedure).update(
        mode=Mode.AT_LEAST, minimum=3
    )


def drop_a_route(library: Library) -> None:
    Route.objects.filter(change_class="minor").update(is_current=False)


def add_unit(library: Library) -> None:
    Unit.objects.create(code="NEW", name_zh="新设科", name_en="New Section")


@pytest.mark.parametrize(
    ("question", "spoil", "missing"),
    [
        (checklist.controllers_missing, lambda _: nobody(Role.CONTROLLER), [""]),
        (checklist.administrators_missing, lambda _: nobody(Role.TENANT_ADMIN), [""]),
        (checklist.administrators_missing, invite_only, [""]),
        (checklist.heads_missing, retire_heads, [""]),
        (checklist.types_without_route, drop_a_route, ["QP · Minor change", "WI · Minor change"]),
        (checklist.stages_with_too_few, ask_for_three, ["QP · Stage 1"]),
        (checklist.stages_with_too_few, retire_heads, ["QP · Stage 1", "WI · Stage 1"]),
        (checklist.units_without_head, add_unit, ["New Section"]),
    ],
)
def test_each_question_finds_what_is_missing_and_nothing_else(
    library: Library,
    question: Callable[[], list[str]],
    spoil: Callable[[Library], None],
    missing: list[str],
) -> None:
    assert question() == []
    spoil(library)
    assert question() == missing


def test_a_zone_without_document_types_is_told(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        assert checklist.types_missing() == [""]
        make_library(acme)
        assert checklist.types_missing() == []


def test_documents_and_people_are_advice_only(acme: Cast, library: Library) -> None:
    assert checklist.documents_missing() == [""]
    assert "Ruth" in checklist.people_without_unit()
    assert not checklist.blocking(checklist.answers())
    add_document(library, acme.ada)
    for member in Member.objects.exclude(pk=acme.ada.pk):
        appoint(member, library.head, library.service)
    assert checklist.documents_missing() == []
    assert checklist.people_without_unit() == []


def test_missing_calendar_is_advice_only(library: Library) -> None:
    with time_machine.travel(dt.datetime(2090, 3, 1, tzinfo=dt.UTC)):
        assert checklist.calendar_missing() == ["2090"]
        assert not checklist.blocking(checklist.answers())
        CalendarYear.objects.create(year=2090, source="?", holidays=[], workdays=[], names=[])
        assert checklist.calendar_missing() == []


def test_zone_goes_live_once_and_both_trails_say_so(
    acme: Cast, city: City, library: Library
) -> None:
    go_live(acme.tenant, by=acme.tom)
    tenant = Tenant.objects.get(pk=acme.tenant.pk)
    assert tenant.is_live()
    assert AuditEntry.objects.get(event="tenant.went_live").by == acme.tom
    with tenant_scope(city.tenant.pk):
        assert AuditEntry.objects.get(event="tenant.went_live").by is None
    with pytest.raises(Refused, match="already"):
        go_live(tenant, by=acme.tom)


def test_zone_stays_closed_while_something_blocks(acme: Cast, library: Library) -> None:
    nobody(Role.CONTROLLER)
    with pytest.raises(Refused, match="no document controller"):
        go_live(acme.tenant, by=acme.tom)
    assert not Tenant.objects.get(pk=acme.tenant.pk).is_live()
    assert not AuditEntry.objects.filter(event="tenant.went_live").exists()


def test_only_its_administrator_or_the_city_opens_a_zone(
    acme: Cast, bolt: Cast, city: City, library: Library
) -> None:
    for person in (acme.cora, acme.ada, bolt.tom, city.quan):
        with pytest.raises(Refused, match="administrator"):
            go_live(acme.tenant, by=person)
    go_live(acme.tenant, by=city.pia)


def test_suspended_zone_does_not_go_live(acme: Cast, library: Library) -> None:
    Tenant.objects.filter(pk=acme.tenant.pk).update(suspended_at=timezone.now())
    with pytest.raises(Refused, match="suspended"):
        go_live(acme.tenant, by=acme.tom)


def test_city_page_shows_what_blocks_and_opens(acme: Cast, city: City, library: Library) -> None:
    pia, last = signed_in(city.pia), "/city/zones/acme/opening/check/"
    nobody(Role.CONTROLLER)
    assert "There is no document controller." in pia.get(last).content.decode()
    pia.post(last)
    assert not Tenant.objects.get(pk=acme.tenant.pk).is_live()
    Member.objects.filter(pk=acme.cora.pk).update(roles=[Role.CONTROLLER])
    pia.post(last)
    assert Tenant.objects.get(pk=acme.tenant.pk).is_live()


def test_nothing_is_submitted_before_the_zone_is_live(acme: Cast, library: Library) -> None:
    draft = make_draft(make_document(library, acme.ada), acme.ada)
    writer = Member.objects.get(pk=acme.ada.pk)
    with pytest.raises(Refused, match="once your zone is live"):
        submit(draft, by=writer)
