"""Who decides a step in its holder's place, and who is told of one."""

from collections.abc import Collection, Iterator
from typing import Any
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
    found = dict(_stood_in_for(person)).get(step.pk)
    return Delegation.objects.get(pk=found) if found else None


def count_kept_back(delegation: Delegation) -> int:
    """Count the delegator's open steps that the deputy may not take."""
    steps = Step.objects.open().filter(member=delegation.delegator)
    asked = (F("tenant_id"), F("pk"), Value(delegation.deputy_id))
    may_take = Func(*asked, function="may_take_step", output_field=BooleanField())
    return steps.exclude(may_take).count()


def deputies_of(step: Step) -> list[Member]:
    """Return who may decide an open step in its holder's place, the nearest first."""
    return deputies_of_each([step])[step.pk]


def deputies_of_each(steps: Collection[Step]) -> dict[UUID, list[Member]]:
    """Return that of each of these steps: where nobody stands in for anybody, by one statement."""
    found: dict[UUID, list[Member]] = {step.pk: [] for step in steps}
    for person in dict.fromkeys(passed_on({step.member_id for step in steps})):
        if person.can("approvals.decide"):
            for pk, _delegation in _stood_in_for(person):
                if pk in found:
                    found[pk].append(person)
    return found


def _stood_in_for(person: Member) -> list[tuple[UUID, UUID]]:
    """Return the open steps this person may take today in another's place, by which delegation."""
    asked: list[Any] = [person.tenant_id, person.pk, timezone.localdate()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT step_id, delegation_id FROM stood_in_for(%s, %s, %s)", asked)
        found: list[tuple[UUID, UUID]] = cursor.fetchall()
    return found


def passed_on(holders: Collection[UUID]) -> Iterator[Member]:
    """Yield those to whom delegations of today lead from these people."""
    for _hop in range(MOST_HOPS):
        running = Delegation.objects.running().filter(delegator__in=holders)
        deputies = [each.deputy for each in running.select_related("deputy")]
        yield from deputies
        holders = {deputy.pk for deputy in deputies}
        if not holders:
            return
