"""The rules of the clock as data: versions with their source and the day from which each holds."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.translation import get_language

from documents.actions.revisions import add_months


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """One version of the certification rules; rules.toml says what each field means."""

    code: str
    source_zh: str
    source_en: str
    holds_from: dt.date
    first_months: int
    months: int
    each_calendar_year: bool
    surveillances: int
    suspension_months: int
    clauses: dict[str, str]

    @property
    def source(self) -> str:
        """Return what to cite, in the active language."""
        return self.source_zh if (get_language() or "").startswith("zh") else self.source_en

    def latest_after(self, day: dt.date, *, is_first: bool) -> dt.date:
        """Return until when the surveillance after this day has to be held."""
        if is_first:
            return add_months(day, self.first_months)
        latest = add_months(day, self.months)
        return min(latest, dt.date(day.year + 1, 12, 31)) if self.each_calendar_year else latest

    def longest_suspension(self, day: dt.date) -> dt.date:
        return add_months(day, self.suspension_months)


def read() -> tuple[Rules, ...]:
    """Read all versions, the oldest first."""
    tables = tomllib.loads((Path(__file__).parent / "rules.toml").read_text(encoding="utf-8"))
    return tuple(sorted((Rules(**each) for each in tables["rules"]), key=lambda r: r.holds_from))


RULES: Final = read()


def rules_on(day: dt.date, rules: Sequence[Rules] = RULES) -> Rules:
    """Return the version that holds on a day; before all of them, the oldest."""
    return next((each for each in reversed(rules) if each.holds_from <= day), rules[0])


def latest_after(
    day: dt.date, *, is_first: bool, rules: Sequence[Rules] = RULES
) -> tuple[dt.date, Rules]:
    """Return until when the surveillance after this day has to be held, and by which version.

    A version that comes into force before that day is over takes its place; nobody is late by it
    before it holds.
    """
    by = rules_on(day, rules)
    latest = by.latest_after(day, is_first=is_first)
    for newer in rules:
        if by.holds_from < newer.holds_from <= latest:
            by = newer
            latest = max(newer.latest_after(day, is_first=is_first), newer.holds_from)
    return latest, by
