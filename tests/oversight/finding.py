"""Findings for tests, by the product's own acts."""

import datetime as dt
from typing import Any

from django.utils import timezone

from documents.models import Clause, Revision
from oversight.actions.findings import answer_finding, raise_finding, verify_finding
from oversight.models import Audit, Finding
from tenants.models import Member
from tests.approvals.conftest import Office
from tests.certificates import hold
from tests.world import Cast

SAID: dict[str, Any] = {
    "correction": "The list was put right.",
    "cause": "Nobody was told.",
    "action": "The controller tells each unit.",
}


def clause(number: str) -> Clause:
    return Clause.objects.get(edition__state="current", number=number)


def held(acme: Cast, **facts: Any) -> Audit:
    """Return an audit that was held yesterday."""
    return hold(acme.cora, acme.tenant.today() - dt.timedelta(days=1), **facts)


def found(acme: Cast, office: Office, audit: Audit | None = None, **facts: Any) -> Finding:
    """Raise a minor nonconformity that Ruth answers and Ravi verifies."""
    about = {
        "grade": "minor",
        "clause": clause("7.5"),
        "unit": office.office,
        "document": None,
        "seen": "A superseded list hangs at window 3.",
        "owner": acme.ruth,
        "verifier": acme.ravi,
        "due_on": acme.tenant.today() + dt.timedelta(days=30),
    }
    made = raise_finding(audit or held(acme), about | facts, by=acme.cora)
    return fresh(made)


def answered(finding: Finding, by: Member) -> Finding:
    answer_finding(finding, **SAID, by=by)
    return fresh(finding)


def verified(finding: Finding, by: Member) -> Finding:
    verify_finding(finding, evidence="Window 3 was looked at.", by=by)
    return fresh(finding)


def fresh(finding: Finding) -> Finding:
    return Finding.objects.get(pk=finding.pk)


def held_before(revision: Revision | None) -> None:
    """Let it have been in force for a while."""
    assert revision is not None
    moment = timezone.now() - dt.timedelta(days=30)
    Revision.objects.filter(pk=revision.pk).update(effective_at=moment)
