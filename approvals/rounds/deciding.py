"""What every decision on a step does and leaves behind, be it alone or in a change package."""

from uuid import UUID

from django.utils import timezone

from approvals.models import Delegation, Round, Step
from approvals.rounds.routing import takes_part
from tenants.models import Member


def decide(step: Step, to: Step.State, comment: str, key: UUID | None, *, by: Member) -> None:
    """Move the step; a deputy takes part in the revision from now on, as the holder does."""
    deputy = by if step.member_id != by.pk else None
    facts = {"decided_at": timezone.now(), "comment": comment.strip(), "key": key}
    step.move(to, deputy=deputy, **facts)
    if deputy is not None:
        takes_part(step.round.revision, [deputy])


def facts_of(
    round: Round, step: Step, comment: str, delegation: Delegation | None
) -> dict[str, int | str]:
    """Return what the audit trail keeps of a decision; in whose place it was given, too."""
    facts: dict[str, int | str] = {"round": round.number, "comment": comment.strip()}
    if delegation is not None:
        facts |= {"instead_of": step.member.name, "delegation": str(delegation.pk)}
    return facts
