"""What has nobody, where it hurts: each app tells of its own rows what a person is missing for.

The app registers a function in `AppConfig.ready`; the page of vacancies shows what they all find.
"""

from collections.abc import Callable, Iterable

from tenants.models import Member
from tenants.ties import Need

type Ask = Callable[[Member], Iterable[Need]]  # what it finds, in words for this reader

_asks: list[Ask] = []


def register(*asks: Ask) -> None:
    """Ask these, too, in this order."""
    _asks.extend(asks)


def vacancies(reader: Member) -> list[Need]:
    """Return everything that lacks a person today."""
    return [need for ask in _asks for need in ask(reader)]
