"""What every act on a step begins and ends with: hold its round, and let that go on."""

from django.utils.translation import gettext as _

from approvals.models import Delegation, Round, Step
from approvals.rounds import acts, lockstep, stages
from approvals.standing_in.deputies import delegation_for
from approvals.tasks import issue_revision
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member
from tenants.scope.queue import after_commit


def lock(step: Step, by: Member) -> Round:
    """Lock the round, since the outcome depends on all its steps; read the step as it is now.

    In a change package it depends on the steps of all its rounds. What else of the round
    the caller has read stays: it decides nothing.
    """
    round: Round = step.round
    if round.package is not None:
        lockstep.hold(round.package)
    round.refresh_from_db(fields=("state", "stage"), from_queryset=Round.objects.locked())
    acts.hold(round)
    step.refresh_from_db()
    step.round = round
    round.revision.tenant = by.tenant  # known here: nothing need ask for it
    return round


def delegation_of(step: Step, by: Member) -> Delegation | None:
    """Return by which delegation this person decides; None for the holder of the step."""
    if step.member_id == by.pk:
        return None
    delegation = delegation_for(step, by)
    if delegation is None:
        raise Refused(_("This step is not yours to decide."))
    return delegation


def go_on(round: Round, step: Step, by: Member) -> None:
    """Start the next stage when this one is decided; after the last it is approved."""
    among = list(round.steps.filter(stage=round.stage))
    stages.go_on_beside(step, round, among, by=by)
    if round.package is not None:
        lockstep.go_on(round.package, lockstep.hold(round.package), by=by, steps=[step])
        return
    if not stages.is_decided(among):
        return
    stages.release(round, round.steps.filter(stage=round.stage).pending(), by=step.names())
    if stages.advance(round, after=round.stage):
        return
    stages.close(round, Round.State.PASSED, by=by, step=step)
    subject = acts.SUBJECTS[round.purpose]
    audit.record(f"{subject}.approved", round.revision, by=by, round=round.number)
    if not round.is_act:
        after_commit(issue_revision, round.revision.pk)
