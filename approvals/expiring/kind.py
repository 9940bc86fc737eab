"""What a kind of thing that ends has to say; everything else follows from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, DateField, F, Q, QuerySet, UUIDField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat

from approvals.expiring.ladder import NO_HOLDER, NO_UNIT, Ladder
from tenants.models import Member, Tenant
from tenants.notices import Kind
from tenants.notices.cadence import Cadence
from tenants.people.roles import Role

type Rows = QuerySet[Any]


def days_after(day: str | Combinable, days: int) -> Cast:
    """Return the day so many days after one that a row has."""
    day = F(day) if isinstance(day, str) else day
    return Cast(Cast(day, DateField()) + Value(dt.timedelta(days=days)), DateField())


@dataclass(frozen=True, kw_only=True)
class Expiring(Kind):
    """A kind of notice about things that end or are due, of which the clock reminds."""

    rows: Callable[[dt.date, dt.date], Rows]  # open ones due by a day, as it stands on another
    due: str  # the field, or the way to it
    whom: str = ""  # the way to the member it belongs to …
    role: Role | None = None  # … or who has this role
    has_ladder: bool = False  # others hear of it when it is late; the unit is the document's …
    at: str = ""  # … or this is the way to it
    ahead: tuple[int, ...] = ()  # instead of the tenant's days before it is due
    # Who may do it in the holder's place, on leave or not: instead of whoever stands in on leave.
    in_place: Callable[[Member, dt.date], Q] | None = None

    @property
    def unit(self) -> str:
        """Return the way to the unit whose head stands on the ladder."""
        if not self.has_ladder:
            return ""
        if self.at:
            return self.at
        return "unit" if self.document == "pk" else f"{self.document}__unit"

    def cadence(self, tenant: Tenant) -> Cadence:
        return Cadence.of(tenant).with_ahead(self.ahead)

    def has_floor(self) -> bool:
        return True

    def due_by(self, until: dt.date, today: dt.date) -> Rows:
        """Return what is due by a day as the ledger wants it."""
        return self.values_of(self.rows(until, today).order_by())

    def values_of(self, rows: Rows) -> Rows:
        """Return of things whose they are, in which unit, and when they are due."""
        nobody, nowhere = Value(NO_HOLDER, UUIDField()), Value(NO_UNIT, UUIDField())
        found: Rows = rows.values(
            recipient=F(self.whom) if self.whom else nobody,
            at_unit=F(self.unit) if self.unit else nowhere,
            subject=Concat(Value(f"{rows.model._meta.model_name}:"), Cast("pk", CharField())),
            due=F(self.due),
        )
        return found

    def to_do(self, member: Member, on: dt.date) -> Rows:
        """Return what of it this member still has to do, or to see done, on a day."""
        ladder = member.tenant.once((Ladder, on), lambda: Ladder(on))
        rows = self.rows(self.cadence(member.tenant).horizon(on), on)
        if self.role is not None:
            return rows if member.pk in ladder.with_role(self.role) else rows.none()
        if ladder.controls(member):
            return rows
        mine = Q(**{f"{self.whom}__in": self._holders(ladder, member.pk)})
        if self.in_place is not None:
            mine |= self.in_place(member, on)
        if self.has_ladder and (units := ladder.led_by(member.pk)):
            mine |= Q(**{f"{self.unit}__in": units})
        return rows.filter(mine)

    def _holders(self, ladder: Ladder, member: UUID) -> list[UUID]:
        """Return whose things are told this member as whose they are."""
        if self.in_place is None:
            return ladder.stood_in_by(member)
        return [] if member in ladder.away else [member]
