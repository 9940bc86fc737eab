"""Days to acknowledge, the statement and the milestones of a tenant; nobody is told twice."""

import datetime as dt
import json

import pytest
from django.http import HttpResponse

from tenants.actions.reminders import change_reminders
from tenants.calendar import WorkingDays
from tenants.changing import print_of
from tenants.errors import Refused
from tenants.models import AuditEntry, Notice, Tenant
from tenants.notices.cadence import Cadence
from tenants.notices.ledger import reached
from tenants.scope import tenant_scope
from tests.library import Library, make_library
from tests.sweeping import add_document, ledger, sweep
from tests.world import Cast, signed_in

PAGE = "/t/acme/settings/reminders/"
FRIDAY = dt.date(2027, 3, 5)


def post(cast: Cast, **facts: object) -> HttpResponse:
    client = signed_in(cast.cora)
    form = client.get(PAGE).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    answer: HttpResponse = client.post(PAGE, shown | facts)  # type: ignore[assignment]
    return answer


def set_ahead(cast: Cast, *ahead: int, **more: int) -> None:
    with tenant_scope(cast.tenant.pk):
        facts = {"remind_ahead": sorted(ahead, reverse=True)} | more
        tenant = Tenant.objects.get(pk=cast.tenant.pk)
        change_reminders(tenant, facts, seen=print_of(tenant, facts), by=cast.cora)


def milestones(cast: Cast, name: str = "Ada") -> dict[int, str]:
    """Return the milestones noted for a person, with what became of them."""
    with tenant_scope(cast.tenant.pk):
        found = Notice.objects.filter(recipient__name=name).values_list("milestone", "state")
        return dict(found)


def test_settings_are_saved_with_before_and_after(acme: Cast) -> None:
    answer = post(acme, remind_ahead="60，10 0", acknowledge_within_days=14, statement_en="Read.")
    assert answer.status_code == 302
    tenant = Tenant.objects.get(pk=acme.tenant.pk)
    assert (tenant.remind_ahead, tenant.acknowledge_within_days) == ([60, 10, 0], 14)
    assert tenant.reminders_changed_on == tenant.today()
    with tenant_scope(tenant.pk):
        body = json.loads(bytes(AuditEntry.objects.get(event="reminders.changed").body))
    assert body["facts"]["changes"] == {
        "acknowledge_within_days": [30, 14],
        "statement_en": ["", "Read."],
        "remind_ahead": [[30, 14, 7, 1, 0], [60, 10, 0]],
    }
    assert post(acme).status_code == 302
    with tenant_scope(tenant.pk):
        assert AuditEntry.objects.filter(event="reminders.changed").count() == 1


WRONG = ("30, 14", "7, 7, 0", "366, 0", "9,8,7,6,5,4,3,2,0", "a, 0", "-1,0")


@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_milestones_are_refused(acme: Cast, wrong: str) -> None:
    answer = post(acme, remind_ahead=wrong)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["remind_ahead"]  # type: ignore[attr-defined]
    assert Tenant.objects.get(pk=acme.tenant.pk).remind_ahead == [30, 14, 7, 1, 0]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("acknowledge_within_days", 0), ("acknowledge_within_days", 366), ("escalate_after", 0)],
)
def test_wrong_days_are_refused(acme: Cast, field: str, wrong: int) -> None:
    answer = post(acme, **{field: wrong})
    assert list(answer.context["form"].errors) == [field]  # type: ignore[attr-defined]


def test_a_reader_changes_no_reminders(acme: Cast) -> None:
    assert signed_in(acme.ruth).get(PAGE).status_code == 403
    with tenant_scope(acme.tenant.pk), pytest.raises(Refused):
        change_reminders(acme.tenant, {"escalate_after": 9}, seen="", by=acme.ruth)


def test_a_changed_milestone_tells_nobody_anew_what_is_over(acme: Cast, library: Library) -> None:
    today = acme.tenant.today()
    due = today + dt.timedelta(days=10)
    with tenant_scope(acme.tenant.pk):
        add_document(library, acme.ada, review_due=due)
    assert sweep(acme.tenant, today) == ["ada@acme.example"]
    assert milestones(acme) == {30: "skipped", 14: "sent"}
    set_ahead(acme, 30, 12, 8, 0)
    assert sweep(acme.tenant, today + dt.timedelta(days=1)) == []
    assert milestones(acme) == {30: "skipped", 14: "sent", 12: "skipped"}
    assert sweep(acme.tenant, due - dt.timedelta(days=8)) == ["ada@acme.example"]
    assert sweep(acme.tenant, due - dt.timedelta(days=7)) == []
    set_ahead(acme, 30, 14, 12, 8, 0)
    assert sweep(acme.tenant, due - dt.timedelta(days=1)) == []
    assert milestones(acme) == {30: "skipped", 14: "sent", 12: "skipped", 8: "sent"}


def test_what_comes_up_after_a_change_is_told_at_once(acme: Cast, library: Library) -> None:
    set_ahead(acme, 30, 12, 0)
    today = acme.tenant.today() + dt.timedelta(days=1)
    with tenant_scope(acme.tenant.pk):
        add_document(library, acme.ada, review_due=today + dt.timedelta(days=5))
    assert sweep(acme.tenant, today) == ["ada@acme.example"]
    assert milestones(acme) == {30: "skipped", 12: "sent"}


def test_milestones_reach_as_far_as_the_tenant_says(
    acme: Cast, bolt: Cast, library: Library
) -> None:
    set_ahead(acme, 90, 0)
    with tenant_scope(bolt.tenant.pk):
        theirs = make_library(bolt)
        add_document(theirs, bolt.ada, review_due=FRIDAY + dt.timedelta(days=80))
    with tenant_scope(acme.tenant.pk):
        add_document(library, acme.ada, review_due=FRIDAY + dt.timedelta(days=80))
    assert sweep(acme.tenant, FRIDAY) == ["ada@acme.example"]
    assert sweep(bolt.tenant, FRIDAY) == []
    assert ledger(bolt.tenant) == set()


def test_controllers_hear_of_it_when_the_tenant_says(acme: Cast, library: Library) -> None:
    set_ahead(acme, 0, escalate_after=1)
    with tenant_scope(acme.tenant.pk):
        add_document(library, acme.ada, review_due=FRIDAY)
    assert "cora@acme.example" in sweep(acme.tenant, FRIDAY + dt.timedelta(days=3))


def test_daily_reminders_end_when_the_tenant_says() -> None:
    cadence = Cadence(ahead=(0,), daily_for=3)
    day = FRIDAY + dt.timedelta(days=20)
    assert reached(FRIDAY, day, WorkingDays({}), cadence=cadence) == [0, -3, -7, -14]
