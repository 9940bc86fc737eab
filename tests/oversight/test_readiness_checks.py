"""Rules of readiness about audits, findings, reviews and objectives: what exactly blocks each."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from documents.models import Clause
from oversight.actions.audit_plans import plan_scopes
from oversight.actions.audits import hold_audit
from oversight.audits.plan import clauses_to_audit
from oversight.models import Audit, ClauseExclusion
from tenants.models import Member, Unit
from tests.approvals.conftest import Office
from tests.certificates import hold, plan
from tests.oversight.finding import answered, found, verified
from tests.oversight.readiness import said
from tests.reviews import enter_one, hold_one, lead, set_one, sign_one
from tests.world import Cast

DAY: Final = dt.timedelta(days=1)


def clauses(*numbers: str) -> list[Clause]:
    return list(Clause.objects.filter(edition__state="current", number__in=numbers))


def look(by: Member, on: dt.date, units: Iterable[Unit], *numbers: str) -> Audit:
    """Hold an internal audit of clauses in units."""
    audit = plan(by, on)
    plan_scopes(audit, list(units), clauses(*numbers), audit.team.get(), by=by)
    hold_audit(audit, on=on, by=by)
    return audit


def test_audited(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    assert said("audited", acme.cora) == [("Internal audit", "none was held within 12 months")]
    numbers = [clause.number for clause in clauses_to_audit()]
    assert (numbers[0], numbers[-1], len(numbers)) == ("4.1", "10.3", 28)
    look(acme.cora, today - 9 * DAY, [office.office, office.service], *numbers[:20])
    left = [what.split(" ")[0] for what, _why in said("audited", acme.cora)]
    assert left == numbers[20:]
    look(acme.cora, today - 8 * DAY, [office.office], *numbers[21:27])
    left = [what.split(" ")[0] for what, _why in said("audited", acme.cora)]
    assert left == [numbers[20], numbers[27]]
    look(acme.cora, today - 7 * DAY, [office.office], numbers[27])
    asked = {"reason": "Why", "asked_by": acme.cora, "asked_on": today, "state": "approved"}
    ClauseExclusion.objects.create(clause=clauses(numbers[20])[0], **asked)
    assert said("audited", acme.cora) == []
    unit = Unit.objects.create(code="NEW", name_zh="新", name_en="New unit")
    why = "not looked at by an internal audit within 12 months"
    assert said("audited", acme.cora) == [("New unit", why)]
    later = said("audited", acme.cora, today + 358 * DAY)  # of the three audits the last counts
    assert {"Public Services", "New unit"} < {what for what, _why in later}
    assert ("General Office", why) not in later
    unit.ended_on = today
    unit.save()
    assert said("audited", acme.cora) == []


def test_an_audit_that_was_planned_only_or_by_others_is_none(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    audit = plan(acme.cora, today)
    plan_scopes(audit, [office.office], clauses("4"), audit.team.get(), by=acme.cora)
    hold(acme.cora, today, kind="stage_1")
    assert said("audited", acme.cora) == [("Internal audit", "none was held within 12 months")]


def test_no_major(acme: Cast, office: Office) -> None:
    assert said("no_major", acme.cora) == []
    minor = found(acme, office)
    assert said("no_major", acme.cora) == []
    major = found(acme, office, minor.audit, grade="major")
    named = f"{major.code} Major nonconformity"
    assert said("no_major", acme.cora) == [(named, "To be answered")]
    major = answered(major, acme.ruth)
    assert said("no_major", acme.cora) == [(named, "To be verified")]
    verified(major, acme.ravi)
    assert said("no_major", acme.cora) == []


def test_no_late_minor(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    assert said("no_late_minor", acme.cora) == []
    minor = found(acme, office, due_on=today + 5 * DAY)
    found(acme, office, minor.audit, grade="major", due_on=today + DAY)
    found(acme, office, minor.audit, grade="observation", due_on=today + DAY)
    assert said("no_late_minor", acme.cora, today + 5 * DAY) == []
    named = f"{minor.code} Minor nonconformity"
    late = said("no_late_minor", acme.cora, today + 6 * DAY)
    assert late == [(named, f"due on {today + 5 * DAY}")]
    minor = answered(minor, acme.ruth)
    assert said("no_late_minor", acme.cora, today + 6 * DAY) == []
    late = said("no_late_minor", acme.cora, today + 60 * DAY)  # nobody verified it
    assert late == [(named, f"due on {minor.verify_by}")]
    verified(minor, acme.ravi)
    assert said("no_late_minor", acme.cora, today + 60 * DAY) == []


def test_reviewed(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    lead(acme.ravi, office.office)
    [(_what, why)] = said("reviewed", acme.cora)
    assert why == "no internal audit was held within 12 months that it could look at"
    hold(acme.cora, today - 20 * DAY)
    assert said("reviewed", acme.cora) == [("Management review", "none was held within 12 months")]
    early = hold_one(acme.cora, today - 30 * DAY)
    sign_one(early, acme.ravi)
    before = f"held on {today - 30 * DAY}, before the audit of {today - 20 * DAY}"
    assert said("reviewed", acme.cora) == [(early.title, before)]
    review = hold_one(acme.cora, today - 10 * DAY, title="Second")
    unsigned = f"held on {today - 10 * DAY}, not signed yet"
    assert said("reviewed", acme.cora) == [("Second", unsigned)]
    sign_one(review, acme.ravi)
    assert said("reviewed", acme.cora) == []
    hold_one(acme.cora, today, title="Third")  # a newer one takes nothing away
    assert said("reviewed", acme.cora) == []
    assert said("reviewed", acme.cora, today + 366 * DAY) != []


def test_objectives_answered(acme: Cast, office: Office) -> None:
    first, today = dt.date(2026, 1, 1), dt.date(2026, 3, 10)
    none = ("Quality objectives", "none is set that holds today")
    assert said("objectives_answered", acme.cora, today) == [none]
    objective = set_one(acme.cora, first, ends_on=dt.date(2026, 12, 31))
    missing = (objective.title, "no result for 2026-01")
    assert said("objectives_answered", acme.cora, dt.date(2026, 2, 15)) == []  # time to enter it
    assert said("objectives_answered", acme.cora, dt.date(2026, 2, 16)) == [missing]
    enter_one(objective, first, 40, acme.cora)  # missed, but answered
    assert said("objectives_answered", acme.cora, today) == []
    later = dt.date(2027, 3, 1)
    february = (objective.title, "no result for 2026-02")
    assert said("objectives_answered", acme.cora, later) == [none, february]
    assert said("objectives_answered", acme.cora, dt.date(2028, 3, 1)) == [none]
