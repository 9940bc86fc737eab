"""Closing a nonconformity goes the tenant's own route; files stand beside what is said of it."""

from typing import Any

import pytest

from oversight.actions.audits import close_audit
from oversight.actions.circulations import send_round
from oversight.actions.findings import close_finding
from oversight.actions.findings import send_back as send_answer_back
from oversight.actions.findings_handed_on import carry_over, give_finding
from oversight.models import Audit, Circulation, Finding
from tenants.errors import IllegalMove, Refused
from tenants.models import Member
from tests.approvals.conftest import Office
from tests.certificates import plan, report
from tests.circulating import send_back, set_route, sign, sign_page
from tests.oversight.finding import SAID, answered, found, fresh, verified
from tests.world import Cast, signed_in

LIST = "/t/acme/findings/"


def say(member: Member, finding: Finding, deed: str, **said: Any) -> int:
    said = {"read": finding.entries.count()} | said
    return signed_in(member).post(f"{LIST}{finding.pk}/say/{deed}/", said).status_code


def looked_at(acme: Cast, office: Office, **facts: Any) -> Finding:
    """Return a finding that Ruth answered and Ravi verified."""
    return verified(answered(found(acme, office, **facts), acme.ruth), acme.ravi)


def test_a_closing_is_signed_and_says_what_was_done(acme: Cast, office: Office) -> None:
    set_route("minor_finding", [office.lena], [acme.ravi], by=acme.cora)
    finding = looked_at(acme, office)
    assert say(acme.cora, finding, "close", words="Accepted.") == 302
    with pytest.raises(Refused, match="route"):
        close_finding(finding, words="Accepted.", by=acme.cora)
    assert say(acme.cora, finding, "send", words="Accepted by the body.") == 302
    circulation = Circulation.objects.get()
    assert fresh(finding).state == "closing"
    shown = sign_page(circulation, office.lena)
    assert all(text in shown for text in (SAID["cause"], finding.seen, "Accepted by the body."))
    other = plan(acme.cora, acme.tenant.today())
    for act in (
        lambda: carry_over(finding, to=other, words="Later", by=acme.cora),
        lambda: send_round(fresh(finding), by=acme.cora, words="Again"),
    ):
        with pytest.raises((IllegalMove, Refused)):
            act()
    sign(circulation, office.lena)
    assert fresh(finding).closed_on is None
    sign(circulation, acme.ravi)
    closed = fresh(finding)
    assert (closed.state, closed.closed_on) == ("closed", acme.tenant.today())
    last = closed.entries.latest("n")
    assert (last.kind, last.words, last.by) == ("closed", "Accepted by the body.", acme.cora)


def test_it_comes_back_and_the_answer_may_be_sent_back(acme: Cast, office: Office) -> None:
    set_route("minor_finding", [office.lena], by=acme.cora)
    finding = looked_at(acme, office)
    circulation = send_round(finding, by=acme.cora, words="Accepted.")
    send_back(circulation, office.lena, reason="The list hangs there again.")
    assert fresh(finding).state == "verified"
    assert "hangs there again" in signed_in(acme.cora).get(f"{LIST}{finding.pk}/").content.decode()
    due = acme.tenant.today().replace(year=2099).isoformat()
    assert say(acme.cora, finding, "back", words="Again", due_on=due) == 302
    assert fresh(finding).state == "open"


def test_who_answered_neither_closes_nor_signs(acme: Cast, office: Office) -> None:
    finding = verified(answered(found(acme, office, owner=acme.cora), acme.cora), acme.ravi)
    with pytest.raises(Refused, match="others answered"):
        close_finding(finding, words="Fine.", by=acme.cora)
    set_route("minor_finding", [acme.ruth], by=acme.cora)
    other = looked_at(acme, office)
    with pytest.raises(Refused, match="too few"):
        send_round(other, by=acme.cora, words="Fine.")


def test_who_ever_answered_does_not_verify_what_another_answers(acme: Cast, office: Office) -> None:
    finding = answered(found(acme, office, owner=acme.cora), acme.cora)
    due_on = acme.tenant.today().replace(year=2099)
    send_answer_back(finding, words="More", due_on=due_on, by=acme.ravi)
    given: dict[str, Any] = {"owner": acme.ruth, "due_on": due_on, "words": "Hers", "by": acme.cora}
    with pytest.raises(Refused, match="does not verify"):
        give_finding(finding, verifier=acme.cora, **given)
    give_finding(finding, verifier=acme.ravi, **given)
    finding = answered(fresh(finding), acme.ruth)
    assert say(acme.cora, finding, "verify", evidence="Seen") == 302
    assert fresh(finding).state == "answered"


def test_majors_have_a_route_of_their_own_and_observations_none(acme: Cast, office: Office) -> None:
    set_route("major_finding", [office.lena], by=acme.cora)
    set_route("minor_finding", [office.leo], by=acme.cora)
    major = send_round(looked_at(acme, office, grade="major"), by=acme.cora, words="Fine.")
    assert [step.member for step in major.steps.all()] == [office.lena]
    observation = found(acme, office, grade="observation", clause=None)
    assert say(acme.cora, observation, "close", words="No requirement.") == 302
    assert fresh(observation).state == "closed"


def test_the_audit_waits_until_all_have_signed(acme: Cast, office: Office) -> None:
    set_route("minor_finding", [office.lena], by=acme.cora)
    audit = report(acme.cora, acme.tenant.today())
    finding = looked_at(acme, office, audit=audit)
    circulation = send_round(finding, by=acme.cora, words="Accepted.")
    audit.refresh_from_db()
    with pytest.raises(Refused):
        close_audit(audit, by=acme.cora)
    sign(circulation, office.lena)
    audit.refresh_from_db()
    close_audit(audit, by=acme.cora)
    assert Audit.objects.get(pk=audit.pk).state == "closed"
