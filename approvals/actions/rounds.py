"""Put a revision before those who approve it, and take it back."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.access import may_recall
from approvals.models import Round, Step
from approvals.rounds import acts, stages
from approvals.rounds.informing import put_beside
from approvals.rounds.readiness import check_ready
from approvals.rounds.routing import duties_of
from approvals.rounds.starting import begin
from documents import content
from documents.models import Document, Revision
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member


@transaction.atomic
@audit.kept_for_last()
def submit(
    revision: Revision,
    *,
    by: Member,
    effective_on: dt.date | None = None,
    informed: Sequence[Member] = (),
) -> Round:
    """Freeze a draft and start a round; submitting twice is submitting once.

    A date given here replaces the draft's own (none: at once, on approval). Others may be informed
    of the round. Raises Refused when something is missing: reason, text, route, or people who may
    sign.
    """
    Document.objects.locked().get(pk=revision.document_id)
    alone = Round.objects.filter(revision=revision, package=None, purpose=Round.Purpose.ISSUE)
    running = alone.filter(state=Round.State.OPEN, started_by=by).first()
    if running is not None:
        return running
    revision.refresh_from_db()
    revision.check_alone()
    revision.effective_on = effective_on or revision.effective_on
    check_ready(revision, by)
    duties = duties_of(revision, by=by)
    revision.save(update_fields=["effective_on"])
    revision.move(Revision.State.IN_REVIEW)
    round = begin(revision, duties, by=by, manifest=content.freeze(revision))
    if informed:
        put_beside(round, informed, by=by)
    audit.record(
        "revision.submitted",
        revision,
        by=by,
        round=round.number,
        manifest=round.manifest_sha256,
        **({"conditions": {"stages": round.verdicts}} if round.verdicts else {}),
    )
    return round


@transaction.atomic
@audit.kept_for_last()
def recall(round: Round, *, by: Member, reason: str = "") -> None:
    """Take a submission back: freely before the first signature, with a reason after it."""
    round = Round.objects.locked().select_related("revision__document").get(pk=round.pk)
    if not may_recall(by, round):
        raise Refused(_("Only the author can recall a submission. You can return it instead."))
    if round.package_id is not None:
        round.revision.check_alone()
    acts.hold(round)
    signed = round.steps.filter(state=Step.State.SIGNED).exists()
    if signed and not reason.strip():
        raise Refused(_("Somebody has signed already: say why you recall it."))
    if signed and round.purpose == Round.Purpose.WITHDRAW:
        raise Refused(_("Somebody has confirmed the withdrawal: ask to restore the document."))
    stages.close([round], Round.State.RECALLED, by=by, comment=reason.strip())
    event = f"{acts.SUBJECTS[round.purpose]}.recalled"
    audit.record(event, round.revision, by=by, round=round.number, reason=reason)
