"""The heads of the register's columns, by which its rows are sorted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise

from documents.register.columns import COLUMNS, sorted_by
from documents.register.filters import canonical


@dataclass(frozen=True, slots=True)
class Head:
    """A head: the word, the address that sorts by it, and how the rows are sorted by it now."""

    label: str | Promise
    address: str
    sorting: str  # "ascending", "descending" or ""
    is_wide: bool  # only where there is room, unless somebody chose it


def heads(wanted: QueryDict, shown: Sequence[str], *, ranked: bool) -> list[Head]:
    """Return the heads of these columns; hits are sorted by how well they match at first."""
    asked = wanted.get("sort", "")
    by, downwards = sorted_by(asked) if asked or not ranked else ("", False)
    made = []
    for name in shown:
        sorting = ("descending" if downwards else "ascending") if name == by else ""
        turned = f"-{name}" if sorting == "ascending" else name
        sort = None if turned == "number" and not ranked else turned  # as it comes anyway
        is_wide = name == "effective" and not wanted.getlist("col")
        made.append(Head(COLUMNS[name].label, canonical(wanted, sort=sort), sorting, is_wide))
    return made
