"""Short words for tests of readiness: ask one rule, and say what it answers."""

import datetime as dt

from oversight.readiness.facts import Facts
from oversight.readiness.rule import Answer, NotApplicable
from oversight.readiness.rules import RULES
from tenants.models import Member

N_A = [("not applicable", "")]
BY_NAME = {rule.name: rule for rule in RULES}


def ask(name: str, member: Member, day: dt.date | None = None) -> Answer:
    """Ask one rule in the member's tenant, whose scope is open."""
    tenant = member.tenant
    return BY_NAME[name].ask(Facts(tenant, day or tenant.today()))


def said(name: str, member: Member, day: dt.date | None = None) -> list[tuple[str, str]]:
    """Return what blocks a rule, by name, and why; or that it does not apply."""
    answer = ask(name, member, day)
    if isinstance(answer, NotApplicable):
        assert answer.why
        return N_A
    return [(blocker.what, blocker.why) for blocker in answer]
