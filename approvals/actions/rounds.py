"""Put a revision before those who approve it, and take it back."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.access import may_recall
from approvals.models import Meaning, Round, Signature, Step
from approvals.rounds import stages
from approvals.rounds.routing import Duty, duties_of, takes_part
from approvals.rounds.signing import sign
from documents import content
from documents.access import may_write
from documents.models import Document, Revision
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member


@transaction.atomic
def submit(revision: Revision, *, by: Member, effective_on: dt.date | None = None) -> Round:
    """Freeze a draft and start a round; submitting twice is submitting once.

    A date given here replaces the draft's own (none: at once, on approval). Raises Refused when
    something is missing: reason, text, route, or people who may sign.
    """
    Document.objects.locked().get(pk=revision.document_id)
    running = Round.objects.one_or_none(revision=revision, state=Round.State.OPEN, started_by=by)
    if running is not None:
        return running
    revision.refresh_from_db()
    revision.effective_on = effective_on or revision.effective_on
    _check(revision, by)
    duties = duties_of(revision, by=by)
    revision.save(update_fields=["effective_on"])
    revision.move(Revision.State.IN_REVIEW)
    round = Round.objects.create(
        revision=revision,
        number=revision.rounds.count() + 1,
        route_id=duties[0].stage.route_id,
        manifest_sha256=content.freeze(revision),
        started_by=by,
    )
    _put_before(round, duties)
    _check_all_are_here(duties)
    sign(round, by, Meaning.PREPARED, Signature.Method.SESSION)
    stages.advance(round)
    audit.record(
        "revision.submitted", revision, by=by, round=round.number, manifest=round.manifest_sha256
    )
    return round


@transaction.atomic
def recall(round: Round, *, by: Member, reason: str = "") -> None:
    """Take a submission back: freely before the first signature, with a reason after it."""
    round = Round.objects.locked().select_related("revision__document").get(pk=round.pk)
    if not may_recall(by, round):
        raise Refused(_("Only the author can recall a submission. You can return it instead."))
    signed = round.steps.filter(state=Step.State.SIGNED).exists()
    if signed and not reason.strip():
        raise Refused(_("Somebody has signed already: say why you recall it."))
    stages.close(round, Round.State.RECALLED, by=by, comment=reason.strip())
    audit.record("revision.recalled", round.revision, by=by, round=round.number, reason=reason)


def _check(revision: Revision, by: Member) -> None:
    if not may_write(by, revision):
        raise Refused(_("Only the author or a document controller can submit this revision."))
    if not by.tenant.is_live():
        raise Refused(_("Documents can be submitted once your zone is live; it is being set up."))
    if not (revision.summary.strip() and revision.reason.strip()):
        raise Refused(_("Say what changes and why before you submit."))
    if revision.effective_on and revision.effective_on < timezone.localdate():
        raise Refused(_("The effective date is past. Choose a later one, or “at once”."))


def _check_all_are_here(duties: list[Duty]) -> None:
    """Refuse when somebody has left since the route was read: writing the steps has waited."""
    people = {member.pk for duty in duties for member in duty.holders}
    if Member.objects.active().filter(pk__in=people).count() < len(people):
        raise Refused(_("Somebody who would decide has just left. Submit it again."))


def _put_before(round: Round, duties: list[Duty]) -> None:
    """Copy the stages into steps, so that later changes of the route do not touch this round."""
    Step.objects.bulk_create(
        Step(
            round=round,
            stage=duty.stage.position,
            member=member,
            **{
                field: getattr(duty.stage, field)
                for field in ("name_zh", "name_en", "meaning", "mode", "minimum", "due_days")
            },
        )
        for duty in duties
        for member in duty.holders
    )
    takes_part(round.revision, {member for duty in duties for member in duty.holders})
