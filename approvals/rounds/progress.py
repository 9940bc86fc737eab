"""What every act on a step begins and ends with: hold its rounds, and let them go on."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from approvals.models import Delegation, Round, Step
from approvals.rounds import acts, lockstep, stages
from approvals.standing_in.deputies import delegation_for
from approvals.tasks import issue_revision
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member
from tenants.scope import written_once
from tenants.scope.queue import after_commit


class Held(NamedTuple):
    """Rounds that are held and decided as one, and the steps of the stage that runs in them."""

    rounds: list[Round]
    among: list[Step]

    @property
    def round(self) -> Round:
        """Return any of them, for what they have in common."""
        return self.rounds[0]

    def with_own(self, steps: Sequence[Step]) -> list[Step]:
        """Return the steps of the stage, those at hand in the place of the same as they were."""
        own = {step.pk: step for step in steps}
        return [own.get(each.pk, each) for each in self.among]


def lock(step: Step, by: Member) -> Held:
    """Lock the rounds decided as one, since the outcome depends on all their steps.

    The step is read as it is now.
    """
    rounds = lockstep.hold(step.round)
    among = lockstep.of_stage(rounds)
    [now] = [each for each in among if each.pk == step.pk] or _as_it_is(step.pk)
    step.take_over(now)
    step.round = {round.pk: round for round in rounds}[step.round_id]
    if step.member_id == by.pk:
        step.member = by
    for round in rounds:
        round.revision.tenant = by.tenant  # known here: nothing need ask for it
    return Held(rounds, among)


@written_once
def _as_it_is(step: UUID) -> QuerySet[Step]:
    return Step.objects.filter(pk=step)


def alike(step: Step, rounds: Sequence[Round], **more: object) -> list[Step]:
    """Return the step with those its holder has so in the rounds beside it: one task, one act."""
    if step.round.package_id is None:
        return [step]
    same = {"member": step.member, "meaning": step.meaning, "state": step.state, **more}
    return lockstep.of_rounds(lockstep.steps_of(rounds).filter(**same), rounds)


def delegation_of(step: Step, by: Member) -> Delegation | None:
    """Return by which delegation this person decides; None for the holder of the step."""
    if step.member_id == by.pk:
        return None
    delegation = delegation_for(step, by)
    if delegation is None:
        raise Refused(_("This step is not yours to decide."))
    return delegation


def go_on(held: Held, steps: Sequence[Step], by: Member) -> None:
    """Start the next stage when this one is decided; after the last it is approved."""
    rounds, among = held.rounds, held.with_own(steps)
    stages.go_on_beside(steps, among, by=by)
    if not stages.is_decided(rounds, among, by=steps[0].names()):
        return
    if stages.advance(rounds, after=held.round.stage):
        return
    stages.close(rounds, Round.State.PASSED, by=by, steps=steps)
    for round in rounds:
        subject = acts.SUBJECTS[round.purpose]
        audit.record(f"{subject}.approved", round.revision, by=by, round=round.number)
        if not round.is_act:
            after_commit(issue_revision, round.revision.pk)
    package = held.round.package
    if package is not None:
        audit.record("package.approved", package, by=by, number=package.number)
