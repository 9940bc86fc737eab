"""Who will be asked: the stages of a route, with people, and what one person may not do twice."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from approvals.models import Meaning, Route, Stage
from approvals.models.route import Mode, Where
from documents.models import Participant, Revision
from tenants.errors import Refused
from tenants.models import Member


@dataclass
class Duty:
    """A stage and those who will be asked to sign in it."""

    stage: Stage
    holders: list[Member]

    @property
    def needed(self) -> int:
        return self.stage.minimum if self.stage.mode == Mode.AT_LEAST else 1

    @property
    def ease(self) -> tuple[int, bool, int]:
        """Rank how easily the stage spares one of its people; the earlier one gives way."""
        spare = len(self.holders) - self.needed
        return spare, self.stage.mode != Mode.ALL, -self.stage.position


def duties_of(revision: Revision, *, by: Member) -> list[Duty]:
    """Return the stages this revision has to pass if this person submits it.

    Raises Refused when there is no route, or a stage finds too few people who may sign.
    """
    duties = [Duty(stage, _candidates(stage, revision)) for stage in _stages(revision)]
    if not revision.document.document_type.same_signer:
        _separate(duties, authors=authors_of(revision) | {by.pk})
    for duty in duties:
        if len(duty.holders) < duty.needed:
            raise Refused(
                _(
                    "The stage “%(stage)s” finds too few people who may sign. Whoever prepared a"
                    " revision cannot review or approve it, and nobody does both."
                ),
                params={"stage": duty.stage.name},
            )
    return duties


def authors_of(revision: Revision) -> set[UUID]:
    """Return everybody who prepared the revision."""
    authors = revision.participants.filter(capacity=Participant.Capacity.AUTHOR)
    return {revision.prepared_by_id, *authors.values_list("member_id", flat=True)}


def _stages(revision: Revision) -> list[Stage]:
    stages = Stage.objects.filter(
        route__in=Route.objects.filter(
            document_type=revision.document.document_type_id, change_class=revision.change_class
        )
    )
    if not stages:
        raise Refused(
            _(
                "No approval route is set for “%(type)s” and “%(change)s”."
                " Ask the document controller to set one."
            ),
            params={
                "type": revision.document.document_type.name,
                "change": revision.get_change_class_display(),
            },
        )
    return list(stages.select_related("post"))


def _candidates(stage: Stage, revision: Revision) -> list[Member]:
    """Return the active members whom the stage names by name, role or post."""
    named = Q(pk__in=stage.members)
    if stage.role:
        named |= Q(roles__contains=[stage.role])
    if stage.post is not None:
        unit = revision.document.unit if stage.where == Where.OWNER_UNIT else None
        named |= Q(pk__in=Member.objects.holding(stage.post, unit).values("pk"))
    return [m for m in Member.objects.active().filter(named) if m.can("approvals.decide")]


def _separate(duties: list[Duty], *, authors: Collection[UUID]) -> None:
    """Take out the authors, and leave each person one of reviewing and approving."""
    for duty in duties:
        duty.holders = [member for member in duty.holders if member.pk not in authors]
    for one, other in combinations(duties, 2):
        if {one.stage.meaning, other.stage.meaning} == {Meaning.REVIEWED, Meaning.APPROVED}:
            for member in [m for m in one.holders if m in other.holders]:
                max(one, other, key=lambda duty: duty.ease).holders.remove(member)
