"""What a group is told each working day: figures, which the apps register."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from tenants.models import Tenant


@dataclass(frozen=True, slots=True)
class Figure:
    """How many things of a kind there are on a day, where they are seen, and what they are called.

    `titles` names things that everybody may know of, for tenants that want titles to be told.
    """

    label: str | Promise
    count: Callable[[dt.date], int]
    address: Callable[[Tenant], str]
    titles: Callable[[dt.date], Sequence[str]] | None = None


_figures: list[Figure] = []


def register(*figures: Figure) -> None:
    """Make figures known; called from `AppConfig.ready`."""
    _figures.extend(figures)


def figures() -> tuple[Figure, ...]:
    """Return every figure there is."""
    return tuple(_figures)
