"""What every channel can do: say what is to be sent, and send it."""

import datetime as dt
import enum
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import ClassVar, Self
from uuid import UUID

from tenants.channels.wishes import Reach
from tenants.models import Delivery, Tenant
from tenants.notices.digests import gather_lines

Why = Delivery.Why


class Outcome(enum.Enum):
    """What became of an attempt."""

    DELIVERED = enum.auto()
    REFUSED = enum.auto()  # for good: another attempt would be refused as well
    LATER = enum.auto()


def storable(said: str) -> str:
    """Return what another side said as PostgreSQL can keep it: no NUL, no half of a pair."""
    return said.replace("\0", "").encode(errors="replace").decode()


@dataclass(frozen=True, slots=True)
class Result:
    """What the other side made of it, and why."""

    outcome: Outcome
    reason: str = ""
    concerns_all: bool = False  # nothing gets through: what else waits for this channel waits, too
    wait: dt.timedelta | None = None  # how long the other side asks us to wait
    is_nobody_there: bool = False  # there is no such recipient
    is_gone: bool = False  # the outlet itself says that it is no more
    is_ours: bool = False  # the other side has no part in it

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", storable(self.reason))

    @property
    def why(self) -> Delivery.Why:
        """Return which of the reasons it is that people are told in their language."""
        if self.is_ours:
            return Why.OFF if self.outcome is Outcome.REFUSED else Why.FAULT
        if self.outcome is Outcome.REFUSED:
            return Why.NOBODY if self.is_nobody_there else Why.REFUSED
        if self.wait is not None:
            return Why.BUSY
        return Why.DOWN if self.concerns_all else Why.LATER

    @classmethod
    def of(cls, failure: Exception) -> "Result":
        """Return what an exception of our own means: it may go better another time."""
        return cls(Outcome.LATER, f"{type(failure).__name__}: {failure}", is_ours=True)


DELIVERED = Result(Outcome.DELIVERED)


@dataclass(frozen=True, slots=True)
class Composed:
    """What one delivery says by now; without `send` there is nothing to send, for a reason."""

    send: Callable[[], Result] | None
    told: list[UUID] = field(default_factory=list)  # notices whose lines it shows
    kept: list[UUID] = field(default_factory=list)  # those that stand, and are not for this channel
    wordless: list[UUID] = field(default_factory=list)  # the next digest tries them again
    state: Delivery.State = Delivery.State.NOT_NEEDED  # what becomes of it without `send`


@dataclass(frozen=True, slots=True)
class Shared:
    """What is asked once for deliveries that are composed together; in the tenant's scope."""

    tenant: Tenant
    reach: Reach

    @classmethod
    def of(cls, tenant: Tenant, deliveries: Iterable[Delivery]) -> Self:
        digests = [delivery.digest for delivery in deliveries if delivery.digest is not None]
        gather_lines(digests)
        people = [digest.recipient for digest in digests]
        for person in people:
            person.answers = {}
        return cls(tenant.remembering(), Reach.of(people))


class Channel(ABC):
    """One way out; made anew for each visit of the clock and closed after it."""

    name: ClassVar[Delivery.Channel]
    gives_up_after: ClassVar[dt.timedelta | None] = None  # when not after three days

    @abstractmethod
    def compose(self, delivery: Delivery, shared: Shared) -> Composed:
        """Say what is to be sent; runs inside the tenant's scope, reads and writes nothing."""

    def failed(self, delivery: Delivery, result: Result) -> None:  # noqa: B027 (most do nothing)
        """Do what follows when an attempt failed; runs inside the tenant's scope."""

    def close(self) -> None:  # noqa: B027 (most have nothing to close)
        """Let go of what was kept open between two deliveries."""
