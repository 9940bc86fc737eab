"""What a webhook can be told of, as data; the apps register what happens in them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from tenants.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Happening:
    """Something others may want to know of: an event of the audit trail, or what is overdue.

    With `event` every entry of that name that `only` lets through; with `kind` the first reminder
    of that kind after something was due.
    """

    name: str  # "revision.in_force", as the receiver reads it
    label: str | Promise
    event: str = ""
    only: Callable[[AuditEntry], bool] | None = None
    kind: str = ""


_happenings: dict[str, Happening] = {}


def register(*happenings: Happening) -> None:
    """Make happenings known; called from `AppConfig.ready`."""
    _happenings.update({happening.name: happening for happening in happenings})


def happenings() -> tuple[Happening, ...]:
    """Return everything there is to be told of."""
    return tuple(_happenings.values())
