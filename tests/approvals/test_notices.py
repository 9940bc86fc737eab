"""What approving tells people, and what of it is still theirs to do."""

import datetime as dt

from django.core import mail

from approvals.actions.decisions import return_step, sign_step
from approvals.actions.rounds import recall, submit
from approvals.notices import KINDS
from tenants.models import Member
from tenants.notices import lines, told
from tests.approvals.conftest import Office, step_of
from tests.sweeping import sweep
from tests.world import PASSWORD, Cast


def headlines(cast: Cast, member: Member, *, owed_on: dt.date | None = None) -> list[str]:
    shown = lines(told(member, 50), member, cast.tenant, owed_on=owed_on)
    return [line.headline.split(": ")[1] for line in shown]


def test_who_has_to_decide_is_told_at_once(acme: Cast, office: Office) -> None:
    submit(office.draft(), by=acme.ada)
    assert headlines(acme, acme.ravi) == ["to approve"]
    (line,) = lines(told(acme.ravi, 50), acme.ravi, acme.tenant)
    assert line.detail.startswith("Ada asks you to decide by ")
    assert line.url.endswith("/decide/")


def test_a_decided_step_is_no_longer_owed(acme: Cast, office: Office) -> None:
    round = submit(office.draft(), by=acme.ada)
    sign_step(step_of(round, acme.ravi), by=acme.ravi, password=PASSWORD)
    today = acme.tenant.today()
    assert headlines(acme, acme.ravi, owed_on=today) == []
    assert headlines(acme, office.lena, owed_on=today) == ["to approve"]


def test_the_author_is_told_of_a_return_and_why(acme: Cast, office: Office) -> None:
    round = submit(office.draft(), by=acme.ada)
    return_step(step_of(round, acme.ravi), by=acme.ravi, comment="Clause 2 is missing.")
    (line,) = lines(told(acme.ada, 50), acme.ada, acme.tenant)
    assert line.headline.endswith("returned")
    assert line.detail == "Ravi returned it: Clause 2 is missing."


def test_people_are_let_off_when_the_author_recalls(acme: Cast, office: Office) -> None:
    recall(submit(office.draft(), by=acme.ada), by=acme.ada)
    assert "your decision is no longer required" in headlines(acme, acme.ravi)


def test_a_late_step_is_recalled_by_mail(acme: Cast, office: Office) -> None:
    step = step_of(submit(office.draft(), by=acme.ada), acme.ravi)
    assert step.due_on is not None
    assert sweep(acme.tenant, step.due_on + dt.timedelta(days=7)) == [
        "cora@acme.example",
        "ravi@acme.example",
    ]
    assert "approval overdue since" in str(mail.outbox[-1].body)


def test_every_kind_has_words(acme: Cast) -> None:
    assert all(kind.words() for kind in KINDS)
