"""The one figure: weight of the rules that hold, of the weight of those that apply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oversight.readiness.facts import Facts
from oversight.readiness.rule import Answer, Blocker, NotApplicable, Rule
from oversight.readiness.rules import RULES
from tenants.models import Tenant


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule with what it answered."""

    rule: Rule
    answer: Answer

    @property
    def applies(self) -> bool:
        return not isinstance(self.answer, NotApplicable)

    @property
    def passes(self) -> bool:
        return self.applies and not self.blockers

    @property
    def blockers(self) -> Sequence[Blocker]:
        return () if isinstance(self.answer, NotApplicable) else self.answer


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready a tenant is on a day, by each rule."""

    day: dt.date
    judged: tuple[Judged, ...]

    @property
    def passed(self) -> int:
        return sum(each.rule.weight for each in self.judged if each.passes)

    @property
    def applicable(self) -> int:
        return sum(each.rule.weight for each in self.judged if each.applies)

    @property
    def score(self) -> int | None:
        """Return per cent, rounded down: 100 means that nothing is in the way."""
        return 100 * self.passed // self.applicable if self.applicable else None


def readiness(tenant: Tenant, day: dt.date, rules: Iterable[Rule] = RULES) -> Readiness:
    """Ask every rule how the tenant, whose scope is open, stands on a day."""
    facts = Facts(tenant, day)
    return Readiness(day, tuple(Judged(rule, rule.ask(facts)) for rule in rules))
