"""What entries say to people: each app names its events and the rows that they are about."""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from django.utils.functional import Promise

from tenants.models import Member

type Text = str | Promise


class About(NamedTuple):
    """A row that an entry is about, as a reader may see it."""

    words: str
    url: str = ""
    is_seen: bool = True


# Returns those of the rows with these ids that the reader may see; one or two statements for all.
type Resolve = Callable[[Member, Collection[UUID]], Mapping[UUID, About]]

_events: dict[str, Text] = {}
_subjects: dict[str, Resolve] = {}
_facts: dict[str, Text] = {}


def register(
    events: Mapping[str, Text],
    subjects: Mapping[str, Resolve] = MappingProxyType({}),
    facts: Mapping[str, Text] = MappingProxyType({}),
) -> None:
    """Name events and facts, and say how the rows they are about are found.

    Called from `AppConfig.ready`. A fact without a name has that of its field on forms.
    """
    _events.update(events)
    _subjects.update(subjects)
    _facts.update(facts)


def event_words() -> Mapping[str, Text]:
    """Return every event that has a name, with its name."""
    return _events


def fact_words(name: str) -> Text | None:
    """Return how a fact is named; None for one that nobody named."""
    return _facts.get(name)


def resolved(reader: Member, subjects: Collection[str]) -> dict[str, About]:
    """Return what the reader may see of these subjects ("document:<uuid>"), by subject.

    Kinds of rows that nobody registered are not secret: they are named by their kind alone.
    """
    by_kind: dict[str, set[UUID]] = {}
    for subject in subjects:
        kind, _, pk = subject.partition(":")
        if pk:
            by_kind.setdefault(kind, set()).add(UUID(pk))
    return {
        f"{kind}:{pk}": about
        for kind, ids in by_kind.items()
        for pk, about in _found(reader, kind, ids).items()
    }


def _found(reader: Member, kind: str, ids: set[UUID]) -> Mapping[UUID, About]:
    if kind in _subjects:
        return _subjects[kind](reader, ids)
    return dict.fromkeys(ids, About(""))
