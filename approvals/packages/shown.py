"""What the pages of a package show: its documents with their changes, and who has decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from approvals.models import Package, Round, Step
from approvals.packages.effect import what_holds
from approvals.rounds.readiness import check_item, check_package
from approvals.rounds.routing import Duty
from approvals.rounds.together import duties_together
from approvals.rounds.trail import Entry, Trail
from documents import content
from documents.comparison import addresses_of
from documents.labels import Label, label_of
from documents.models import Revision
from documents.text.redline import Redline
from documents.text.redline_rows import RedlineRow, redline_rows
from tenants.errors import Refused, sentence
from tenants.models import Member

MOST_ROWS: Final = 40  # changes of one document on the page of the package; the rest one click on

STATES: Final[dict[str, Label]] = {
    Package.State.DRAFT: label_of(Revision(state=Revision.State.DRAFT)),
    Package.State.IN_APPROVAL: label_of(Revision(state=Revision.State.IN_REVIEW)),
    Package.State.APPROVED: label_of(Revision(state=Revision.State.APPROVED)),
    Package.State.EFFECTIVE: label_of(Revision(state=Revision.State.EFFECTIVE)),
    Package.State.REJECTED: label_of(Revision(state=Revision.State.REJECTED)),
    Package.State.CANCELLED: label_of(Revision(state=Revision.State.CANCELLED)),
}


class Part(NamedTuple):
    """A document of the package, with what changes in it."""

    revision: Revision
    label: Label
    old: Revision | None
    changes: int
    rows: Sequence[RedlineRow]

    @property
    def left_out(self) -> int:
        """Return how many changes do not stand on this page."""
        return self.changes - len(self.rows)


class Missing(NamedTuple):
    """What keeps a draft from being submitted; with where to mend it, if it is of a document."""

    said: str
    revision: Revision | None = None


class Past(NamedTuple):
    """A submission that came to nothing."""

    state: str
    at: dt.datetime | None
    by: str
    comment: str


def parts_of(revisions: Sequence[Revision], code: str) -> list[Part]:
    """Return the documents in their order, each compared with what is in force before it."""
    return [_part(revision, code) for revision in revisions]


def _part(revision: Revision, code: str) -> Part:
    old = content.predecessor(revision)
    label = label_of(revision)
    if old is None:
        return Part(revision, label, None, 0, [])
    changes = content.compare(old, revision).changes
    at = addresses_of(code, revision.document, old, revision)
    rows = redline_rows(Redline(changes[:MOST_ROWS]), at)
    return Part(revision, label, old, len(changes), rows)


def missing(package: Package, revisions: Sequence[Revision], by: Member) -> Iterator[Missing]:
    """Yield all that is missing before the package can be submitted."""
    try:
        check_package(package, list(revisions))
    except Refused as refused:
        yield Missing(sentence(refused))
    for revision in revisions:
        try:
            check_item(revision, by)
        except Refused as refused:
            yield Missing(sentence(refused), revision)


def asked(package: Package, revisions: Sequence[Revision], by: Member) -> list[Duty]:
    """Return whom the package will ask, each stage of equal meaning once.

    Raises Refused when there is no route, or too few people for one.
    """
    together = duties_together(revisions, by=[by, package.lead])
    found: dict[tuple[int, str], Duty] = {}
    for duty in (duty for duties in together.values() for duty in duties if duty.holders):
        same = found.setdefault((duty.position, duty.stage.name), Duty(duty.stage, []))
        same.holders += [member for member in duty.holders if member not in same.holders]
    return [found[key] for key in sorted(found)]


def held_by(package: Package, revisions: Sequence[Revision]) -> list[str]:
    """Say what keeps an approved package from taking effect once its day has come."""
    return what_holds(revisions) if package.state == Package.State.APPROVED else []


def entries_of(package: Package) -> list[Entry]:
    """Return who did what in the newest submission, each person's part in a stage once."""
    newest = Round.objects.filter(package=package).order_by("-started_at", "pk").first()
    if newest is None:
        return []
    steps = Step.objects.filter(round__package=package, round__started_at=newest.started_at)
    steps = steps.select_related("member", "deputy").with_deputies()
    once: dict[tuple[int, object], Step] = {}
    for step in steps.order_by("stage", "pk"):
        step.round = newest
        once.setdefault((step.stage, step.member_id), step)
    return Trail(newest, list(once.values())).entries()


def past_of(package: Package) -> list[Past]:
    """Return the submissions before that came back, the newest first."""
    ended = Round.objects.filter(package=package).exclude(
        state__in=(Round.State.OPEN, Round.State.PASSED)
    )
    once = {round.started_at: round for round in ended.select_related("ended_by").order_by("pk")}
    return [
        Past(
            round.get_state_display(),
            round.ended_at,
            round.ended_by.name if round.ended_by else "",
            round.comment,
        )
        for round in sorted(once.values(), key=lambda each: each.started_at, reverse=True)
    ]
