"""What was held, verified or objected to is reminded of until somebody settles it."""

import datetime as dt
from io import BytesIO

from oversight.actions.audits import close_audit, report_audit
from oversight.actions.findings import close_finding
from oversight.models import Auditor, Objection
from tenants.models import Notice
from tenants.notices import lines
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office
from tests.library import picture_bytes
from tests.oversight.examining import begin_scoring, in_city, make_round, page_of, publish, sign
from tests.oversight.finding import answered, found, held, verified
from tests.reviews import hold_one
from tests.sweeping import BY_NAME, remind
from tests.world import Cast, City, signed_in

DAYS = dt.timedelta(days=1)


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True))


def test_an_audit_is_told_until_it_is_reported_then_until_it_is_closed(
    acme: Cast, office: Office
) -> None:
    today = acme.tenant.today()
    audit = held(acme, owner=acme.ada)
    finding = found(acme, office, audit)
    assert remind("audit_report_due", today) == 0
    assert remind("audit_report_due", today + 20 * DAYS) > 0
    assert (told("audit_report_due"), told("audit_close_due")) == ({"Cora"}, set())
    report_audit(audit, BytesIO(picture_bytes()), "report.png", on=today, by=acme.cora)
    assert remind("audit_report_due", today + 30 * DAYS) == 0
    assert remind("audit_close_due", today + 30 * DAYS) == 0, "its finding keeps it open"
    close_finding(verified(answered(finding, acme.ruth), acme.ravi), words="Good", by=acme.cora)
    assert remind("audit_close_due", today + 30 * DAYS) > 0
    assert told("audit_close_due") == {"Cora"}, "Ada, its owner, cannot close it"
    close_audit(audit, by=acme.cora)
    assert remind("audit_close_due", today + 60 * DAYS) == 0


def test_a_verified_finding_is_told_who_may_close_it(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    audit = held(acme, owner=acme.ada)
    Auditor.objects.filter(audit=audit).update(member=acme.tom, name="Tom")
    finding = answered(found(acme, office, audit), acme.ruth)
    assert remind("finding_close_due", today + 20 * DAYS) == 0
    finding = verified(finding, acme.ravi)
    assert remind("finding_close_due", today + 13 * DAYS) > 0
    assert told("finding_close_due") == {"Tom"}, "who leads the audit"
    remind("finding_close_due", today + 21 * DAYS)
    assert acme.cora.name in told("finding_close_due"), "the controllers, when it is late"
    mine = Notice.objects.filter(kind="finding_close_due", recipient=acme.cora)
    shown = lines(list(mine), acme.cora, acme.tenant)
    assert "F-001" in shown[0].headline
    assert shown[0].url.endswith(f"/findings/{finding.pk}/")
    close_finding(finding, words="Good", by=acme.cora)
    assert remind("finding_close_due", today + 60 * DAYS) == 0


def test_nobody_is_reminded_to_close_what_they_answered(acme: Cast, office: Office) -> None:
    day = acme.tenant.today() + 21 * DAYS
    finding = verified(answered(found(acme, office, owner=acme.cora), acme.cora), acme.ravi)
    remind("finding_close_due", day)
    assert told("finding_close_due") == {"Cora", "Ravi"}, "the ladder goes by the role"
    notices = Notice.objects.filter(kind="finding_close_due", state=Notice.State.PENDING)
    shown = {
        person.name: len(lines(list(notices.filter(recipient=person)), person, acme.tenant))
        for person in (acme.cora, acme.ravi)
    }
    assert shown == {"Cora": 0, "Ravi": 1}
    assert list(BY_NAME["finding_close_due"].to_do(acme.ravi, day)) == [finding]


def test_the_record_of_a_held_review_is_told_its_owner(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    review = hold_one(acme.cora, today, owner=acme.ada)
    assert remind("management_review_record_due", today) == 0
    assert remind("management_review_record_due", today + 15 * DAYS) > 0
    assert told("management_review_record_due") == {"Ada"}
    type(review).objects.filter(pk=review.pk).update(state="signing")
    assert remind("management_review_record_due", today + 60 * DAYS) == 0


def test_an_objection_is_told_the_office_alone(city: City, zones: tuple[Cast, Cast]) -> None:
    acme, _bolt = zones
    round, today = make_round(city), city.tenant.today()
    begin_scoring(city, round)
    sign(city, round)
    publish(city, round)
    signed_in(acme.cora).post(f"{page_of(acme, round)}object/", {"text": "They were in time"})
    with tenant_scope(acme.tenant.pk):
        assert remind("objection_due", today + 20 * DAYS) == 0
    with in_city(city):
        assert remind("objection_due", today) == 0
        assert remind("objection_due", today + 20 * DAYS) > 0
        assert told("objection_due") == {city.quan.name}
        waiting = BY_NAME["objection_due"].to_do(city.quan, today + 20 * DAYS)
        objection = Objection.objects.get()
        assert list(waiting) == [objection]
    path = f"/city/objections/{objection.pk}/"
    signed_in(city.quan).post(path, {"is_upheld": "no", "text": "They were not"})
    with in_city(city):
        assert remind("objection_due", today + 60 * DAYS) == 0
