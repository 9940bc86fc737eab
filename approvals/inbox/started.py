"""What a member has put before others: who has it now and since when, or how it ended."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Final, NamedTuple, cast
from uuid import UUID

from django.db.models import Max, OuterRef, Subquery

from approvals.inbox.done import outcome_of
from approvals.inbox.lines import About
from approvals.inbox.place import Place
from approvals.inbox.wanted import MOST_ROWS, names
from approvals.models import Meaning, Round, Step
from documents.labels import Deadline, Label, deadline
from tenants.models import TenantQuerySet

MOST_RUNNING: Final = 200  # of one member in one zone: all of them stand on the first page


class Holder(NamedTuple):
    """Who has a step now, with the deputy who may take it."""

    step: Step
    names: str
    due: Deadline
    urged: int
    may_urge: bool


class Started(NamedTuple):
    """A round the member has started."""

    about: About
    round: Round
    outcome: Label
    holders: list[Holder]
    since: dt.datetime  # when those who have it now got it

    @property
    def slug(self) -> str:
        """Return the zone, as its address begins."""
        return self.about.url.split("/")[2]

    @property
    def at(self) -> dt.datetime:
        return self.round.started_at


def running_of(place: Place, *, text: str = "") -> list[Started]:
    """Return what is with others now, the longest there first."""
    rounds = list(_rounds(place, text).filter(state=Round.State.OPEN)[:MOST_RUNNING])
    holders = _holders(place, {round.pk: round for round in rounds})
    return [_started(place, round, holders[round.pk]) for round in reversed(rounds)]


def ended_of(
    place: Place, *, text: str = "", before: dt.datetime | None = None, most: int = MOST_ROWS
) -> list[Started]:
    """Return what has come back, or is decided, the newest first."""
    rounds = _rounds(place, text).exclude(state=Round.State.OPEN)
    if before:
        rounds = rounds.filter(started_at__lt=before)
    return [_started(place, round, []) for round in rounds[:most]]


def _rounds(place: Place, text: str) -> TenantQuerySet[Round]:
    """Return the member's rounds, the newest first, with `moved_at`: when the stage began."""
    earlier = Step.objects.filter(round=OuterRef("pk"), stage__lt=OuterRef("stage"))
    earlier = earlier.exclude(stage=Step.BESIDE)
    moved_at = earlier.order_by().values("round").annotate(last=Max("decided_at")).values("last")
    rounds: TenantQuerySet[Round] = Round.objects.filter(started_by=place.member)
    if text:
        rounds = rounds.filter(names(text, "revision"))
    shown = rounds.select_related("revision__document", "ended_by").defer(
        "manifest", "revision__markdown", "revision__manifest"
    )
    shown = shown.order_by("-started_at", "-pk")
    return cast("TenantQuerySet[Round]", shown.annotate(moved_at=Subquery(moved_at)))


def _started(place: Place, round: Round, holders: list[Holder]) -> Started:
    about = place.about(round.revision, "documents:revision")
    since = getattr(round, "moved_at", None) or round.started_at
    return Started(about, round, outcome_of(round), holders, since)


def _holders(place: Place, rounds: Mapping[UUID, Round]) -> dict[UUID, list[Holder]]:
    """Return who has each of these rounds now, those due first first; one statement for all."""
    found: dict[UUID, list[Holder]] = defaultdict(list)
    if not rounds:
        return found
    steps = Step.objects.open().filter(round__in=list(rounds)).exclude(meaning=Meaning.SEEN)
    steps = steps.select_related("member", "deputy").with_deputies(place.today).with_urges()
    for step in steps.order_by("due_on", "pk"):
        step.round, step.reader = rounds[step.round_id], place.member
        due, urged = deadline(step.due_on, place.today), step.urges_given()
        found[step.round_id].append(Holder(step, step.names(), due, urged, step.is_urgeable()))
    return found
