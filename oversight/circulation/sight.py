"""What a member was ever asked to sign: whoever signs a text may read what it is about."""

from __future__ import annotations

from django.db.models import Q

from oversight.models import (
    Circulation,
    CirculationQuerySet,
    CirculationStep,
    CirculationStepQuerySet,
)
from tenants.models import Member


def own_steps(member: Member) -> CirculationStepQuerySet:
    """Return the steps that are this member's, or that they sign or signed for another."""
    steps: CirculationStepQuerySet = CirculationStep.objects.all()
    mine = Q(member=member) | Q(deputy=member)
    return steps.filter(mine | Q(pk__in=steps.to_sign(member).values("pk")))


def asked_of(member: Member) -> CirculationQuerySet:
    """Return what this member was ever asked to sign, in the own place or another's."""
    found: CirculationQuerySet = Circulation.objects.filter(
        pk__in=own_steps(member).values("circulation")
    )
    return found
