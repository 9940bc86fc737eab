"""Decide on a change package: one act of a person, in all its rounds or in none."""

from collections.abc import Iterator, Sequence
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import Delegation, Package, Round, Step
from approvals.rounds import identity, lockstep, stages
from approvals.rounds.binding import package_sha256_now
from approvals.rounds.deciding import decide, facts_of
from approvals.rounds.proofs import Password, Proof
from approvals.rounds.signing import sign
from approvals.rounds.together import demand_of
from approvals.standing_in.deputies import delegation_for
from documents.remarks import check_resolved
from tenants import audit
from tenants.errors import IllegalMove, Refused
from tenants.models import Member


@transaction.atomic
@audit.kept_for_last()
def sign_package(
    package: Package,
    *,
    by: Member,
    proof: Proof | None = None,
    password: str = "",
    comment: str = "",
    key: UUID | None = None,
) -> None:
    """Sign every step that waits for this person in the package, as just re-authenticated.

    Raises NotConfirmed, and Refused when anything in it is no longer what was submitted.
    """
    rounds, steps = _hold(package, by, key)
    if not steps:
        return
    if all(step.only_views for step in steps):
        raise Refused(_("You are asked to look at it, not to decide."))
    for round in rounds:
        check_resolved(round.revision)
    method = identity.confirm(
        by,
        proof or Password(password),
        bound_to=identity.binding(package.pk, rounds[0].manifest_sha256),
        demand=demand_of([round.revision for round in rounds]),
    )
    now = package_sha256_now(package)
    if any(round.manifest_sha256 != now for round in rounds):
        raise Refused(
            _("The content is not what was submitted. Do not sign; tell the document controller.")
        )
    for step, delegation in _taken(steps, by):
        to = Step.State.SEEN if step.only_views else Step.State.SIGNED
        decide(step, to, comment, _key_of(step, key), by=by)
        if to == Step.State.SIGNED:
            sign(step.round, by, step.meaning, method, step, delegation)
            among = list(step.round.steps.filter(stage=step.stage))
            stages.go_on_beside(step, step.round, among, by=by)
    lockstep.go_on(package, rounds, by=by, steps=steps)


@transaction.atomic
@audit.kept_for_last()
def return_package(package: Package, *, by: Member, comment: str, key: UUID | None = None) -> None:
    """Give the whole package back to who leads it; each of its revisions is a draft again."""
    _refuse(package, Step.State.RETURNED, Round.State.RETURNED, by, comment, key)


@transaction.atomic
@audit.kept_for_last()
def reject_package(package: Package, *, by: Member, comment: str, key: UUID | None = None) -> None:
    """Close the package and all its revisions for good; texts and reasons stay readable."""
    _refuse(package, Step.State.REJECTED, Round.State.REJECTED, by, comment, key)


@transaction.atomic
@audit.kept_for_last()
def confirm_package_seen(
    package: Package, *, by: Member, comment: str = "", key: UUID | None = None
) -> None:
    """Say that one has looked, where no more is asked in any of its documents."""
    _rounds, steps = _hold(package, by, key)
    if any(not step.only_views for step in steps):
        raise Refused(_("This step asks for your decision."))
    for step, delegation in _taken(steps, by):
        decide(step, Step.State.SEEN, comment, _key_of(step, key), by=by)
        facts = facts_of(step.round, step, comment, delegation)
        audit.record("revision.seen", step.round.revision, by=by, **facts)


def _refuse(
    package: Package,
    to: Step.State,
    outcome: Round.State,
    by: Member,
    comment: str,
    key: UUID | None,
) -> None:
    rounds, steps = _hold(package, by, key)
    if not steps:
        return
    steps = [step for step in steps if not step.only_views]
    if not steps:
        raise Refused(_("You are asked to look at it, not to decide."))
    if not comment.strip():
        raise Refused(_("Say why: the author has to know what to change."))
    said = comment.strip()
    taken = []
    for step, delegation in _taken(steps, by):
        decide(step, to, said, _key_of(step, key), by=by)
        taken.append((step, delegation))
    lockstep.close(rounds, outcome, by=by, steps=steps, comment=said)
    if outcome == Round.State.RETURNED:
        package.move(Package.State.DRAFT, returned_at=timezone.now(), comment=said)
    else:
        package.move(Package.State.REJECTED, comment=said)
    step, delegation = taken[0]
    facts = facts_of(step.round, step, said, delegation) | {"number": package.number}
    audit.record(f"package.{outcome}", package, by=by, **facts)


def _hold(package: Package, by: Member, key: UUID | None) -> tuple[list[Round], list[Step]]:
    """Lock the rounds; return what waits for this person in them, nothing for a repeated request.

    IllegalMove when it comes too late.
    """
    rounds = lockstep.hold(package)
    if key is not None and _is_answered(package, by, key):
        return rounds, []
    steps = lockstep.steps_for(rounds, by)
    if not steps:
        raise IllegalMove(_("You have decided this already, or it is no longer required."))
    return rounds, steps


def _is_answered(package: Package, by: Member, key: UUID) -> bool:
    """Tell whether this very request was decided before."""
    decided = Step.objects.filter(round__package=package).decided_by(by)
    return any(step.key == _key_of(step, key) for step in decided)


def _key_of(step: Step, key: UUID | None) -> UUID | None:
    """Return the key by which this step answers a request that decides several."""
    return uuid5(key, str(step.pk)) if key is not None else None


def _taken(steps: Sequence[Step], by: Member) -> Iterator[tuple[Step, Delegation | None]]:
    """Yield the steps with the delegation by which they are decided, the own ones first.

    Asked one after another: who has decided one may no longer be free to take the next.
    """
    yield from ((step, None) for step in steps if step.member_id == by.pk)
    for step in steps:
        if step.member_id != by.pk and (delegation := delegation_for(step, by)) is not None:
            yield step, delegation
