"""催办: ask who has a step for haste, once a working day."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals.actions.decisions import sign_step
from approvals.actions.rounds import submit
from approvals.actions.waiting import urge
from approvals.models import Round, Urge
from tenants.calendar import working_days
from tenants.errors import IllegalMove, Refused
from tenants.models import AuditEntry
from tenants.notices import lines, told
from tests.approvals.conftest import Office, step_of
from tests.approvals.test_delegate import delegate
from tests.sweeping import sweep
from tests.world import PASSWORD, Cast


@pytest.fixture
def round(acme: Cast, office: Office) -> Round:
    return submit(office.draft(), by=acme.ada)


def test_the_holder_and_the_deputy_are_told_once_a_day(
    acme: Cast, office: Office, round: Round
) -> None:
    delegate(acme.ravi, acme.ruth)
    step = step_of(round, acme.ravi)
    urge(step, by=acme.ada)
    for person in (acme.ravi, acme.ruth):
        said = lines(told(person, 9), person, acme.tenant)
        (line,) = [line for line in said if line.kind.name == "step_urged"]
        assert line.headline.endswith("please decide")
        assert "Ada waits for you" in line.detail
    with pytest.raises(Refused, match="Ada has urged today already"):
        urge(step, by=acme.cora)
    with pytest.raises(IntegrityError), transaction.atomic():
        Urge.objects.create(step=step, by=acme.cora, on=Urge.objects.get().on)
    next_day = working_days().after(Urge.objects.get().on, 1)
    with time_machine.travel(dt.datetime.combine(next_day, dt.time(4))):
        urge(step, by=acme.cora)
    assert Urge.objects.filter(step=step).count() == 2
    assert AuditEntry.objects.filter(event="step.urged").count() == 2


def test_a_weekend_counts_for_the_working_day_after_it(acme: Cast, round: Round) -> None:
    step = step_of(round, acme.ravi)
    days, saturday = working_days(), timezone.localdate()
    while days.has(saturday):
        saturday += dt.timedelta(days=1)
    with time_machine.travel(dt.datetime.combine(saturday, dt.time(4))):
        urge(step, by=acme.ada)
    with (
        time_machine.travel(dt.datetime.combine(days.from_(saturday), dt.time(4))),
        pytest.raises(Refused, match="urged today"),
    ):
        urge(step, by=acme.ada)


def test_it_is_in_the_mail_of_the_day_until_it_is_decided(acme: Cast, round: Round) -> None:
    step = step_of(round, acme.ravi)
    urge(step, by=acme.ada)
    assert "ravi@acme.example" in sweep(acme.tenant, timezone.localdate())
    sign_step(step, by=acme.ravi, password=PASSWORD)
    urged = [n for n in told(acme.ravi, 9) if n.kind == "step_urged"]
    assert lines(urged, acme.ravi, acme.tenant, owed_on=timezone.localdate()) == []


def test_who_waits_urges_whom_the_round_waits_for(acme: Cast, office: Office, round: Round) -> None:
    step = step_of(round, acme.ravi)
    for nobody in (acme.ruth, acme.ravi):
        with pytest.raises(Refused, match="author, the owner or a document controller"):
            urge(step, by=nobody)
    with pytest.raises(IllegalMove):
        urge(step_of(round, office.lena), by=acme.ada)  # not asked yet
