"""People who are away: their time to read stands still (approvals/migrations/0007)."""

import datetime as dt

from django.db.models import DateField, Exists, F, Func, OuterRef, Q, Subquery, Value

from approvals.models import Delegation, DelegationQuerySet


def was_away_since(day: dt.date) -> Q:
    """Say of a member that they were, are or will be away some time after this day."""
    return Q(Exists(_absences().filter(valid_until__gte=day)))


def is_away(on: dt.date) -> Q:
    """Say of a member that they are away on this day."""
    return Q(Exists(_absences().running(on)))


def away_until(on: dt.date) -> Subquery:
    """Return the last day on which a member who is away on this day is away."""
    return Subquery(_absences().running(on).values("valid_until")[:1])


def due_of(published: dt.date, due: dt.date) -> Func:
    """Return until when a member has to have read what was published then and due then."""
    asked = (F("tenant_id"), F("pk"), Value(published), Value(due))
    return Func(*asked, function="reading_due", output_field=DateField())


def _absences() -> DelegationQuerySet:
    absences: DelegationQuerySet = Delegation.objects.filter(
        delegator=OuterRef("pk"), is_absent=True
    )
    return absences
