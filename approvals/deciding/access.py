"""What a member decides on: the pages to decide get it here. Else: 404."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

from django.http import Http404

from approvals.models import Package, Round, Step
from approvals.models.step import stands_in
from approvals.packages.access import get_package
from approvals.rounds import lockstep
from approvals.rounds.deciding import is_answer
from approvals.rounds.steps import own_open_step, own_steps_of, steps_of
from approvals.rounds.trail import Trail
from documents.access import get_plain_revision, get_readable
from documents.dossier import Dossier
from documents.models import Revision
from tenants.models import Member
from tenants.people.glass import running


@dataclass(frozen=True)
class Decision:
    """A step a member decides on, with a revision it is about and all steps of its rounds."""

    dossier: Dossier
    revision: Revision  # of a change package, the one that is looked at
    round: Round
    step: Step
    steps: Sequence[Step]  # of all rounds of the revision, if it is shown
    package: Package | None = None
    together: Sequence[Step] = ()  # what is decided by the same act

    @property
    def trail(self) -> Trail:
        return Trail.of(self.round, self.steps)

    @property
    def decided(self) -> Sequence[Step]:
        """Return every step that one act decides."""
        return self.together or [self.step]

    @property
    def is_open(self) -> bool:
        return self.step.state == Step.State.OPEN

    @property
    def only_views(self) -> bool:
        """Tell whether nothing is to be signed, in any of its documents."""
        return all(step.only_views for step in self.decided)

    def revisions(self) -> list[Revision]:
        """Return all that one act decides on."""
        return [self.revision] if self.package is None else self.package.revisions()

    def shown_to(self, member: Member) -> Decision:
        """Return it with what is shown of it besides: to decide, that was not read."""
        if self.package is not None:
            return self
        number, n = self.dossier.document.number, self.revision.n
        shown = get_decision(member, number, n, wanted=self.step.pk)
        return replace(shown, step=next(s for s in shown.steps if s.pk == self.step.pk))


def get_decision(
    member: Member,
    number: str,
    n: int,
    *,
    key: UUID | None = None,
    wanted: UUID | None = None,
    to_show: bool = True,
) -> Decision:
    """Return the step this member decided with the key, has to decide, or decided last; or 404.

    `wanted` prefers one of several: who stands in for others may have one of their own as well.
    Where it is not `to_show`, only the revision and this member's own steps are read.
    """
    if to_show:
        dossier, revision = get_readable(member, number, n)
        steps = steps_of(revision, member)
    else:
        revision, steps = _to_decide(member, number, n, wanted)
        dossier = Dossier(revision.document, [revision])
    step = _chosen(steps, member, key, wanted)
    return Decision(dossier, revision, step.round, step, steps)


def _to_decide(
    member: Member, number: str, n: int, wanted: UUID | None
) -> tuple[Revision, list[Step]]:
    """Return a revision with this member's own steps; with the wanted one alone, if that waits."""
    if wanted is not None and running(member) is None:
        step = own_open_step(member, number, n, wanted)
        if step is not None:
            return step.round.revision, [step]
    revision = get_plain_revision(member, number, n)
    return revision, own_steps_of(revision, member)


@dataclass(frozen=True)
class _Submitted:
    """The newest submission of a package, as one member looks at it."""

    rounds: Sequence[Round]
    steps: Sequence[Step]

    @classmethod
    def of(cls, package: Package, member: Member) -> Self:
        rounds = Round.objects.filter(package=package).select_related(
            "revision__document", "started_by"
        )
        found = list(rounds.order_by("-started_at", "pk"))
        newest = [round for round in found if round.started_at == found[0].started_at]
        for round in newest:
            round.package = package
        mine = lockstep.steps_of(newest).annotate(by_reader=stands_in(member))
        return cls(newest, lockstep.of_rounds(mine, newest))


def get_package_decision(
    member: Member, number: int, *, key: UUID | None = None, document: str = ""
) -> Decision:
    """Return what this member decides in a package, or decided last, beside one of its documents.

    `document` is the number of that; the first, if it is none of the package. Or 404.
    """
    package = get_package(member, number)
    submitted = _Submitted.of(package, member)
    revisions = {revision.document.number: revision for revision in package.revisions()}
    step = _chosen(submitted.steps, member, key, None)
    revision = revisions.get(document) or next(iter(revisions.values()))
    dossier = Dossier.about(revision.document, member)
    revision = dossier.revision(revision.n) or revision
    round = next(each for each in submitted.rounds if each.revision_id == revision.pk)
    steps = steps_of(revision, member)
    waiting = [each for each in submitted.steps if _waits_for(each, member)]
    return Decision(dossier, revision, round, step, steps, package, waiting)


def _chosen(steps: Sequence[Step], member: Member, key: UUID | None, wanted: UUID | None) -> Step:
    mine = [
        step
        for step in steps
        if step.is_stood_in()
        or (member.pk in (step.member_id, step.deputy_id) and _has_begun(step))
    ]
    if not mine:
        raise Http404
    return max(mine, key=lambda s: _rank(s, member, key, wanted))


def _waits_for(step: Step, member: Member) -> bool:
    return step.state == Step.State.OPEN and (step.is_stood_in() or step.member_id == member.pk)


def _has_begun(step: Step) -> bool:
    """Tell whether its person may look: asked, let off, or waiting for who was added before."""
    return step.was_asked or step.state != Step.State.WAITING


def _rank(
    step: Step, member: Member, key: UUID | None, wanted: UUID | None
) -> tuple[bool, bool, bool, bool, bool, float]:
    """Rank a member's steps: of this request, asked for, open, own, deciding, last decided."""
    decided = step.decided_at.timestamp() if step.decided_at else 0.0
    is_open, is_own = step.state == Step.State.OPEN, step.member_id == member.pk
    asks = is_open and not step.only_views
    return is_answer(step, key), step.pk == wanted, is_open, is_own, asks, decided
