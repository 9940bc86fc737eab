"""Which lines of a digest go by which channel."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from tenants.channels.base import Composed, Result, Shared
from tenants.models import Delivery
from tenants.notices import Line
from tenants.notices.digests import lines_of


@dataclass(frozen=True, slots=True)
class Picked:
    """The lines a delivery shows, the notices that stand without it, and those without words."""

    lines: list[Line]
    kept: list[UUID]
    wordless: list[UUID]
    reaches: bool  # the person, by this channel

    @property
    def told(self) -> list[UUID]:
        return [line.notice.pk for line in self.lines]

    def as_message(self, send: Callable[[], Result]) -> Composed:
        """Say what is to be sent."""
        return Composed(send, self.told, self.kept, self.wordless)

    def as_nothing(self) -> Composed:
        """Say that there is nothing to send, and why."""
        stand = [*self.told, *self.kept]
        if not stand:
            return Composed(None, wordless=self.wordless)
        state = Delivery.State.NOT_WANTED if self.reaches else Delivery.State.NOWHERE
        return Composed(None, kept=stand, wordless=self.wordless, state=state)


def pick(delivery: Delivery, shared: Shared) -> Picked:
    """Return what is still to be told to the recipient of a digest by this channel."""
    digest = delivery.digest
    if digest is None:
        return Picked([], [], [], reaches=False)
    recipient = digest.recipient
    found, wordless = lines_of(digest, shared.tenant)
    reachable = shared.reach.ways_to(recipient) if found else []
    wishes = shared.reach.wishes_of(recipient)
    shown = [line for line in found if delivery.channel in wishes.ways_for(line.kind, reachable)]
    ids = {line.notice.pk for line in shown}
    kept = [line.notice.pk for line in found if line.notice.pk not in ids]
    return Picked(shown, kept, wordless, reaches=delivery.channel in reachable)
