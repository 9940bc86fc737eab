"""Start a round: the stages of its route become steps of people, and the first are told."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from approvals.models import Meaning, Package, Round, Signature, Step
from approvals.rounds import stages
from approvals.rounds.routing import Duty, takes_part
from approvals.rounds.signing import sign
from documents.models import Revision
from tenants.errors import Refused
from tenants.models import Member

ASKED: Final = (Meaning.PREPARED, Signature.Method.SESSION)


class Part(NamedTuple):
    """As what a round belongs to a change package; all siblings start at the same moment."""

    package: Package
    item_manifest: bytes
    started_at: dt.datetime


def begin(
    revision: Revision,
    duties: Sequence[Duty],
    *,
    by: Member,
    manifest: bytes,
    purpose: Round.Purpose = Round.Purpose.ISSUE,
    signed: tuple[Meaning, Signature.Method] = ASKED,
) -> Round:
    """Put a revision, or an act on its document, before these people; who asks signs so."""
    round = stand(revision, duties, manifest=manifest, by=by, purpose=purpose)
    takes_part(revision, holders_of(duties))
    check_all_are_here(duties)
    sign(round, by, *signed)
    stages.advance([round])
    return round


def stand(
    revision: Revision,
    duties: Sequence[Duty],
    *,
    by: Member,
    manifest: bytes,
    purpose: Round.Purpose = Round.Purpose.ISSUE,
    part: Part | None = None,
) -> Round:
    """Make a round in which nobody is asked yet, and nobody has signed.

    Without duties, it is there for the signature of who asks alone. It keeps the manifest, since a
    later submission gives the revision another.
    """
    round = Round.objects.create(
        revision=revision,
        number=revision.rounds.count() + 1,
        route_id=duties[0].stage.route_id if duties else None,
        purpose=purpose,
        manifest=manifest,
        manifest_sha256=hashlib.sha256(manifest).hexdigest(),
        effective_on=revision.effective_on if purpose == Round.Purpose.ISSUE else None,
        verdicts=[v._replace(stage=d.position)._asdict() for d in duties if (v := d.verdict)],
        started_by=by,
        **(part._asdict() if part is not None else {}),
    )
    _put_before(round, duties)
    return round


def holders_of(duties: Iterable[Duty]) -> set[Member]:
    """Return everybody these duties ask."""
    return {member for duty in duties for member in duty.holders}


def check_all_are_here(duties: Iterable[Duty]) -> None:
    """Refuse when somebody has left since the route was read: writing the steps has waited."""
    people = {member.pk for member in holders_of(duties)}
    if Member.objects.active().filter(pk__in=people).count() < len(people):
        raise Refused(_("Somebody who would decide has just left. Submit it again."))


def _put_before(round: Round, duties: Sequence[Duty]) -> None:
    """Copy the stages into steps, so that later changes of the route do not touch this round."""
    Step.objects.bulk_create(
        Step(round=round, stage=duty.position, member=member, **duty.stage.terms())
        for duty in duties
        for member in duty.holders
    )
