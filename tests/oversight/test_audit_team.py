"""A team of auditors: each person once, whatever they are called, and missed when they leave."""

import datetime as dt

from oversight.actions.audits import Team, plan_anew
from oversight.models import Audit, Auditor, PlannedScope
from tenants.models import Member, Notice
from tenants.people.roles import Role
from tests.approvals.conftest import Office
from tests.oversight.test_audit_plan import LIST, add, change, lines, planned
from tests.sweeping import remind
from tests.world import Cast, make_member, signed_in

DAYS = dt.timedelta(days=1)


def namesake(acme: Cast, number: str) -> Member:
    made = make_member(acme.tenant, f"Zhang {number}", Role.READER)
    made.name, made.staff_number = "Zhang Wei", number
    made.save()
    return made


def facts_of(audit: Audit) -> dict[str, object]:
    return {"title": audit.title, "planned_until": audit.planned_until}


def test_two_people_of_one_name_are_in_a_team_each_with_their_lines(
    acme: Cast, office: Office
) -> None:
    one, other = namesake(acme, "A-17"), namesake(acme, "A-18")
    audit = planned(acme, acme.ada, one)
    add(acme, office, audit, "Zhang Wei", "7.5")
    plan_anew(
        audit, facts_of(audit), Team(lead=acme.ada, others=[one, other, "Zhang Wei"]), by=acme.cora
    )
    names = {each.name: each.member_id for each in audit.team.all()}
    assert names == {
        "Ada": acme.ada.pk,
        "Zhang Wei (A-17)": one.pk,
        "Zhang Wei (A-18)": other.pk,
        "Zhang Wei": None,
    }
    assert lines(audit) == [("7.5", "Zhang Wei (A-17)")]


def leave(member: Member) -> None:
    Member.objects.filter(pk=member.pk).update(
        valid_from=dt.date(2020, 1, 1), valid_until=dt.date(2020, 1, 2)
    )


def test_an_auditor_who_has_left_is_missed_until_the_plan_is_another(
    acme: Cast, office: Office
) -> None:
    audit = planned(acme, acme.ada, acme.ruth, "Lu Ying")
    add(acme, office, audit, "Ruth", "7.5")
    ruth = Auditor.objects.get(member=acme.ruth)
    today = acme.tenant.today()
    assert remind("audit_auditor_missing", today) == 0
    leave(acme.ruth)
    for page in (f"{LIST}{audit.pk}/", f"{LIST}{audit.pk}/scopes/"):
        shown = signed_in(acme.cora).get(page).content.decode()
        assert "Ruth has left before the audit was held" in shown
        assert shown.count("Vacant: has left") == 1
    assert "Ruth" in signed_in(acme.tom).get("/t/acme/settings/vacancies/").content.decode()
    assert remind("audit_auditor_missing", today) > 0
    told = Notice.objects.filter(kind="audit_auditor_missing").values_list("recipient", flat=True)
    assert set(told) == {acme.cora.pk}
    assert "Choose one of" in change(acme, audit, "give", "7.5", auditor=str(ruth.pk))
    change(acme, audit, "give", "7.5", auditor=str(audit.team.get(name="Lu Ying").pk))
    plan_anew(audit, facts_of(audit), Team(lead=acme.ada, others=["Lu Ying"]), by=acme.cora)
    assert not Auditor.objects.missing().exists()
    assert PlannedScope.objects.get().auditor.name == "Lu Ying"
    assert "has left" not in signed_in(acme.cora).get(f"{LIST}{audit.pk}/").content.decode()


def test_who_leaves_after_an_audit_was_held_stays_its_auditor(acme: Cast, office: Office) -> None:
    audit = planned(acme, acme.ada, acme.ravi)
    Audit.objects.filter(pk=audit.pk).update(state="held", held_on=acme.tenant.today())
    leave(acme.ravi)
    page = signed_in(acme.cora).get(f"{LIST}{audit.pk}/").content.decode()
    assert "Ravi" in page
    assert "has left" not in page
