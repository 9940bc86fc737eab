"""Ask the holder of a step for haste, and let others know of a round without asking anything."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.access import may_inform
from approvals.models import Round, Step
from approvals.models.urge import Urging
from approvals.rounds import acts, telling
from approvals.rounds.informing import put_beside
from approvals.rounds.progress import lock
from approvals.rounds.urging import urge_once
from approvals.standing_in.deputies import deputies_of
from tenants import audit
from tenants.errors import IllegalMove, Refused
from tenants.models import Member


@transaction.atomic
def urge(step: Step, *, by: Member) -> Urging:
    """Ask who has an open step, and who stands in, for haste: once a working day."""
    lock(step, by)
    round = step.round
    if step.state == Step.State.OPEN and not step.is_waited_for_by(by):
        raise Refused(_("Only the author, the owner or a document controller urges here."))
    urged = urge_once(step, by)
    people = [step.member, *deputies_of(step)]
    telling.tell("step_urged", round, people, by=by.name, step=step, subject=urged)
    facts = {"round": round.number, "step": str(step.pk), "person": step.member.name}
    audit.record("step.urged", round.revision, by=by, **facts)
    return urged


@transaction.atomic
def inform(round: Round, people: Sequence[Member], *, by: Member) -> None:
    """Let these people look at what runs, and hear how it ends; nothing waits for them.

    Raises Refused for whoever has a step in the round, or may not read the document.
    """
    round = Round.objects.locked().select_related("revision__document").get(pk=round.pk)
    acts.hold(round)
    if round.state != Round.State.OPEN:
        raise IllegalMove(_("This round has ended meanwhile. Look at it again."))
    if not may_inform(by, round):
        raise Refused(_("Only who submitted it, or wrote it, informs others of it."))
    put_beside(round, people, by=by)
