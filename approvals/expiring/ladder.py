"""Who stands on which rung on a day: owners, controllers, heads of units; and who for whom."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Final
from uuid import UUID

from approvals.models import Delegation
from approvals.standing_in.chains import MOST_HOPS
from tenants.models import Appointment, Member, Rung, Unit
from tenants.models.group import valid_on
from tenants.people.roles import Role

NO_UNIT: Final = UUID(int=0)
NO_HOLDER: Final = UUID(int=0)  # of what nobody has: it begins with the rung above


class Ladder:
    """The rungs of the running tenant on a day; each question is asked of the database once."""

    def __init__(self, today: dt.date) -> None:
        self.today = today
        self._here: dict[UUID, bool] = {}

    @cached_property
    def away(self) -> dict[UUID, UUID]:
        """Return who is on leave, and who stands in for them."""
        absent = Delegation.objects.running(self.today).filter(is_absent=True)
        return dict(absent.values_list("delegator", "deputy"))

    @cached_property
    def controllers(self) -> list[UUID]:
        return self.with_role(Role.CONTROLLER)

    def with_role(self, role: Role) -> list[UUID]:
        """Return who has a role, each replaced by who stands in."""
        found = Member.objects.active(self.today).with_role(role).order_by("pk")
        return self.in_place_of(found.values_list("pk", flat=True))

    @cached_property
    def parents(self) -> dict[UUID, UUID | None]:
        return dict(Unit.objects.values_list("pk", "parent"))

    @cached_property
    def heads(self) -> dict[UUID, list[UUID]]:
        """Return who leads each unit."""
        leading = Appointment.objects.on(self.today).filter(
            valid_on(self.today, "member__"), post__is_head=True
        )
        found: dict[UUID, list[UUID]] = defaultdict(list)
        for unit, member in leading.order_by("member").values_list("unit", "member"):
            found[unit].append(member)
        return found

    def heads_of(self, unit: UUID) -> list[UUID]:
        """Return who leads this unit, or the nearest one above it that somebody leads."""
        seen: set[UUID] = set()
        at: UUID | None = unit
        while at is not None and at not in seen:
            if people := self.in_place_of(self.heads.get(at, ())):
                return people
            seen.add(at)
            at = self.parents.get(at)
        return []

    def led_by(self, member: UUID) -> list[UUID]:
        """Return the units whose things this member hears of as their head, or for their head."""
        leading = Appointment.objects.on(self.today).filter(post__is_head=True)
        if not leading.filter(member__in=self.stood_in_by(member)).exists():
            return []
        return [unit for unit in self.parents if member in self.heads_of(unit)]

    def stood_in_by(self, member: UUID) -> list[UUID]:
        """Return whose reminders reach this member: the own, and those of people on leave."""
        others: list[UUID] = []
        if member in self.away.values():
            self.look_up({*self.away, *self.away.values()})
            others = [person for person in self.away if self.stand_in(person) == member]
        return [*([] if member in self.away else [member]), *others]

    def controls(self, member: Member) -> bool:
        """Tell whether the member hears of what controllers do, as one or for one."""
        return member.pk in self.controllers if self.away else member.can("documents.control")

    def in_place_of(self, people: Iterable[UUID]) -> list[UUID]:
        """Return these people, those on leave replaced by who stands in for them, if anybody."""
        told = (self.stand_in(person) for person in people)
        return list(dict.fromkeys(person for person in told if person is not None))

    def stand_in(self, person: UUID) -> UUID | None:
        """Return who is told what this person would be told; None when that is nobody."""
        for _hop in range(MOST_HOPS + 1):
            if not self.is_here(person):
                return None
            if person not in self.away:
                return person
            person = self.away[person]
        return None

    def is_here(self, person: UUID) -> bool:
        if person not in self._here:
            self.look_up([person])
        return self._here[person]

    def look_up(self, people: Iterable[UUID]) -> None:
        """Ask of many at once whether their membership holds."""
        unknown = set(people) - self._here.keys()
        if not unknown:
            return
        found = Member.objects.active(self.today).filter(pk__in=unknown)
        here = set(found.values_list("pk", flat=True))
        self._here |= {person: person in here for person in unknown}

    def on_rung(self, rung: int, holder: UUID, unit: UUID) -> list[UUID]:
        """Return who stands on a rung of the things of this holder in this unit."""
        if rung == Rung.OWNER:
            return self.in_place_of([holder])
        return self.controllers if rung == Rung.CONTROLLER else self.heads_of(unit)

    def from_rung(self, rung: int, holder: UUID, unit: UUID) -> tuple[Rung, list[UUID]]:
        """Return the first rung from this one on that is not vacant, and who stands there."""
        for at in range(rung, Rung.CITY):
            if people := self.on_rung(at, holder, unit):
                return Rung(at), people
        return Rung.CITY, []

    def city_level(self, holder: UUID, unit: UUID) -> int:
        """Return from which rung's number of days on the city counts a thing."""
        return next(
            level
            for level in range(Rung.CITY + 1)
            if level == Rung.CITY or self.from_rung(level, holder, unit)[0] == Rung.CITY
        )
