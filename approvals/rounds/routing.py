"""Who will be asked: the stages of a route, with people, and what one person may not do twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import Meaning, Route, Stage
from approvals.models.route import Case, Mode, Where
from approvals.rounds.conditions import Verdict, only_when, verdicts_on
from documents.models import DocumentType, Participant, Revision
from documents.models.sight import AnyOf
from tenants.errors import Refused
from tenants.models import Appointment, Member
from tenants.models.group import valid_on


@dataclass
class Duty:
    """A stage and those who will be asked to sign in it; nobody where its condition fails."""

    stage: Stage
    holders: list[Member]
    verdict: Verdict | None = None
    wave: int = 0  # its place among the stages of a change package, counted over all documents
    gone: Collection[UUID] = ()  # whom the stage names and who can decide no more

    @property
    def is_left_out(self) -> bool:
        return self.verdict is not None and not self.verdict.holds

    @property
    def only_when(self) -> str:
        """Say under which condition the stage is asked; "" for always."""
        return only_when(self.stage.condition)

    @property
    def position(self) -> int:
        return self.wave or self.stage.position

    @property
    def needed(self) -> int:
        if self.stage.only_views or self.is_left_out:
            return 0
        return self.stage.minimum if self.stage.mode == Mode.AT_LEAST else 1

    @property
    def is_short(self) -> bool:
        """Tell whether too few may sign: no submission passes here."""
        return len(self.holders) < self.needed

    @property
    def ease(self) -> tuple[int, bool, int]:
        """Rank how easily the stage spares one of its people; the earlier one gives way."""
        spare = len(self.holders) - self.needed
        return spare, self.stage.mode != Mode.ALL, -self.stage.position


@dataclass(frozen=True)
class Roster:
    """Who can decide, and who holds which post where, today: all that some stages ask for."""

    people: Sequence[Member]
    held: Mapping[UUID, Mapping[UUID, set[UUID]]]  # post → unit → members

    @classmethod
    def of(cls, stages: Collection[Stage]) -> Roster:
        """Look up everybody whom these stages may ask; two statements, however many stages."""
        held: dict[UUID, dict[UUID, set[UUID]]] = defaultdict(lambda: defaultdict(set))
        posts = {stage.post_id for stage in stages if stage.post_id}
        appointments = Appointment.objects.filter(valid_on(timezone.localdate()), post__in=posts)
        for post, unit, member in appointments.values_list("post_id", "unit_id", "member_id"):
            held[post][unit].add(member)
        named = {member for stage in stages for member in stage.members}
        named |= {member for units in held.values() for m in units.values() for member in m}
        roles = sorted({stage.role for stage in stages if stage.role})
        people = Member.objects.active().filter(Q(pk__in=named) | Q(roles__overlap=roles))
        return cls([member for member in people if member.can("approvals.decide")], held)

    def gone(self, stage: Stage) -> set[UUID]:
        """Return who is named where all must sign, and is not here: nobody is dropped unsaid."""
        asks_all = stage.mode == Mode.ALL and not stage.only_views
        return set(stage.members) - {member.pk for member in self.people} if asks_all else set()

    def candidates(self, stage: Stage, unit_id: UUID | None) -> list[Member]:
        """Return whom the stage names by name, role or post, for a document of this unit.

        Without a unit, whom it could find for a document of any.
        """
        units = self.held.get(stage.post_id, {}) if stage.post_id else {}
        if stage.where == Where.OWNER_UNIT and unit_id:
            named = set(units.get(unit_id, ()))
        else:
            named = {member for members in units.values() for member in members}
        named |= set(stage.members)
        return [m for m in self.people if m.pk in named or (stage.role and stage.role in m.roles)]


def duties_of(revision: Revision, *, by: Member, is_act: bool = False) -> list[Duty]:
    """Return the stages this revision, or an act on its document, has to pass if `by` asks for it.

    Raises Refused when there is no route, or a stage finds too few people who may sign.
    """
    document = revision.document
    authors = authors_of(revision) | {by.pk}
    stages = _stages_of_act(revision) if is_act else stages_of(revision, revision.change_class)
    # An act concerns all of a document, so that all are asked.
    verdicts = {} if is_act else verdicts_on(revision, stages)
    asked = [s for s in stages if s.position not in verdicts or verdicts[s.position].holds]
    roster = Roster.of(asked)
    if is_act:
        asked = _without_own(asked, roster, document.unit_id, by)
    duties = assign(asked, roster, document.document_type, document.unit_id, authors)
    if is_act:  # whoever asks for it never decides on it, whatever the type allows
        for duty in duties:
            duty.holders = [member for member in duty.holders if member.pk != by.pk]
    check_enough(duties)
    return with_left_out(duties, stages, verdicts)


def check_enough(duties: Sequence[Duty], *, of: str = "") -> None:
    for duty in duties:
        if duty.gone:
            gone = Member.objects.filter(pk__in=duty.gone).values_list("name", flat=True)
            raise Refused(
                _(
                    "All must sign in the stage “%(stage)s”, and %(names)s can decide no more."
                    " Ask the document controller to change the route."
                ),
                params={"stage": f"{of}{duty.stage.name}", "names": "、".join(gone)},
            )
        if duty.is_short:
            raise Refused(
                _(
                    "The stage “%(stage)s” finds too few people who may sign. Whoever prepared a"
                    " revision cannot review or approve it, and nobody does both."
                ),
                params={"stage": f"{of}{duty.stage.name}"},
            )


def with_left_out(
    duties: list[Duty], stages: Sequence[Stage], verdicts: Mapping[int, Verdict]
) -> list[Duty]:
    """Put the stages that are not asked where they stand, with the reason."""
    if all(duty.stage.only_views for duty in duties):
        raise Refused(_("By its conditions no stage of the route would sign. Change the route."))
    for duty in duties:
        duty.verdict = verdicts.get(duty.stage.position)
    left_out = [stage for stage in stages if (v := verdicts.get(stage.position)) and not v.holds]
    duties += [Duty(stage, [], verdicts[stage.position]) for stage in left_out]
    return sorted(duties, key=lambda duty: duty.stage.position)


def reviewers_of(revision: Revision, *, by: Member) -> list[Duty]:
    """Return the stages that confirm a review of this revision; none where the type has no route.

    Who gives the verdict never confirms it.
    """
    document = revision.document
    stages = list(
        Stage.objects.current().filter(
            route__document_type=document.document_type_id, route__change_class=Case.REVIEW
        )
    )
    if all(stage.only_views for stage in stages):
        return []
    duties = assign(
        stages, Roster.of(stages), document.document_type, document.unit_id, authors_of(revision)
    )
    for duty in duties:
        duty.holders = [member for member in duty.holders if member.pk != by.pk]
    check_enough(duties)
    return duties


def assign(
    stages: Sequence[Stage],
    roster: Roster,
    document_type: DocumentType | None,
    unit_id: UUID | None,
    authors: Collection[UUID],
) -> list[Duty]:
    """Say whom the stages ask for a document of this unit that these people prepared.

    What is no document is of no type, and may be of no unit.
    """
    duties = [
        Duty(stage, roster.candidates(stage, unit_id), gone=roster.gone(stage)) for stage in stages
    ]
    if document_type is None or not document_type.same_signer:
        separate(duties, authors=authors)
    return duties


def authors_of(revision: Revision) -> set[UUID]:
    """Return everybody who prepared the revision."""
    return authors_of_each([revision])[revision.pk]


def authors_of_each(revisions: Collection[Revision]) -> dict[UUID, set[UUID]]:
    """Return that of each of these revisions, by one statement."""
    authors = {revision.pk: {revision.prepared_by_id} for revision in revisions}
    prepared = Participant.objects.filter(AnyOf("revision_id", authors.keys()))
    named = prepared.filter(capacity=Participant.Capacity.AUTHOR)
    for revision, member in named.values_list("revision_id", "member_id"):
        authors[revision].add(member)
    return authors


def takes_part(revision: Revision, people: Collection[Member]) -> None:
    """Let these people read the revision: they decide on it."""
    take_part([revision], people)


def take_part(revisions: Collection[Revision], people: Collection[Member]) -> None:
    """Let them read all of these; one statement."""
    decides = Participant.Capacity.DECIDES
    parts = [
        Participant(revision=revision, member=each, capacity=decides)
        for revision in revisions
        for each in people
    ]
    Participant.objects.bulk_create(parts, ignore_conflicts=True)


def _without_own(stages: Sequence[Stage], roster: Roster, unit_id: UUID, by: Member) -> list[Stage]:
    """Leave out reviews that nobody but who asks could give: they sign as who asks.

    What approves stays, so that another person always stands behind an act.
    """
    return [
        stage
        for stage in stages
        if stage.meaning == Meaning.APPROVED or roster.candidates(stage, unit_id) != [by]
    ]


def _stages_of_act(revision: Revision) -> list[Stage]:
    """Return the stages for acts on documents of this type; where none are set, for major changes.

    So an act is never decided by fewer than what brought the document into force.
    """
    own = Route.objects.current().filter(
        document_type=revision.document.document_type_id,
        change_class=Case.ACT,
        stages__isnull=False,
    )
    return stages_of(revision, Case.ACT if own.exists() else Case.MAJOR)


def stages_of(revision: Revision, case: str) -> list[Stage]:
    stages = Stage.objects.current().filter(
        route__document_type=revision.document.document_type_id, route__change_class=case
    )
    if all(stage.only_views for stage in stages):
        raise Refused(
            _(
                "No approval route is set for “%(type)s” and “%(change)s”."
                " Ask the document controller to set one."
            ),
            params={
                "type": revision.document.document_type.name,
                "change": Case(case).label,
            },
        )
    return list(stages)


def separate(duties: list[Duty], *, authors: Collection[UUID]) -> None:
    """Take out the authors, and leave each person one of reviewing and approving."""
    for duty in duties:
        duty.holders = [member for member in duty.holders if member.pk not in authors]
    for one, other in combinations(duties, 2):
        if {one.stage.meaning, other.stage.meaning} == {Meaning.REVIEWED, Meaning.APPROVED}:
            for member in [m for m in one.holders if m in other.holders]:
                max(one, other, key=lambda duty: duty.ease).holders.remove(member)
