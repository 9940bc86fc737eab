"""What a rule of readiness is, and what it can answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from oversight.readiness.facts import Facts


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that is in the way: what, what is wrong with it, and the page where it is."""

    what: str
    why: str
    view: str
    args: tuple[str | UUID, ...] = ()  # of the page, behind the tenant's code
    ability: str = ""  # without it a reader cannot open the page
    document: UUID | None = None  # named only to whom it is visible
    review: UUID | None = None  # named and opened only to who may read it


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """There is nothing here that the rule is about; it counts neither way."""

    why: str


type Answer = Sequence[Blocker] | NotApplicable  # no blocker: it passes


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition with where it comes from, how much it weighs, and who knows whether it holds."""

    name: str
    source: str | Promise
    weight: int
    words: Promise
    ask: Callable[[Facts], Answer]
