"""When people are reminded: the numbers of a tenant."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Self

from tenants.models import Tenant
from tenants.scope import current_tenant_id


@dataclass(frozen=True, slots=True)
class Cadence:
    """Days before something is due, days after it, and when others hear of it."""

    ahead: tuple[int, ...] = (30, 14, 7, 1, 0)  # the first milestone first
    daily_for: int = 14  # days after it was due: every working day, then every week
    ladder: tuple[int, int, int] = (3, 7, 15)  # working days late: controllers, heads, the city
    quiet: tuple[int, int] = (20, 8)  # o'clock: no mail from, until
    since: dt.date | None = None  # when these numbers were set, if they ever were

    @classmethod
    def of(cls, tenant: Tenant) -> Self:
        """Return the numbers of a tenant."""
        return cls(
            ahead=tuple(sorted(tenant.remind_ahead, reverse=True)),
            daily_for=tenant.remind_daily_for,
            ladder=(tenant.escalate_after, tenant.head_after, tenant.city_after),
            quiet=(tenant.quiet_from, tenant.quiet_until),
            since=tenant.reminders_changed_on,
        )

    @classmethod
    def here(cls) -> Self:
        """Return the numbers of the running tenant."""
        return cls.of(Tenant.objects.get(pk=current_tenant_id()))

    def with_ahead(self, ahead: tuple[int, ...]) -> Cadence:
        """Return these numbers with others before the day, if there are others."""
        return replace(self, ahead=ahead) if ahead else self

    def horizon(self, today: dt.date) -> dt.date:
        """Return the last due date that has reached a milestone."""
        return today + dt.timedelta(days=self.ahead[0])

    def after(self, rung: int) -> int:
        """Return how many working days a thing is late before this rung hears of it."""
        return self.ladder[rung - 1] if rung else 0

    def is_quiet(self, hour: int) -> bool:
        """Tell whether no mail leaves in this hour of the day."""
        start, end = self.quiet
        return start <= hour < end if start <= end else hour >= start or hour < end

    def hours_by(self, hour: int) -> list[int]:
        """Return the hours whose digests go out by this one: quiet ones when these end."""
        _start, end = self.quiet
        return [h for h in range(24) if (end if self.is_quiet(h) else h) <= hour]

    def is_old(self, due: dt.date, milestone: int) -> bool:
        """Tell whether a milestone's day had passed when these numbers were set."""
        return self.since is not None and (due - self.since).days < milestone


STANDARD = Cadence()
