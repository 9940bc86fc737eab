"""By which ways a person is told of a kind of notice: as they wish, above a floor.

In the product everything is told. What somebody has to act on, and what must not be missed, comes
by one way out of it besides: where nobody wants any, by the first that reaches the person.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self
from uuid import UUID

from django.db.models import Q

from tenants.audit import subject_of
from tenants.audit.reading import content_of
from tenants.models import AuditEntry, DeadAddress, Delivery, Member, Outlet, Preference
from tenants.models.outlet import APPS
from tenants.notices import Kind

CHANGED: Final = "wishes.changed"  # in the trail, with what it was and what it is
PERSONAL: Final = (Delivery.Channel.MAIL, *APPS)  # that reach one person


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person has said about kinds and channels, and where they have not, their tenant."""

    said: Mapping[tuple[str, str], bool]

    @classmethod
    def of(cls, member: Member | None) -> Wishes:
        """Return the wishes of a member; those of the tenant for None."""
        return Reach.of([member] if member else []).wishes_of(member)

    @classmethod
    def at(cls, member: Member, end: dt.datetime) -> Self:
        """Return the wishes that held at an instant: the rows say how it is, the trail how it was.

        What a person said stands above what their tenant said, whichever was later.
        """
        said: list[dict[tuple[str, str], bool]] = []
        for subject in ("", subject_of(member)):
            changed = AuditEntry.objects.filter(event=CHANGED, subject=subject, at__lt=end)
            said.append({})
            for entry in changed.order_by("sequence"):
                changes = content_of(entry).get("facts", {}).get("changes", {})
                for name, (_before, is_on) in changes.items():
                    kind, channel = name.split()
                    said[-1][kind, channel] = is_on
        return cls(said[0] | said[1])

    def wants(self, kind: Kind, channel: str) -> bool:
        return self.said.get((kind.name, channel), True)

    def ways_for(self, kind: Kind, reachable: Sequence[str]) -> Sequence[str]:
        """Return by which of the channels that reach the person this kind goes to them."""
        wanted = [channel for channel in reachable if self.wants(kind, channel)]
        if not wanted and kind.has_floor():
            return reachable[:1]
        return wanted


def ways_here() -> list[str]:
    """Return the channels that reach people of the running tenant, mail first."""
    apps = Outlet.objects.on().filter(channel__in=APPS).values_list("channel", flat=True)
    return [str(channel) for channel in PERSONAL if channel == PERSONAL[0] or channel in set(apps)]


@dataclass(frozen=True, slots=True)
class Reach:
    """By which ways people can and want to be told: asked once for several of them."""

    apps: Sequence[Outlet]
    dead: frozenset[str]  # addresses of theirs
    said: Mapping[UUID | None, Mapping[tuple[str, str], bool]]  # None: by their tenant

    @classmethod
    def of(cls, members: Iterable[Member]) -> Self:
        """Ask it for these people."""
        people = {member.pk: member for member in members}
        addresses = {member.user.email for member in people.values() if member.user.email}
        dead = DeadAddress.objects.filter(email__in=addresses).values_list("email", flat=True)
        said: dict[UUID | None, dict[tuple[str, str], bool]] = defaultdict(dict)
        for row in Preference.objects.filter(Q(member=None) | Q(member__in=people)):
            said[row.member_id][row.kind, row.channel] = row.is_on
        return cls(list(Outlet.objects.on().filter(channel__in=APPS)), frozenset(dead), said)

    def wishes_of(self, member: Member | None) -> Wishes:
        """Return the wishes of one of them; those of the tenant for None."""
        own = self.said.get(member.pk, {}) if member else {}
        return Wishes({**self.said.get(None, {}), **own})

    def ways_to(self, member: Member) -> list[str]:
        """Return the channels that reach one of them now, mail first."""
        found = {str(outlet.channel) for outlet in self.apps if outlet.knows(member)}
        email = member.user.email
        if email and email not in self.dead:
            found.add(str(Delivery.Channel.MAIL))
        return [str(channel) for channel in PERSONAL if channel in found]


def ways_to(member: Member) -> list[str]:
    """Return the channels that reach this person now, mail first."""
    return Reach.of([member]).ways_to(member)
