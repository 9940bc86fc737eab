"""Sign the result of a round, publish it, correct it visibly; object to it and answer."""

from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.rounds import identity
from approvals.rounds.proofs import Proof
from oversight.actions.signing import sign_text
from oversight.examination.reckoning import reckon
from oversight.examination.results import (
    as_results,
    corrected,
    correction,
    points_of,
    statement,
    to_correct,
)
from oversight.models import Criterion, Examination, Result, ResultSignature
from oversight.models.signed_text import sha256_of
from oversight.tasks import tell_of_results
from tenants import audit
from tenants.calendar import working_days
from tenants.errors import IllegalMove, Refused
from tenants.models import Member
from tenants.scope.queue import after_commit

OBJECTION_DAYS: Final = 5  # working days
State = Examination.State


@transaction.atomic
def sign_result(round: Examination, *, by: Member, proof: Proof, seen: str) -> ResultSignature:
    """Sign what the round came to, as the leader saw it: `seen` is the SHA-256 of that."""
    _lead(by)
    round = Examination.hold(round)
    if round.state != State.SCORING:
        raise IllegalMove(_("Somebody has signed it meanwhile, or it is not scored yet."))
    lines = [line for line in reckon(round) if line.takes_part()]
    if left := sum(line.open_marks() for line in lines):
        raise Refused(_("%(n)d criteria are not decided yet. Let them be scored first.") % {
            "n": left
        })  # fmt: skip
    text = statement(round)
    if sha256_of(text) != seen:
        raise IllegalMove(_("A figure was changed since you opened it. Look at it again."))
    bound_to = identity.binding(round.pk, seen)
    signature = sign_text(ResultSignature, text, by=by, proof=proof, bound_to=bound_to, round=round)
    round.move(
        State.SIGNED,
        signed_at=signature.signed_at,
        signed_by=f"{signature.name} {signature.post}".strip(),
        manifest_sha256=seen,
    )
    audit.record("examination.signed", round, by=by, name=round.name, manifest=seen)
    return signature


@transaction.atomic
def publish(round: Examination, *, by: Member) -> None:
    """Let all tenants read the result, exactly as it was signed; objections may come now."""
    if not by.can("city.examine") and not by.can("city.sign"):
        raise Refused(_("Only the city's quality office does this."))
    round = Examination.hold(round)
    now = timezone.now()
    round.move(
        State.PUBLISHED,
        published_at=now,
        objections_until=working_days().after(timezone.localdate(now), OBJECTION_DAYS),
    )
    signature = ResultSignature.objects.filter(round=round).earliest("signed_at")
    Result.objects.bulk_create(as_results(round, signature.manifest))
    audit.record(
        "examination.published", round, by=by, name=round.name, manifest=round.manifest_sha256
    )
    after_commit(tell_of_results, round.pk)


@transaction.atomic
def correct(
    result: Result, criterion: Criterion, points: Decimal, reason: str, *, by: Member, proof: Proof
) -> Result:
    """Publish another figure beside the one that stands, signed and with a reason."""
    _lead(by)
    round = Examination.hold(result.round)
    zone = result.tenant
    last = Result.objects.filter(round=round, tenant=zone).latest("n")
    if last.pk != result.pk:
        raise IllegalMove(_("Somebody has corrected it meanwhile. Look at it again."))
    if not reason.strip():
        raise Refused(_("Say why the figure is corrected: everybody reads it."))
    if criterion.round_id != round.pk or not Decimal(0) <= points <= criterion.weight:
        raise Refused(_("Give from 0 to %(weight)d points.") % {"weight": criterion.weight})
    if points_of(last).get(str(criterion.pk)) == points:
        raise Refused(_("These points stand already."))
    text = correction(result, criterion, points, reason.strip())
    bound_to = to_correct(result)
    sign_text(ResultSignature, text, by=by, proof=proof, bound_to=bound_to, round=round)
    told, reached = corrected(result, criterion, points)
    made = Result.objects.create(
        round=round, tenant=zone, n=last.n + 1, points=told, off=last.off, total=reached,
        has_report=last.has_report, kept=last.kept, shared=last.shared, reason=reason.strip(),
    )  # fmt: skip
    changes = {criterion.title: [last.points.get(str(criterion.pk)) or "", str(points)]}
    audit.record(
        "examination.corrected", round, by=by,
        name=round.name, code=zone.code, reason=made.reason, changes=changes,
    )  # fmt: skip
    after_commit(tell_of_results, round.pk)
    return made


def _lead(by: Member) -> None:
    if not by.can("city.sign"):
        raise Refused(_("Only the leader of the city signs the result."))
