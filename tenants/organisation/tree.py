"""The units of a tenant as a tree, loaded at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone

from tenants.models import Appointment, Unit


@dataclass
class Node:
    """A unit with those below it, and who holds which post in it today."""

    unit: Unit
    people: int = 0
    heads: list[str] = field(default_factory=list)
    below: list[Node] = field(default_factory=list)


def tree() -> list[Node]:
    """Return the units at the top, each with what is below it; two statements, however many."""
    nodes = {unit.pk: Node(unit) for unit in Unit.objects.active()}
    for unit_id, people in _appointments().items():
        if unit_id in nodes:
            nodes[unit_id].people = len({one.member_id for one in people})
            nodes[unit_id].heads = [_head(one) for one in people if one.post.is_head]
    tops: list[Node] = []
    for node in nodes.values():
        above = nodes.get(node.unit.parent_id) if node.unit.parent_id else None
        (above.below if above else tops).append(node)
    return tops


def _appointments() -> dict[UUID, list[Appointment]]:
    held = Appointment.objects.on(timezone.localdate()).select_related("member", "post")
    found = defaultdict(list)
    for appointment in held.order_by("is_acting", "member__name"):
        found[appointment.unit_id].append(appointment)
    return found


def _head(appointment: Appointment) -> str:
    return f"{appointment.member.name} · {appointment.post_name}"


def branch(units: Iterable[Unit], top: Unit) -> set[UUID]:
    """Return the ids of this unit and of everything below it."""
    below = defaultdict(list)
    for unit in units:
        below[unit.parent_id].append(unit.pk)
    found, waiting = set(), [top.pk]
    while waiting:
        pk = waiting.pop()
        found.add(pk)
        waiting += below[pk]
    return found


def hold_all() -> list[Unit]:
    """Lock every unit there is, always in one order: the shape of the tree depends on them all."""
    return list(Unit.objects.active().locked().order_by("pk"))
