"""Findings wait in inboxes, are reminded of, and are counted for the city."""

import datetime as dt

from oversight.actions.findings import close_finding, send_back
from oversight.actions.scorecards import measure
from oversight.models import Finding, Scorecard
from tenants.models import Member, Notice
from tests.approvals.conftest import Office
from tests.approvals.test_inbox_kinds import counts, some
from tests.oversight.finding import answered, found, held, verified
from tests.sweeping import remind
from tests.world import Cast, signed_in


def waiting(member: Member) -> dict[str, int]:
    return {kind: n for kind, n in some(counts(member)).items() if "finding" in kind}


def test_whose_turn_it_is_finds_it_in_the_inbox(acme: Cast, office: Office) -> None:
    finding = found(acme, office)
    assert (waiting(acme.ruth), waiting(acme.ravi)) == ({"answer_finding": 1}, {})
    page = signed_in(acme.ruth).get("/tasks/").content.decode()
    assert f'href="/t/acme/findings/{finding.pk}/"' in page
    assert "A superseded list hangs at window 3." in page
    finding = answered(finding, acme.ruth)
    assert (waiting(acme.ruth), waiting(acme.ravi)) == ({}, {"verify_finding": 1})
    assert "What keeps" not in signed_in(acme.ravi).get("/tasks/").content.decode()
    due_on = acme.tenant.today() + dt.timedelta(days=5)
    send_back(finding, words="Whom?", due_on=due_on, by=acme.ravi)
    assert (waiting(acme.ruth), waiting(acme.ravi)) == ({"answer_finding": 1}, {})
    assert "Whom?" in signed_in(acme.ruth).get("/tasks/?kind=answer_finding").content.decode()


def test_a_late_answer_is_reminded_of_up_the_ladder(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    found(acme, office, due_on=today)
    assert remind("finding_due", today) > 0
    assert remind("finding_due", today + dt.timedelta(days=40)) > 0
    told = Notice.objects.filter(kind="finding_due").values_list("recipient", flat=True)
    assert {acme.ruth.pk, acme.cora.pk} <= set(told)


def test_a_year_that_was_typed_wrongly_keeps_no_reminder_from_others(
    acme: Cast, office: Office
) -> None:
    today = acme.tenant.today()
    for due_on in (dt.date.min, dt.date(26, 3, 6), today):
        due = found(acme, office, due_on=due_on)
    assert remind("finding_due", today) > 0
    assert Notice.objects.filter(kind="finding_due", subject=f"finding:{due.pk}").exists()


def test_the_scorecard_counts_what_is_not_verified(acme: Cast, office: Office) -> None:
    """Observations apart; nothing where no audit was held."""
    assert measure().findings_major is None
    audit = held(acme)
    today = acme.tenant.today()
    done = found(acme, office, audit, grade="major")
    found(acme, office, audit, grade="major", due_on=today)
    waits = found(acme, office, audit, grade="minor")
    found(acme, office, audit, grade="observation")
    found(acme, office, audit, grade="good_practice")
    verified(answered(done, acme.ruth), acme.ravi)
    answered(waits, acme.ruth)
    Finding.objects.filter(grade="observation").update(due_on=today - dt.timedelta(days=2))
    card = measure()
    counted = (card.findings_major, card.findings_minor, card.findings_observation)
    assert (counted, card.findings_overdue, card.findings_oldest_days) == ((1, 1, 1), 1, 1)
    assert Scorecard.objects.get(tenant=acme.tenant).findings_open == 2
    close_finding(verified(waits, acme.ravi), words="Accepted", by=acme.cora)
    assert measure().findings_minor == 0
