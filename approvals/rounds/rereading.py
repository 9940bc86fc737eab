"""Whether staff read a revision anew or keep what they acknowledged: who approves last says so.

The change class proposes: a major change is read anew, for a lesser one earlier acknowledgements
carry over. It is no part of what is signed: nobody before the last stage could have known it.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from approvals.models import Acknowledgement, Meaning, Step
from documents.audience import audience_of
from documents.models import Revision
from documents.putting import was_put_before
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member


class Choice(NamedTuple):
    """What an approver chose, and what held when they were asked."""

    anew: bool
    seen: bool


class Rereading(NamedTuple):
    """What an approver chooses between: how many people either concerns."""

    anew: bool  # as it stands
    people: int  # who would be asked
    earlier: int  # of these, who acknowledged the text in force, or an earlier one held for it
    owing: int  # of these, who are asked even if the others need not read it anew


def offered(step: Step) -> Rereading | None:
    """Return the choice, for who approves in the last stage of a revision that replaces another."""
    round = step.round
    document = round.revision.document
    if round.is_act or step.state != Step.State.OPEN or document.in_force is None:
        return None
    if not _is_last(step):
        return None
    given = Acknowledgement.objects.holding_for(document.in_force).filter(member=OuterRef("pk"))
    counted = audience_of(document).aggregate(
        all=Count("pk"), earlier=Count("pk", filter=Q(Exists(given)))
    )
    people, earlier = counted["all"], counted["earlier"]
    owing = people - earlier if was_put_before(round.revision) else 0
    return Rereading(round.revision.must_acknowledge, people, earlier, owing)


def _is_last(step: Step) -> bool:
    """Tell whether nothing is signed after the stage of this step."""
    if step.only_views or step.stage == Step.BESIDE:
        return False
    later = step.round.steps.filter(stage__gt=step.stage).exclude(meaning=Meaning.SEEN)
    return not later.exists()


def settle(step: Step, choice: Choice, *, by: Member) -> None:
    """Keep what the approver said; refused when another has said otherwise since they looked."""
    round, revision = step.round, step.round.revision
    found = offered(step)
    if found is None:
        return
    if choice.seen != found.anew:
        raise Refused(
            _("Another approver has changed meanwhile whether staff read it anew. Look again.")
        )
    Revision.objects.filter(pk=revision.pk).update(must_acknowledge=choice.anew)
    revision.must_acknowledge = round.reads_anew = choice.anew
    round.save(update_fields=["reads_anew"])
    audit.record(
        "round.rereading",
        revision,
        by=by,
        round=round.number,
        reads_anew=choice.anew,
        is_override=choice.anew != is_proposed(revision),
        people=found.people,
        earlier=found.earlier,
    )


def is_proposed(revision: Revision) -> bool:
    """Tell whether the change class asks that everybody reads it anew."""
    return revision.change_class == Revision.ChangeClass.MAJOR


def forget(revision: Revision) -> None:
    """Let the change class propose again: the round in which it was decided came to nothing."""
    Revision.objects.filter(pk=revision.pk).update(must_acknowledge=is_proposed(revision))
