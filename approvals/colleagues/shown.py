"""What the page of a step offers besides deciding it, and what was added and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from approvals import access
from approvals.colleagues.finding import listed
from approvals.colleagues.forms import AddSignerForm, HandOnForm
from approvals.deciding.access import Decision
from approvals.models import Step
from tenants.models import Member


@dataclass(frozen=True)
class More:
    """A step, for one reader."""

    add: AddSignerForm | None
    hand_on: HandOnForm | None
    added: list[Step]
    colleagues: list[str]

    @classmethod
    def of(cls, found: Decision, reader: Member) -> Self:
        """Offer what the reader may do with the step as it is."""
        step = found.step
        is_open = step.state == Step.State.OPEN
        may_add = is_open and not step.only_views
        may_hand_on = is_open and step.member_id == reader.pk
        added = list(_pending_additions(found.trail.steps))
        return cls(
            add=AddSignerForm(auto_id="add_%s") if may_add else None,
            hand_on=HandOnForm(auto_id="hand_on_%s") if may_hand_on else None,
            added=[part for part in added if access.may_take_back(reader, part)],
            colleagues=listed(but=reader) if may_add or may_hand_on else [],
        )


def _pending_additions(steps: Sequence[Step]) -> Iterator[Step]:
    """Yield the steps that were added and not decided yet, each with that beside which it is."""
    by_id = {step.pk: step for step in steps}
    for step in steps:
        if step.added_to_id is not None and step.state in (Step.State.WAITING, Step.State.OPEN):
            step.added_to = by_id[step.added_to_id]
            yield step
