"""The plan of an audit says who looks at what, where; the checklist is made from it."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from documents.actions.clauses import link_clause
from documents.models import Revision
from oversight.actions.audit_plans import note_seen, plan_scopes, take_out
from oversight.actions.audits import Team, close_audit, plan_audit
from oversight.models import Audit, AuditNote, Auditor, PlannedScope
from tenants.errors import Refused
from tenants.models import Appointment, Member
from tenants.scope import new_id
from tests.approvals.conftest import Office
from tests.certificates import report
from tests.library import make_draft, make_effective, put_in_force
from tests.oversight.finding import clause
from tests.world import Cast, signed_in

LIST = "/t/acme/audits/"


def planned(acme: Cast, *people: Member | str, kind: str = "internal") -> Audit:
    """Plan an audit of today and tomorrow by these people; the first of them leads."""
    today = acme.tenant.today()
    facts = {
        "kind": kind,
        "certificate": None,
        "title": "The whole system",
        "planned_from": today,
        "planned_until": today + dt.timedelta(days=1),
        "latest_on": None,
        "owner": acme.cora,
    }
    return plan_audit(facts, Team(lead=people[0], others=people[1:]), by=acme.cora)


def auditor(audit: Audit, name: str) -> Auditor:
    return audit.team.get(name=name)


def add(acme: Cast, office: Office, audit: Audit, name: str, *numbers: str) -> tuple[int, str]:
    said = {
        "units": [str(office.office.pk)],
        "clauses": [str(clause(number).pk) for number in numbers],
        "auditor": str(auditor(audit, name).pk),
    }
    answer = signed_in(acme.cora).post(f"{LIST}{audit.pk}/scopes/", said)
    return answer.status_code, answer.content.decode()


def change(acme: Cast, audit: Audit, act: str, *numbers: str, **said: Any) -> str:
    lines = PlannedScope.objects.filter(audit=audit, clause__number__in=numbers)
    said |= {"act": act, "lines": [str(line.pk) for line in lines]}
    answer = signed_in(acme.cora).post(f"{LIST}{audit.pk}/scopes/change/", said, follow=True)
    return answer.content.decode()


def lines(audit: Audit) -> list[tuple[str, str]]:
    found = PlannedScope.objects.listed().filter(audit=audit)
    return [(line.clause.number, line.auditor.name) for line in found]


def test_a_plan_is_added_to_handed_over_and_cut(acme: Cast, office: Office) -> None:
    audit = planned(acme, acme.ada, "Lu Ying")
    assert add(acme, office, audit, "Ada", "7.5", "8.5", "8.5")[0] == 302
    assert add(acme, office, audit, "Lu Ying", "8.5", "9.2")[0] == 302
    assert lines(audit) == [("7.5", "Ada"), ("8.5", "Lu Ying"), ("9.2", "Lu Ying")]
    change(acme, audit, "give", "9.2", auditor=str(auditor(audit, "Ada").pk))
    change(acme, audit, "take", "8.5")
    assert lines(audit) == [("7.5", "Ada"), ("9.2", "Ada")]
    assert "at least one line" in change(acme, audit, "take")
    assert add(acme, office, audit, "Ada")[0] == 422
    page = signed_in(acme.ruth).get(f"{LIST}{audit.pk}/scopes/").content.decode()
    assert ("7.5</span>" in page, '<form method="post" action' in page) == (True, True)
    assert 'name="units"' not in page


def test_nobody_audits_their_own_unit(acme: Cast, office: Office) -> None:
    """Ravi heads the office; people from outside, and audits of others, know no own unit."""
    audit = planned(acme, acme.ravi, "Lu Ying")
    status, page = add(acme, office, audit, "Ravi", "7.5")
    assert (status, "Nobody audits their own work" in page) == (422, True)
    assert lines(audit) == []
    assert add(acme, office, audit, "Lu Ying", "7.5")[0] == 302
    assert "their own work" in change(
        acme, audit, "give", "7.5", auditor=str(auditor(audit, "Ravi").pk)
    )
    assert lines(audit) == [("7.5", "Lu Ying")]
    other = planned(acme, acme.ravi, kind="stage_1")
    assert add(acme, office, other, "Ravi", "7.5")[0] == 302


def test_who_leads_a_unit_audits_none_below_it(acme: Cast, office: Office) -> None:
    below = type(office.office).objects.create(
        code="SUB", name_zh="下属科室", name_en="Section", parent=office.office
    )
    audit = planned(acme, acme.ravi)
    said = {
        "units": [str(below.pk)],
        "clauses": [str(clause("7.5").pk)],
        "auditor": str(auditor(audit, "Ravi").pk),
    }
    assert signed_in(acme.cora).post(f"{LIST}{audit.pk}/scopes/", said).status_code == 422


def test_who_moves_into_the_unit_is_shown_and_stops_the_audit(acme: Cast, office: Office) -> None:
    audit = planned(acme, acme.ada, "Lu Ying")
    assert add(acme, office, audit, "Ada", "7.5")[0] == 302
    Appointment.objects.create(member=acme.ada, post=office.head, unit=office.office)
    for page in ("", "scopes/", "checklist/"):
        shown = signed_in(acme.cora).get(f"{LIST}{audit.pk}/{page}").content.decode()
        assert "Own unit" in shown or "their own work" in shown, page
    held = f"{LIST}{audit.pk}/say/hold/"
    answer = signed_in(acme.cora).post(held, {"on": acme.tenant.today().isoformat()})
    assert (answer.status_code, "their own work" in answer.content.decode()) == (422, True)
    change(acme, audit, "give", "7.5", auditor=str(auditor(audit, "Lu Ying").pk))
    answer = signed_in(acme.cora).post(held, {"on": acme.tenant.today().isoformat()})
    assert answer.status_code == 302
    assert "stays as it was" in change(acme, audit, "take", "7.5")


def test_the_team_changes_round_what_is_planned(acme: Cast, office: Office) -> None:
    """Who has lines stays, and keeps them, whatever else of the plan is said anew."""
    audit = planned(acme, acme.ada, "Lu Ying")
    add(acme, office, audit, "Ada", "7.5")
    said = {
        "key": str(new_id()),
        "kind": "internal",
        "title": "Anew",
        "planned_from": audit.planned_from.isoformat(),
        "planned_until": audit.planned_until.isoformat(),
        "owner": str(acme.cora.pk),
        "lead_name": "Lu Ying",
    }
    page = f"{LIST}{audit.pk}/plan/"
    refused = signed_in(acme.cora).post(page, said)
    assert (refused.status_code, "Ada: the plan has lines" in refused.content.decode()) == (
        422,
        True,
    )
    assert signed_in(acme.cora).post(page, said | {"team": [str(acme.ada.pk)]}).status_code == 302
    assert (lines(audit), auditor(audit, "Lu Ying").is_lead) == ([("7.5", "Ada")], True)


def test_the_checklist_has_the_texts_of_the_day(acme: Cast, office: Office) -> None:
    """Own documents and procedures linked to the clause or a part of it, by version then."""
    document = make_effective(office, acme.ada)
    link_clause(document, clause("7.5.3"), coverage="full", why="All", by=acme.cora)
    old = document.in_force
    assert old is not None
    then = timezone.now() - dt.timedelta(days=20)
    Revision.objects.filter(pk=old.pk).update(effective_at=then)
    put_in_force(make_draft(document, acme.ada))
    other = make_effective(office, acme.ada)
    link_clause(other, clause("8.4"), coverage="full", why="All", by=acme.cora)
    audit = planned(acme, "Lu Ying")
    add(acme, office, audit, "Lu Ying", "7.5")
    page = f"{LIST}{audit.pk}/checklist/"

    def shown() -> tuple[bool, bool, bool]:
        said = signed_in(acme.cora).get(page).content.decode()
        at = f"/t/acme/documents/{document.number}/revisions/"
        return f"{at}1/" in said, f"{at}2/" in said, other.number in said

    assert shown() == (False, True, False)
    past = acme.tenant.today() - dt.timedelta(days=3)
    Audit.objects.filter(pk=audit.pk).update(state="held", held_on=past)
    assert shown() == (True, False, False)
    assert (
        "7.5.3.2 External documents identified" in signed_in(acme.cora).get(page).content.decode()
    )


def test_what_was_seen_is_typed_in_and_kept(acme: Cast, office: Office) -> None:
    audit = planned(acme, acme.ada, "Lu Ying")
    add(acme, office, audit, "Ada", "7.5")
    (scope,) = PlannedScope.objects.all()
    page = f"{LIST}{audit.pk}/checklist/"
    said = {"scope": str(scope.pk), "text": "Window 3 has the list of May."}
    assert signed_in(acme.ruth).post(page, said).status_code == 403
    for _twice in range(2):
        assert signed_in(acme.ada).post(page, said).status_code == 302
    assert signed_in(acme.cora).post(page, said | {"text": " "}).status_code == 302
    note = AuditNote.objects.get()
    assert (note.text, note.by_id) == (said["text"], acme.ada.pk)
    assert said["text"] in signed_in(acme.otto).get(page).content.decode()
    assert "stays in the plan" in change(acme, audit, "take", "7.5")
    pages = signed_in(acme.otto).post(f"{page}export.pdf")
    assert (pages.status_code, pages.content[:4]) == (200, b"%PDF")


def test_what_left_a_plan_meanwhile_takes_nothing(acme: Cast, office: Office) -> None:
    audit = planned(acme, acme.ada, "Lu Ying")
    add(acme, office, audit, "Ada", "7.5")
    (line,), gone = PlannedScope.objects.all(), auditor(audit, "Lu Ying")
    take_out([line], by=acme.cora)
    with pytest.raises(Refused, match="taken out of the plan meanwhile"):
        note_seen(line, "An old list", by=acme.cora)
    Auditor.objects.filter(pk=gone.pk).delete()
    with pytest.raises(Refused, match="one of the auditors"):
        plan_scopes(audit, [office.office], [clause("8.1")], gone, by=acme.cora)


def test_a_closed_audit_takes_no_notes(acme: Cast, office: Office) -> None:
    audit = planned(acme, "Lu Ying")
    plan_scopes(audit, [office.office], [clause("7.5")], auditor(audit, "Lu Ying"), by=acme.cora)
    closed = report(acme.cora, acme.tenant.today())
    PlannedScope.objects.update(audit=closed)
    close_audit(closed, by=acme.cora)
    page = f"{LIST}{closed.pk}/checklist/"
    said = {"scope": str(PlannedScope.objects.get().pk), "text": "Too late"}
    answer = signed_in(acme.cora).post(page, said, follow=True)
    assert "The audit is over" in answer.content.decode()
    assert not AuditNote.objects.exists()
