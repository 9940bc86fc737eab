"""Whoever answered a finding does not close it; somebody always can."""

from oversight.models import Finding
from tenants.models import Member
from tenants.people.roles import Role
from tests.approvals.conftest import Office
from tests.oversight.finding import answered, found, fresh, verified
from tests.reviews import lead
from tests.world import Cast, make_member, signed_in


def close(member: Member, finding: Finding) -> tuple[int, str]:
    page = f"/t/acme/findings/{finding.pk}/"
    said = {"read": finding.entries.count(), "words": "Accepted by the body."}
    answer = signed_in(member).post(f"{page}say/close/", said, follow=True)
    return answer.status_code, answer.content.decode()


def by_the_only_controller(acme: Cast, office: Office) -> Finding:
    """Return what Cora answered, who alone sees to audits, and Ravi verified; others led it."""
    return verified(answered(found(acme, office, owner=acme.cora), acme.cora), acme.ravi)


def test_who_verified_closes_what_the_only_controller_answered(acme: Cast, office: Office) -> None:
    finding = by_the_only_controller(acme, office)
    page = f"/t/acme/findings/{finding.pk}/"
    for member in (acme.cora, acme.ruth, acme.ada):
        close(member, finding)
        shown = signed_in(member).get(page).content.decode()
        assert "Ravi, who verified it, or who leads" in shown
        assert "say/close/" not in shown
    assert fresh(finding).state == "verified"
    assert "say/close/" in signed_in(acme.ravi).get(page).content.decode()
    assert close(acme.ravi, finding)[0] == 200
    assert fresh(finding).state == "closed"


def test_the_leader_closes_it_as_well(acme: Cast, office: Office) -> None:
    finding = by_the_only_controller(acme, office)
    lead(acme.ruth, office.office)
    close(acme.ruth, finding)
    assert fresh(finding).state == "closed"


def test_where_another_controller_is_there_nobody_steps_in(acme: Cast, office: Office) -> None:
    finding = by_the_only_controller(acme, office)
    cleo = make_member(acme.tenant, "Cleo", Role.CONTROLLER)
    close(acme.ravi, finding)
    assert fresh(finding).state == "verified"
    page = signed_in(acme.ravi).get(f"/t/acme/findings/{finding.pk}/").content.decode()
    assert "who verified it, or who leads" not in page
    close(cleo, finding)
    assert fresh(finding).state == "closed"
