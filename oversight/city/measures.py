"""What a scorecard says, and what counts it: a line of MEASURES fills columns of the scorecard.

Each is asked inside the tenant and answers with numbers; what it does not name stays uncounted.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from decimal import Decimal
from statistics import median
from typing import Any, Final

from django.db.models import DateTimeField, Min, Q, Sum

from approvals.expiring.reminding import count_for_city
from approvals.models import Round, Step
from documents.models import Document, Readership, Revision, StandardEdition
from oversight.certification.clock import LIVE
from oversight.certification.standing import standings
from oversight.expiring import EXPIRING
from oversight.models import Audit, Finding
from oversight.readiness.reckoning import readiness
from oversight.standards.coverage import State, coverage
from tenants.models import Tenant
from tenants.scope import current_tenant_id

type Counted = Mapping[str, Any]

FORCE_DAYS: Final = 90  # texts that came into force so lately say how long approval takes


def documents(today: dt.date) -> Counted:
    """Count what is in force, and what of it should have been looked at."""
    in_force = Document.objects.in_force_now()
    return {
        "documents": in_force.count(),
        "reviews_overdue": in_force.filter(review_due__lt=today).count(),
        "expired": in_force.filter(valid_until__lt=today).count(),
    }


def approvals(today: dt.date) -> Counted:
    """Count the steps that wait for somebody."""
    steps = Step.objects.open()
    return {
        "approvals_open": steps.count(),
        "approvals_overdue": steps.filter(due_on__lt=today).count(),
    }


def readers(_today: dt.date) -> Counted:
    """Count the acknowledgements that texts in force ask for."""
    in_force = Document.objects.in_force_now().values("in_force")
    counted = Readership.objects.filter(revision__in=in_force).aggregate(
        required=Sum("required", default=0), done=Sum("done", default=0)
    )
    return {
        "acknowledgements_required": counted["required"],
        "acknowledgements_done": counted["done"],
    }


def late(today: dt.date) -> Counted:
    return {"late_for_city": count_for_city(EXPIRING, today)}


def time_to_force(today: dt.date) -> Counted:
    """Say how many days lay between the first submission and force: the one in the middle."""
    first = Min(
        "rounds__started_at",
        filter=Q(rounds__purpose=Round.Purpose.ISSUE),
        output_field=DateTimeField(),
    )
    lately = Revision.objects.filter(
        effective_at__date__gt=today - dt.timedelta(days=FORCE_DAYS),
        effective_at__date__lte=today,
        is_imported=False,
    )
    spans = lately.order_by().annotate(first=first).values_list("first", "effective_at")
    days = [(effective - begun) / dt.timedelta(days=1) for begun, effective in spans if begun]
    return {"days_to_force": Decimal(str(round(median(days), 1))) if days else None}


def clauses(today: dt.date) -> Counted:
    """Say how the clauses that ask for something stand here, each by its worst requirement."""
    edition = StandardEdition.objects.current()
    if edition is None:
        return {}
    tenant = Tenant.objects.get(pk=current_tenant_id())
    found: dict[str, set[State]] = defaultdict(set)
    for line in coverage(tenant, edition, today=today).lines:
        found[line.clause.number].add(line.state)
    worst = {number: next(s for s in State if s in states) for number, states in found.items()}
    by_state = {state: [n for n, each in worst.items() if each == state] for state in State}
    applicable = len(worst) - len(by_state[State.EXCLUDED])
    return {
        "clauses_applicable": applicable,
        "clauses_covered": applicable - len(by_state[State.GAP]),
        "clause_edition": edition.code,
        "clause_gaps": by_state[State.GAP],
        "clause_ailing": by_state[State.AILING],
        "clause_excluded": by_state[State.EXCLUDED],
    }


def certificates(today: dt.date) -> Counted:
    """Count the days that are left to the certificate and to the audit that come first."""
    live = [each for each in standings(today) if each.clock.state in LIVE]
    to_audit = [each.clock.days_left for each in live if each.clock.days_left is not None]
    to_expiry = [(each.certificate.valid_until - today).days for each in live]
    return {
        "days_to_audit": min(to_audit, default=None),
        "days_to_expiry": min(to_expiry, default=None),
    }


def ready(today: dt.date) -> Counted:
    """Say how ready the tenant is for certification, as its own page of readiness does."""
    tenant = Tenant.objects.get(pk=current_tenant_id())
    return {"readiness": readiness(tenant, today).score}


def findings(today: dt.date) -> Counted:
    """Count the findings nobody has verified yet, by grade; those late, and the oldest's age.

    Where no audit was ever held there is nothing to count.
    """
    if not Audit.objects.held().exists():
        return {}
    still = Finding.objects.open()
    by_grade = Counter(still.values_list("grade", flat=True))
    first = still.nonconformities().aggregate(first=Min("audit__held_on"))["first"]
    return {
        "findings_major": by_grade[Finding.Grade.MAJOR],
        "findings_minor": by_grade[Finding.Grade.MINOR],
        "findings_observation": by_grade[Finding.Grade.OBSERVATION],
        "findings_overdue": still.late(today).count(),
        "findings_oldest_days": (today - first).days if first else None,
    }


MEASURES: Final[tuple[Callable[[dt.date], Counted], ...]] = (
    documents,
    approvals,
    readers,
    late,
    time_to_force,
    clauses,
    certificates,
    findings,
    ready,
)
