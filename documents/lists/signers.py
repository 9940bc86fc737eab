"""Who approved a revision: the app that keeps signatures tells the lists."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

# Returns the names of those who approved these revisions, in one or two statements.
type Ask = Callable[[Collection[UUID]], Mapping[UUID, str]]

_asks: list[Ask] = []


def register(ask: Ask) -> None:
    """Ask this of every page of a list; called from `AppConfig.ready`."""
    _asks.append(ask)


def approvers_of(revisions: Collection[UUID]) -> dict[UUID, str]:
    """Return who approved each of these revisions, as far as anybody is known."""
    return {pk: names for ask in _asks for pk, names in ask(revisions).items()}
