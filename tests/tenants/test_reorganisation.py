"""A reorganisation: steps are planned, looked at and performed as one act, or none of them."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import translation

from documents.models import Document
from tenants.actions.reorganisations import add_step, plan_reorganisation, schedule
from tenants.errors import Refused
from tenants.models import (
    Appointment,
    AuditEntry,
    Notice,
    Reorganisation,
    ReorganisationStep,
    Unit,
)
from tenants.periodic import reorganise
from tenants.scope import tenant_scope
from tests.library import Library, make_effective, make_library
from tests.world import Cast, signed_in

PLANS = "/t/acme/settings/reorganisations/"
States = Reorganisation.State


@pytest.fixture
def library(acme: Cast) -> Library:
    with tenant_scope(acme.tenant.pk):
        made = make_library(acme)
        Appointment.objects.update(valid_from="2020-01-01")
        make_effective(made, acme.ada)
        return made


@pytest.fixture
def tom(acme: Cast, library: Library) -> Client:
    return signed_in(acme.tom)


@pytest.fixture
def page(acme: Cast, tom: Client) -> str:
    """The page of a plan: rename the services, then merge the office into them."""
    page = tom.post(f"{PLANS}new/", {"name": "Reform"})["Location"]
    named = {"name_zh": "综合科", "name_en": "Joint Section"}
    assert add(tom, page, acme, "rename", "SVC", **named) == 302
    assert add(tom, page, acme, "merge", "OFC", to="SVC") == 302
    return page


def add(
    client: Client, page: str, acme: Cast, act: str, unit: str, to: str = "", **facts: str
) -> int:
    with tenant_scope(acme.tenant.pk):
        keys: dict[str, object] = dict(Unit.objects.values_list("code", "pk"))
    form = {"act": act, "unit": keys.get(unit, ""), "to": keys.get(to, ""), **facts}
    return client.post(f"{page}add/", form).status_code


def perform(client: Client, page: str, day: date) -> int:
    return client.post(f"{page}perform/", {"on_day": day}).status_code


def standing(acme: Cast) -> dict[str, tuple[str, bool, int]]:
    with tenant_scope(acme.tenant.pk):
        return {
            unit.code: (unit.name_en, unit.is_ended(), unit.documents.count())
            for unit in Unit.objects.all()
        }


def plan(acme: Cast) -> Reorganisation:
    with tenant_scope(acme.tenant.pk):
        return Reorganisation.objects.get()


BEFORE = {"OFC": ("General Office", False, 1), "SVC": ("Public Services", False, 0)}
AFTER = {"OFC": ("General Office", True, 0), "SVC": ("Joint Section", False, 1)}


def test_the_preview_says_what_moves_and_changes_nothing(
    acme: Cast, tom: Client, page: str
) -> None:
    with tenant_scope(acme.tenant.pk):
        entries = AuditEntry.objects.count()
        number = Document.objects.get().number
    shown = tom.get(page).content.decode()
    for words in ("Rename Public Services to 综合科 / Joint Section", "People · 1", number):
        assert words in shown
    assert standing(acme) == BEFORE
    with tenant_scope(acme.tenant.pk):
        assert AuditEntry.objects.count() == entries


def test_the_preview_says_which_step_would_be_refused(acme: Cast, tom: Client, page: str) -> None:
    add(tom, page, acme, "end", "SVC")
    shown = tom.get(page).content.decode()
    assert "is still needed" in shown
    assert perform(tom, page, acme.tenant.today()) == 422
    assert standing(acme) == BEFORE  # all of it, or none
    assert plan(acme).state == States.DRAFT


def test_the_preview_says_what_would_be_vacant(acme: Cast, tom: Client) -> None:
    page = tom.post(f"{PLANS}new/", {"name": "Empty"})["Location"]
    add(tom, page, acme, "people", "OFC", to="SVC")
    assert "Units without a head · 1" in tom.get(page).content.decode()


def test_a_new_name_makes_nothing_vacant(acme: Cast, tom: Client) -> None:
    page = tom.post(f"{PLANS}new/", {"name": "Names"})["Location"]
    add(tom, page, acme, "rename", "SVC", name_zh="科", name_en="Section")  # nobody leads it
    assert "vacant afterwards" not in tom.get(page).content.decode()


def test_all_steps_are_performed_as_one_act(acme: Cast, tom: Client, page: str) -> None:
    assert perform(tom, page, acme.tenant.today()) == 302
    assert standing(acme) == AFTER
    with tenant_scope(acme.tenant.pk):
        last = AuditEntry.objects.latest("sequence")
        assert (last.event, last.by_id) == ("reorganisation.performed", acme.tom.pk)
        assert "act=merge unit=OFC to=SVC" in bytes(last.body).decode()
        renamed = AuditEntry.objects.get(event="unit.renamed")
        assert '"name_en":["Public Services","Joint Section"]' in bytes(renamed.body).decode()
    assert plan(acme).state == States.DONE
    assert perform(tom, page, acme.tenant.today()) == 422
    assert add(tom, page, acme, "end", "SVC") == 422


def test_a_later_day_is_kept_for_the_clock(acme: Cast, tom: Client, page: str) -> None:
    today = acme.tenant.today()
    assert perform(tom, page, today + timedelta(days=2)) == 302
    assert plan(acme).state == States.SCHEDULED
    for day, wanted in ((1, BEFORE), (2, AFTER), (2, AFTER)):
        with tenant_scope(acme.tenant.pk):
            reorganise(today + timedelta(days=day))
        assert standing(acme) == wanted
    with tenant_scope(acme.tenant.pk):
        performed = AuditEntry.objects.get(event="reorganisation.performed")
        assert performed.by_id is None
        assert Notice.objects.get().recipient == acme.tom
    assert "was performed" in tom.get("/t/acme/notices/").content.decode()


def test_the_clock_stops_where_a_step_is_refused_and_says_so(
    acme: Cast, tom: Client, page: str
) -> None:
    add(tom, page, acme, "end", "SVC")
    tomorrow = acme.tenant.today() + timedelta(days=1)
    assert perform(tom, page, tomorrow) == 302
    for _again in range(2):
        with tenant_scope(acme.tenant.pk), translation.override("en"):
            reorganise(tomorrow)
    assert standing(acme) == BEFORE
    assert plan(acme).state == States.STOPPED
    assert "is still needed" in tom.get(page).content.decode()
    assert "could not be performed" in tom.get("/t/acme/notices/").content.decode()
    assert tom.post(f"{page}take-back/").status_code == 302
    assert plan(acme).state == States.DRAFT


def test_a_plan_is_taken_back_and_given_up(acme: Cast, tom: Client, page: str) -> None:
    tomorrow = acme.tenant.today() + timedelta(days=1)
    perform(tom, page, tomorrow)
    tom.post(f"{page}take-back/")
    with tenant_scope(acme.tenant.pk):
        reorganise(tomorrow)
    assert standing(acme) == BEFORE
    tom.post(f"{page}take-back/")
    assert plan(acme).state == States.DROPPED
    assert perform(tom, page, tomorrow) == 422
    assert tom.post(f"{page}take-back/").status_code == 422


def test_yesterday_and_a_plan_without_steps_are_refused(acme: Cast, tom: Client, page: str) -> None:
    assert perform(tom, page, acme.tenant.today() - timedelta(days=1)) == 422
    empty = tom.post(f"{PLANS}new/", {"name": "Nothing"})["Location"]
    assert perform(tom, empty, acme.tenant.today()) == 422


@pytest.mark.parametrize(
    ("act", "to", "facts"),
    [
        ("rename", "", {"name_zh": "新", "name_en": ""}),
        ("merge", "", {}),
        ("merge", "OFC", {}),
        ("people", "", {}),
        ("explode", "", {}),
    ],
)
def test_a_step_that_lacks_something_is_refused(
    acme: Cast, tom: Client, page: str, act: str, to: str, facts: dict[str, str]
) -> None:
    assert add(tom, page, acme, act, "OFC", to=to, **facts) == 422


def test_a_step_is_taken_out(acme: Cast, tom: Client, page: str) -> None:
    with tenant_scope(acme.tenant.pk):
        first = ReorganisationStep.objects.earliest("position")
    assert tom.post(f"{page}drop/", {"step": first.pk}).status_code == 302
    with tenant_scope(acme.tenant.pk):
        assert [step.act for step in ReorganisationStep.objects.all()] == ["merge"]


def test_controllers_look_and_a_neighbour_does_not(
    acme: Cast, bolt: Cast, tom: Client, page: str
) -> None:
    cora = signed_in(acme.cora)
    assert "Merge General Office" in cora.get(page).content.decode()
    assert perform(cora, page, acme.tenant.today()) == 403
    theirs = page.replace("acme", "bolt")
    assert signed_in(bolt.tom).get(theirs).status_code == 404
    with tenant_scope(acme.tenant.pk), pytest.raises(Refused):
        schedule(Reorganisation.objects.get(), on_day=acme.tenant.today(), by=acme.cora)
    with tenant_scope(acme.tenant.pk):
        made = plan_reorganisation(name="X", by=acme.tom)
        service = Unit.objects.get(code="SVC")
        with pytest.raises(Refused):
            add_step(made, act="end", unit=service, by=acme.cora)


def test_a_suspended_zone_shows_its_plans(acme: Cast, tom: Client, page: str) -> None:
    acme.tenant.suspended_at = acme.tenant.created_at
    acme.tenant.save()
    assert tom.get(page).status_code == 200
