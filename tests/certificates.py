"""Certificates and audits for tests, by the product's own acts."""

import datetime as dt
from io import BytesIO
from typing import Any, Final

from oversight.actions.audits import Team, hold_audit, plan_audit, report_audit
from oversight.actions.certificates import register_certificate
from oversight.models import Audit, Certificate
from tenants.models import Member, Unit
from tests.library import picture_bytes

YEARS_3: Final = dt.timedelta(days=1095)


def register(
    by: Member, unit: Unit, issued_on: dt.date, *, with_scan: bool = False, **facts: Any
) -> Certificate:
    """Register a certificate of three years; in the tenant's scope."""
    said = {
        "standard": "ISO 9001:2015",
        "number": f"CN-{issued_on:%Y%m%d}",
        "body": "Body of Certification",
        "accreditation": "CNAS",
        "scope_zh": "行政审批服务",
        "scope_en": "Administrative approval",
        "sites": "",
        "issued_on": issued_on,
        "valid_until": issued_on + YEARS_3,
        "owner": by,
        "unit": unit,
    }
    scan = (BytesIO(picture_bytes()), "scan.png") if with_scan else None
    return register_certificate(said | facts, scan, by=by)


def plan(by: Member, first: dt.date, **facts: Any) -> Audit:
    """Plan an audit of two days, by somebody from outside; an internal one unless said."""
    said = {
        "kind": Audit.Kind.INTERNAL,
        "certificate": None,
        "title": "The whole system",
        "planned_from": first,
        "planned_until": first + dt.timedelta(days=1),
        "latest_on": None,
        "owner": by,
    }
    return plan_audit(said | facts, Team(lead="Lu Ying"), by=by)


def hold(by: Member, on: dt.date, **facts: Any) -> Audit:
    """Plan an audit and say that it was held on a day."""
    audit = plan(by, on, **facts)
    hold_audit(audit, on=on, by=by)
    audit.refresh_from_db()
    return audit


def report(by: Member, on: dt.date, **facts: Any) -> Audit:
    """Hold an audit and hand in its report the same day."""
    audit = hold(by, on, **facts)
    report_audit(audit, BytesIO(picture_bytes()), "report.png", on=on, by=by)
    audit.refresh_from_db()
    return audit
