"""Whether staff read a revision anew or keep what they acknowledged: who approves last says so.

The change class proposes: a major change is read anew, for a lesser one earlier acknowledgements
carry over. It is no part of what is signed: nobody before the last stage could have known it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, UUIDField, Value
from django.utils.translation import gettext as _

from approvals.models import Acknowledgement, Meaning, Round, Step
from documents.audience import people_of
from documents.models import AudienceRule, Revision
from documents.models.sight import AnyOf
from documents.putting import put_before
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member


class Choice(NamedTuple):
    """What an approver chose, and what held when they were asked."""

    anew: bool
    seen: bool


class Rereading(NamedTuple):
    """What an approver chooses between: how many people either concerns."""

    revision: Revision
    anew: bool  # as it stands
    people: int  # who would be asked
    earlier: int  # of these, who acknowledged the text in force, or an earlier one held for it
    owing: int  # of these, who are asked even if the others need not read it anew


def offered(steps: Sequence[Step]) -> dict[UUID, Rereading]:
    """Return the choice for each revision that replaces another and that these steps decide last.

    A change package has one for each of its documents; five statements however many those are.
    """
    replacing = [
        step
        for step in steps
        if not step.round.is_act and step.round.revision.document.in_force_id is not None
    ]
    asked = [step.round for step in _last_of(replacing)]
    revisions = {round.revision_id: round.revision for round in asked}
    if not revisions:
        return {}
    counts, put = _counts(revisions.values()), put_before(revisions.values())
    found = {}
    for pk, revision in revisions.items():
        people, earlier = counts[revision.document_id]
        owing = people - earlier if pk in put else 0
        found[pk] = Rereading(revision, revision.must_acknowledge, people, earlier, owing)
    return found


def _last_of(steps: Sequence[Step]) -> list[Step]:
    """Return those after whose stage nothing is signed in their round."""
    deciding = [
        step
        for step in steps
        if step.state == Step.State.OPEN and not step.only_views and step.stage != Step.BESIDE
    ]
    if not deciding:
        return []
    signing = Step.objects.filter(AnyOf("round_id", {step.round_id for step in deciding}))
    stages = signing.exclude(meaning=Meaning.SEEN).values_list("round").annotate(Max("stage"))
    last = dict(stages.order_by())
    return [step for step in deciding if step.stage >= last[step.round_id]]


def _counts(revisions: Collection[Revision]) -> dict[UUID, tuple[int, int]]:
    """Count of each document who has to read it, and for whom of them what they read holds."""
    documents = {revision.document_id: revision.document for revision in revisions}
    rules: dict[UUID, list[AudienceRule]] = {pk: [] for pk in documents}
    for rule in AudienceRule.objects.filter(AnyOf("document_id", rules)):
        rules[rule.document_id].append(rule)
    texts = Revision.objects.filter(AnyOf("pk", [d.in_force_id for d in documents.values()]))
    counted = [
        people_of(documents[text.document_id], rules[text.document_id])
        .annotate(of=Value(text.document_id, UUIDField()))
        .values_list("of")
        .annotate(people=Count("pk"), earlier=Count("pk", filter=Q(_given(text))))
        .order_by()
        for text in texts.defer("markdown", "manifest")
        if rules[text.document_id]
    ]
    rows = counted[0].union(*counted[1:], all=True).order_by() if counted else ()
    return dict.fromkeys(rules, (0, 0)) | {of: (people, earlier) for of, people, earlier in rows}


def _given(text: Revision) -> Exists:
    return Exists(Acknowledgement.objects.holding_for(text).filter(member=OuterRef("pk")))


def settle(steps: Sequence[Step], chosen: Mapping[UUID, Choice], *, by: Member) -> None:
    """Keep what the approver said of each revision; refused when another has said otherwise since.

    All of it holds, or nothing.
    """
    found = offered(steps)
    rounds = {step.round.revision_id: step.round for step in steps}
    for pk, choice in chosen.items():
        if pk in found:
            _settle(rounds[pk], found[pk], choice, by=by)


def _settle(round: Round, found: Rereading, choice: Choice, *, by: Member) -> None:
    revision = round.revision
    if choice.seen != found.anew:
        raise Refused(
            _(
                "%(number)s: another approver has changed meanwhile whether staff read it anew."
                " Look again."
            ),
            params={"number": revision.document.number},
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
