"""What a member may decide on or take back: views get their objects here. Else: 404."""

from uuid import UUID

from django.db.models import Case, IntegerField, Q, Value, When
from django.http import Http404
from django.shortcuts import get_object_or_404

from approvals.models import Round, Step
from approvals.routing import authors_of
from documents.access import get_revision, may_write
from documents.models import Revision
from tenants.models import Member


def get_step(member: Member, number: str, n: int, key: UUID | None = None) -> Step:
    """Return the step this member decided with the key, has to decide, or decided last; or 404."""
    revision = get_revision(member, number, n)
    steps = Step.objects.filter(round__revision=revision, member=member).exclude(
        state=Step.State.WAITING
    )
    first = Case(
        When(Q(key=key) if key else Q(pk=None), then=0),
        When(state=Step.State.OPEN, then=1),
        default=Value(2),
        output_field=IntegerField(),
    )
    step = steps.select_related("round").order_by(first, "-decided_at", "-id").first()
    if step is None:
        raise Http404
    step.round.revision = revision
    return step


def get_round_to_recall(member: Member, number: str, n: int) -> Round:
    """Return the running round of a revision this member prepared or submitted, or 404."""
    revision = get_revision(member, number, n)
    round = get_object_or_404(Round, revision=revision, state=Round.State.OPEN)
    if not may_recall(member, round):
        raise Http404
    return round


def may_recall(member: Member, round: Round) -> bool:
    """Tell whether this member put the revision before the others, or wrote it."""
    return member.pk == round.started_by_id or member.pk in authors_of(round.revision)


def get_draft_to_submit(member: Member, number: str, n: int) -> Revision:
    """Return a revision this member may submit, or has just submitted; or 404."""
    revision = get_revision(member, number, n)
    waits = revision.state in (Revision.State.DRAFT, Revision.State.IN_REVIEW)
    if not (waits and may_write(member, revision)):
        raise Http404
    return revision


def get_revision_to_acknowledge(member: Member, number: str, n: int) -> Revision:
    """Return a revision that is in force or about to be, or 404."""
    revision = get_revision(member, number, n)
    if revision.state not in (Revision.State.APPROVED, Revision.State.EFFECTIVE):
        raise Http404
    return revision
