"""Say what a reorganisation would do: by doing it, and taking all of it back."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from django.db import transaction

from tenants.actions.reorganisations import Outcome, carry_out
from tenants.errors import Refused, sentence
from tenants.models import Member, Reorganisation
from tenants.ties import Need
from tenants.vacancies import vacancies


class Preview(NamedTuple):
    """What each step would move, and what would be vacant that is not yet."""

    outcomes: list[Outcome]
    vacant: list[Need]


def preview(plan: Reorganisation, reader: Member) -> Preview:
    """Perform every step until one is refused; nothing of it stays."""
    before = vacancies(reader)
    with transaction.atomic():
        outcomes = list(_outcomes(plan, reader))
        after = vacancies(reader)
        transaction.set_rollback(True)
    return Preview(outcomes, _added(before, after))


def _added(before: list[Need], after: list[Need]) -> list[Need]:
    """Return what is vacant only now; a unit that was vacant under another name is not."""
    old, new = (Counter((need.kind, need.url) for need in needs) for needs in (before, after))
    grown = new - old
    return [need for need in after if need not in before and (need.kind, need.url) in grown]


def _outcomes(plan: Reorganisation, reader: Member) -> Iterator[Outcome]:
    for step in plan.steps_in_order():
        said = step.sentence
        try:
            yield carry_out(step, by=reader)
        except Refused as refused:
            yield Outcome(said, [], sentence(refused))
            return
