"""Who decides a step in its holder's place, and who is told of one."""

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, F, Func, Value
from django.utils import timezone

from approvals.models import Delegation, Step
from approvals.standing_in.chains import MOST_HOPS
from tenants.models import Member


def delegation_for(step: Step, person: Member) -> Delegation | None:
    """Return by which delegation this person may decide the step now; None: not at all."""
    if not person.can("approvals.decide"):
        return None
    found = "SELECT delegation_id FROM stood_in_for(%s, %s, %s) WHERE step_id = %s"
    with connection.cursor() as cursor:
        cursor.execute(found, [person.tenant_id, person.pk, timezone.localdate(), step.pk])
        row = cursor.fetchone()
    return Delegation.objects.get(pk=row[0]) if row else None


def count_kept_back(delegation: Delegation) -> int:
    """Count the delegator's open steps that the deputy may not take."""
    steps = Step.objects.open().filter(member=delegation.delegator)
    asked = (F("tenant_id"), F("pk"), Value(delegation.deputy_id))
    may_take = Func(*asked, function="may_take_step", output_field=BooleanField())
    return steps.exclude(may_take).count()


def deputies_of(step: Step) -> list[Member]:
    """Return who may decide an open step in its holder's place, the nearest first."""
    return [member for member in _passed_on({step.member_id}) if delegation_for(step, member)]


def _passed_on(holders: Collection[UUID]) -> Iterator[Member]:
    """Yield those to whom delegations of today lead from these people."""
    for _hop in range(MOST_HOPS):
        running = Delegation.objects.running().filter(delegator__in=holders)
        deputies = [each.deputy for each in running.select_related("deputy")]
        yield from deputies
        holders = {deputy.pk for deputy in deputies}
        if not holders:
            return
