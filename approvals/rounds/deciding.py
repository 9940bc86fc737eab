"""What every decision on steps does and leaves behind, be it on one text or on a change package."""

from collections.abc import Iterator, Sequence
from uuid import UUID, uuid5

from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import Delegation, Step
from approvals.rounds.routing import takes_part
from approvals.standing_in.deputies import delegation_for
from tenants.errors import Refused
from tenants.models import Member


def decide(step: Step, to: Step.State, comment: str, key: UUID | None, *, by: Member) -> None:
    """Move the step; a deputy takes part in the revision from now on, as the holder does."""
    deputy = by if step.member_id != by.pk else None
    facts = {"decided_at": timezone.now(), "comment": comment.strip(), "key": key_of(step, key)}
    step.move(to, deputy=deputy, **facts)
    if deputy is not None:
        takes_part(step.round.revision, [deputy])


def key_of(step: Step, key: UUID | None) -> UUID | None:
    """Return the key by which this step answers a request, which may decide several."""
    return uuid5(key, str(step.pk)) if key is not None else None


def is_answer(step: Step, key: UUID | None) -> bool:
    """Tell whether this very request has decided the step."""
    return key is not None and step.key == key_of(step, key)


def taken(steps: Sequence[Step], by: Member) -> Iterator[tuple[Step, Delegation | None]]:
    """Yield the steps with the delegation by which they are decided, the own ones first.

    Asked one after another: who has decided one may no longer be free to take the next. Raises
    Refused when there is none: a delegation was ended in this very moment.
    """
    own = [step for step in steps if step.member_id == by.pk]
    yield from ((step, None) for step in own)
    is_any = bool(own)
    for step in steps:
        if step.member_id != by.pk and (delegation := delegation_for(step, by)) is not None:
            is_any = True
            yield step, delegation
    if steps and not is_any:
        raise Refused(_("This step is not yours to decide."))


def facts_of(step: Step, comment: str, delegation: Delegation | None) -> dict[str, int | str]:
    """Return what the audit trail keeps of a decision; in whose place it was given, too."""
    facts: dict[str, int | str] = {"round": step.round.number, "comment": comment.strip()}
    if delegation is not None:
        facts |= {"instead_of": step.member.name, "delegation": str(delegation.pk)}
    return facts
