"""Write down how a tenant stands."""

import datetime as dt

from django.db.models import Sum
from django.utils import timezone

from approvals.expiring.kinds import EXPIRING
from approvals.expiring.reminding import count_for_city
from approvals.models import Step
from documents.models import Document, Readership
from oversight.models import Scorecard
from tenants.scope import current_tenant_id


def measure(today: dt.date | None = None) -> Scorecard:
    """Count the running tenant's indicators and keep them as the scorecard of a day, or today."""
    today = today or timezone.localdate()
    in_force = Document.objects.in_force_now()
    readers = Readership.objects.filter(revision__in=in_force.values("in_force")).aggregate(
        required=Sum("required", default=0), done=Sum("done", default=0)
    )
    steps = Step.objects.open()
    scorecard, _ = Scorecard.objects.update_or_create(
        tenant_id=current_tenant_id(),
        day=today,
        defaults={
            "documents": in_force.count(),
            "reviews_overdue": in_force.filter(review_due__lt=today).count(),
            "expired": in_force.filter(valid_until__lt=today).count(),
            "approvals_open": steps.count(),
            "approvals_overdue": steps.filter(due_on__lt=today).count(),
            "late_for_city": count_for_city(EXPIRING, today),
            "acknowledgements_required": readers["required"],
            "acknowledgements_done": readers["done"],
        },
    )
    return scorecard
