"""Decide: sign it, return it to its author, reject it, or say that one has seen it.

A step in a change package stands for all that waits for the same person in it: one act decides on
every document of the package, or on none.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Concatenate
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.models import Round, Step
from approvals.rounds import acts, identity, lockstep, rereading, stages
from approvals.rounds.binding import proof_for, sha256_now
from approvals.rounds.deciding import decide, facts_of, is_answer, taken
from approvals.rounds.progress import Held, delegation_of, go_on, lock
from approvals.rounds.proofs import Password, Proof
from approvals.rounds.signing import sign
from approvals.rounds.together import demand_of
from documents.comparison import Ticks
from documents.remarks import check_resolved
from tenants import audit
from tenants.errors import IllegalMove, Refused
from tenants.models import Member


def _once[**P](act: Callable[Concatenate[Step, P], None]) -> Callable[Concatenate[Step, P], None]:
    """Answer at once whoever decides what is decided: for it nothing is held, nothing undone."""

    @wraps(act)
    def asked(step: Step, /, *args: P.args, **said: P.kwargs) -> None:
        if step.round.package_id is None and step.decided_at is not None:
            key = said.get("key")
            _check_answered(step, key if isinstance(key, UUID) else None)
        else:
            act(step, *args, **said)

    return asked


@_once
@audit.kept_for_last()
@transaction.atomic
def sign_step(
    step: Step,
    *,
    by: Member,
    proof: Proof | None = None,
    password: str = "",
    comment: str = "",
    key: UUID | None = None,
    viewed: Mapping[UUID, Ticks] | None = None,
    reading: Mapping[UUID, rereading.Choice] | None = None,
) -> None:
    """Sign as the person just re-authenticated; the same key is answered as before.

    `viewed` says of a revision what was ticked of its changes, `reading` whether staff read it
    anew. Raises NotConfirmed, and Refused when the content is no longer what was submitted.
    """
    held, steps = _hold(step, by, key)
    if not steps:
        return
    rounds = held.rounds
    _deciding(steps)
    for round in rounds:
        if round.purpose == Round.Purpose.ISSUE:
            check_resolved(round.revision)
    method = identity.confirm(
        by,
        proof or Password(password),
        bound_to=proof_for(step),
        demand=demand_of([round.revision for round in rounds]),
    )
    now = sha256_now(held.round)
    if any(round.manifest_sha256 != now for round in rounds):
        raise Refused(
            _("The content is not what was submitted. Do not sign; tell the document controller.")
        )
    if reading:
        rereading.settle(steps, reading, by=by)
    for each, delegation in taken(steps, by):
        to = Step.State.SEEN if each.only_views else Step.State.SIGNED
        decide(each, to, comment, key, by=by)
        if to == Step.State.SIGNED:
            ticks = (viewed or {}).get(each.round.revision_id)
            sign(each.round, by, each.meaning, method, each, delegation, ticks)
    go_on(held, steps, by)


@_once
@audit.kept_for_last()
@transaction.atomic
def return_step(step: Step, *, by: Member, comment: str, key: UUID | None = None) -> None:
    """Give the revision back to its author; the next submission is a new round."""
    _refuse(step, Step.State.RETURNED, Round.State.RETURNED, by, comment, key)


@_once
@audit.kept_for_last()
@transaction.atomic
def reject_step(step: Step, *, by: Member, comment: str, key: UUID | None = None) -> None:
    """Close the revision for good; its file and the reasons stay readable."""
    _refuse(step, Step.State.REJECTED, Round.State.REJECTED, by, comment, key)


@_once
@audit.kept_for_last()
@transaction.atomic
def confirm_seen(step: Step, *, by: Member, comment: str = "", key: UUID | None = None) -> None:
    """Say that one has looked, where no more is asked; it moves nothing and signs nothing."""
    _held, steps = _hold(step, by, key)
    if not all(each.only_views for each in steps):
        raise Refused(_("This step asks for your decision."))
    for each, delegation in taken(steps, by):
        decide(each, Step.State.SEEN, comment, key, by=by)
        subject = acts.SUBJECTS[each.round.purpose]
        facts = facts_of(each, comment, delegation)
        audit.record(f"{subject}.seen", each.round.revision, by=by, **facts)


def _refuse(
    step: Step, to: Step.State, outcome: Round.State, by: Member, comment: str, key: UUID | None
) -> None:
    held, steps = _hold(step, by, key)
    if not steps:
        return
    steps = _deciding(steps)
    said = comment.strip()
    if not said:
        raise Refused(_("Say why: the author has to know what to change."))
    facts = []
    for each, delegation in taken(steps, by):
        decide(each, to, said, key, by=by)
        facts.append(facts_of(each, said, delegation))
    stages.close(held.rounds, outcome, by=by, steps=steps, comment=said)
    round, package = held.round, held.round.package
    if package is not None:
        audit.record(f"package.{outcome}", package, by=by, number=package.number, **facts[0])
    else:
        subject = acts.SUBJECTS[round.purpose]
        audit.record(f"{subject}.{outcome}", round.revision, by=by, **facts[0])


def _hold(step: Step, by: Member, key: UUID | None) -> tuple[Held, list[Step]]:
    """Lock the rounds; return what this person decides in them, nothing for a repeated request.

    IllegalMove when it comes too late.
    """
    held = lock(step, by)
    if is_answer(step, key):
        return held, []
    steps = [step] if step.state == Step.State.OPEN else []
    if step.round.package_id is not None:
        steps = lockstep.steps_for(held.rounds, by)
    if not steps:
        raise _too_late()
    if step in steps:
        delegation_of(step, by)
    return held, steps


def _check_answered(step: Step, key: UUID | None) -> None:
    """Let pass only who asks again what has decided the step."""
    if not is_answer(step, key):
        raise _too_late()


def _too_late() -> IllegalMove:
    return IllegalMove(_("You have decided this already, or it is no longer required."))


def _deciding(steps: Sequence[Step]) -> list[Step]:
    """Return those that ask for a decision; Refused where none does."""
    found = [step for step in steps if not step.only_views]
    if not found:
        raise Refused(_("You are asked to look at it, not to decide."))
    return found
