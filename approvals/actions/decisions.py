"""Decide on a revision: sign it, return it to its author, or reject it."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.models import Round, Step
from approvals.rounds import acts, identity, rereading, stages
from approvals.rounds.binding import sha256_now
from approvals.rounds.deciding import decide, facts_of
from approvals.rounds.progress import delegation_of, go_on, lock
from approvals.rounds.proofs import Password, Proof
from approvals.rounds.signing import sign
from documents.comparison import Ticks
from documents.remarks import check_resolved
from tenants import audit
from tenants.errors import IllegalMove, Refused
from tenants.models import Member


@transaction.atomic
@audit.kept_for_last()
def sign_step(
    step: Step,
    *,
    by: Member,
    proof: Proof | None = None,
    password: str = "",
    comment: str = "",
    key: UUID | None = None,
    viewed: Ticks | None = None,
    reading: rereading.Choice | None = None,
) -> None:
    """Sign as the person just re-authenticated; the same key is answered as before.

    Raises NotConfirmed, and Refused when the content is no longer what was submitted.
    """
    round = lock(step, by)
    _check_alone(round)
    if _is_answered(step, key):
        return
    delegation = delegation_of(step, by)
    _check_decides(step)
    if round.purpose == Round.Purpose.ISSUE:
        check_resolved(round.revision)
    method = identity.confirm(
        by,
        proof or Password(password),
        bound_to=identity.binding(step.pk, round.manifest_sha256),
        demand=round.revision.document.document_type.signing,
    )
    if sha256_now(round) != round.manifest_sha256:
        raise Refused(
            _("The content is not what was submitted. Do not sign; tell the document controller.")
        )
    if reading is not None:
        rereading.settle(step, reading, by=by)
    decide(step, Step.State.SIGNED, comment, key, by=by)
    sign(round, by, step.meaning, method, step, delegation, viewed)
    go_on(round, step, by)


@transaction.atomic
@audit.kept_for_last()
def return_step(step: Step, *, by: Member, comment: str, key: UUID | None = None) -> None:
    """Give the revision back to its author; the next submission is a new round."""
    _refuse(step, Step.State.RETURNED, Round.State.RETURNED, by, comment, key)


@transaction.atomic
@audit.kept_for_last()
def reject_step(step: Step, *, by: Member, comment: str, key: UUID | None = None) -> None:
    """Close the revision for good; its file and the reasons stay readable."""
    _refuse(step, Step.State.REJECTED, Round.State.REJECTED, by, comment, key)


@transaction.atomic
@audit.kept_for_last()
def confirm_seen(step: Step, *, by: Member, comment: str = "", key: UUID | None = None) -> None:
    """Say that one has looked, where no more is asked; it moves nothing and signs nothing."""
    round = lock(step, by)
    _check_alone(round)
    if _is_answered(step, key):
        return
    delegation = delegation_of(step, by)
    if not step.only_views:
        raise Refused(_("This step asks for your decision."))
    decide(step, Step.State.SEEN, comment, key, by=by)
    facts = facts_of(round, step, comment, delegation)
    audit.record(f"{acts.SUBJECTS[round.purpose]}.seen", round.revision, by=by, **facts)


def _refuse(
    step: Step, to: Step.State, outcome: Round.State, by: Member, comment: str, key: UUID | None
) -> None:
    round = lock(step, by)
    _check_alone(round)
    if _is_answered(step, key):
        return
    delegation = delegation_of(step, by)
    _check_decides(step)
    if not comment.strip():
        raise Refused(_("Say why: the author has to know what to change."))
    decide(step, to, comment, key, by=by)
    stages.close(round, outcome, by=by, step=step, comment=comment.strip())
    facts = facts_of(round, step, comment, delegation)
    audit.record(f"{acts.SUBJECTS[round.purpose]}.{outcome}", round.revision, by=by, **facts)


def _check_alone(round: Round) -> None:
    """Refuse to decide on one document of a change package: all are decided as one."""
    if round.package_id is not None:
        round.revision.check_alone()


def _check_decides(step: Step) -> None:
    if step.only_views:
        raise Refused(_("You are asked to look at it, not to decide."))


def _is_answered(step: Step, key: UUID | None) -> bool:
    """Tell whether this very request was decided before; IllegalMove when it comes too late."""
    if key is not None and step.key == key:
        return True
    if step.state != Step.State.OPEN:
        raise IllegalMove(_("You have decided this already, or it is no longer required."))
    return False
