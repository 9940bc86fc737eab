"""Who leaves hands over audits, findings, decisions, objectives and certificates as well."""

import datetime as dt
import json

import pytest

from approvals.actions.leaving import deactivate_member, hand_over, leave_involuntarily
from approvals.leaving.holdings import Holdings, key_of
from approvals.leaving.moving import Move
from approvals.models import Route
from oversight.actions.circulations import send_round, take_round_back
from oversight.leaving import HELD
from oversight.models import (
    Audit,
    Certificate,
    Circulation,
    CirculationStep,
    Finding,
    ManagementReview,
    QualityObjective,
    ReviewAction,
)
from tenants.errors import Refused
from tenants.models import AuditEntry, Member
from tests.approvals.conftest import Office
from tests.certificates import hold, register
from tests.circulating import set_route
from tests.oversight.finding import found
from tests.reviews import decide_one, hold_one, plan_one, set_one
from tests.world import Cast, signed_in

KINDS = {held.name for held in HELD}


@pytest.fixture
def busy(acme: Cast, office: Office) -> Member:
    """Ruth, who answers for one of everything there is."""
    today, ruth = acme.tenant.today(), acme.ruth
    long_ago = today - dt.timedelta(days=40)
    register(acme.cora, office.office, long_ago, owner=ruth)
    audit = hold(acme.cora, today - dt.timedelta(days=1), owner=ruth)
    found(acme, office, audit)
    found(acme, office, audit, owner=acme.ada, verifier=ruth)
    decide_one(hold_one(acme.cora, long_ago), ruth, today + dt.timedelta(days=9))
    plan_one(ruth, today + dt.timedelta(days=9))
    set_one(ruth, long_ago)
    set_route("management_review", [ruth], [office.leo], by=acme.cora)
    send_round(hold_one(acme.cora, today), by=acme.cora)
    Route.objects.filter(document_type=None).update(is_current=False)  # names nobody any more
    return ruth


def moves(leaver: Member, to: Member) -> list[Move]:
    held = Holdings.of(leaver).kinds()
    return [Move(kind, key_of(row), to) for kind in KINDS for row in held[kind]]


def whose() -> set[Member]:
    """Return everybody who answers for something."""
    rows = (Audit.objects, Certificate.objects, QualityObjective.objects, ReviewAction.objects)
    people = {each.owner for model in rows for each in model.all()}
    people |= {review.owner for review in ManagementReview.objects.planned()}
    steps = CirculationStep.objects.all().pending().select_related("member")
    people |= {step.member for step in steps}
    return people | {each for f in Finding.objects.all() for each in (f.owner, f.verifier)}


def test_nobody_leaves_who_still_answers_for_something(acme: Cast, busy: Member) -> None:
    with pytest.raises(Refused, match=r"Ruth still holds: .*Findings to answer 1"):
        deactivate_member(busy, by=acme.tom)
    page = signed_in(acme.tom).get(f"/t/acme/people/{busy.pk}/leaving/").content.decode()
    assert "F-001" in page
    assert "CN-" in page
    assert "window 3" not in page  # what a finding says is not the administrator's to read


def test_all_of_it_goes_to_others_in_one_act(acme: Cast, office: Office, busy: Member) -> None:
    hand_over(busy, moves(busy, office.lena), by=acme.tom)
    assert busy not in whose()
    deactivate_member(busy, by=acme.tom)
    events = set(AuditEntry.objects.values_list("event", flat=True))
    one_by_one = {"audit.handed_on", "certificate.handed_on", "finding.given"}
    one_by_one |= {"management_review.handed_on"}
    one_by_one |= {"circulation.handed_on"}
    assert one_by_one | {"review_action.handed_on", "objective.changed"} <= events


def test_nothing_goes_where_one_of_it_may_not(acme: Cast, busy: Member) -> None:
    with pytest.raises(Refused, match="does not verify"):
        hand_over(busy, moves(busy, acme.ada), by=acme.tom)  # who answers one that Ruth verifies
    assert busy in {each.owner for each in Audit.objects.all()}


def test_a_controller_takes_it_all_when_somebody_is_gone(acme: Cast, busy: Member) -> None:
    with pytest.raises(Refused, match="take it back first"):  # who sent it does not sign it
        leave_involuntarily(busy, to=acme.cora, reason="Gone", by=acme.tom)
    take_round_back(Circulation.objects.get(), by=acme.cora, reason="Ruth is gone.")
    leave_involuntarily(busy, to=acme.cora, reason="Gone", by=acme.tom)
    assert busy not in whose()


def test_the_reason_is_said_in_the_language_of_who_reads_it(
    acme: Cast, office: Office, busy: Member
) -> None:
    """Who hands over may speak another language than who looks at it later."""
    hand_over(busy, moves(busy, office.lena), by=acme.tom)
    finding = Finding.objects.get(owner=office.lena)
    cora = signed_in(acme.cora)
    for language, words in (("en", "Ruth leaves."), ("zh-hans", "Ruth离任。")):
        cora.cookies["django_language"] = language
        assert words in cora.get(f"/t/acme/findings/{finding.pk}/").content.decode()
    for event in ("finding.given", "review_action.handed_on"):
        entry = AuditEntry.objects.filter(event=event).latest("sequence")
        facts = json.loads(bytes(entry.body))["facts"]
        assert (facts["leaver"], "reason" in facts) == ("Ruth", False)


def test_a_refusal_names_what_it_is_about(acme: Cast, office: Office, busy: Member) -> None:
    """Of all that goes to a controller one finding cannot: it is the one that is said."""
    take_round_back(Circulation.objects.get(), by=acme.cora, reason="Ruth is gone.")
    found(acme, office, owner=acme.cora, verifier=busy)
    with pytest.raises(Refused, match=r"F-003: Who answers it does not verify"):
        leave_involuntarily(busy, to=acme.cora, reason="Gone", by=acme.tom)
