"""Choices above the rows of a list; `parts/filters.html` draws them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above the rows: values with their words, and what is chosen ("": nothing)."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]
    chosen: str
