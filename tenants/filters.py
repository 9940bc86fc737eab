"""Choices above the rows of a list; `parts/filters.html` draws them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above the rows: values with their words, and what is chosen ("": nothing)."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]
    chosen: str


def in_words(filters: Iterable[Filter]) -> list[str]:
    """Say what is chosen, as it stands on a file made of the rows that were left."""
    return [
        f"{each.label}: {words}"
        for each in filters
        for value, words in each.choices
        if value == each.chosen
    ]
