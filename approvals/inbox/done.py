"""What a member has done: decided and acknowledged, and what has become of it since."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from approvals.inbox.kinds.decide import NOT_READ
from approvals.inbox.lines import Done
from approvals.inbox.place import Place
from approvals.inbox.wanted import MOST_ROWS, names
from approvals.models import Acknowledgement, Round, Step
from documents.labels import Label, shown_label

LOOKS = {
    Round.State.OPEN: ("info", "hourglass"),
    Round.State.PASSED: ("ok", "circle-check"),
    Round.State.RETURNED: ("warn", "undo-2"),
    Round.State.RECALLED: ("mute", "rotate-ccw"),
    Round.State.REJECTED: ("bad", "circle-x"),
}


def done_by(
    place: Place, *, text: str = "", before: dt.datetime | None = None, most: int = MOST_ROWS
) -> list[Done]:
    """Return what was decided and acknowledged, the newest first."""
    found = [*_decided(place, text, before, most), *_acknowledged(place, text, before, most)]
    return sorted(found, key=lambda line: line.at, reverse=True)[:most]


def outcome_of(round: Round) -> Label:
    """Return how a round reads: running, or how it ended."""
    state = Round.State(round.state)
    tone, icon = LOOKS[state]
    word = pgettext("round", "In approval") if state == Round.State.OPEN else state.label
    return Label(word, tone, icon)


def _decided(place: Place, text: str, before: dt.datetime | None, most: int) -> Iterator[Done]:
    people = ("member", "deputy", "round__started_by")
    steps = Step.objects.select_related("round__revision__document", *people).defer(*NOT_READ)
    steps = steps.decided_by(place.member)
    if text:
        steps = steps.filter(names(text, "round__revision"))
    if before:
        steps = steps.filter(decided_at__lt=before)
    for step in steps.order_by("-decided_at")[:most]:
        yield Done(
            place.about(step.round.revision, "documents:revision"),
            step.get_state_display(),
            at=step.decided_at or step.round.started_at,  # the first: it is filtered by it
            icon="eye" if step.only_views else "stamp",
            names=step.names_beside(place.member),
            outcome=outcome_of(step.round),
            ended_at=step.round.ended_at,
        )


def _acknowledged(place: Place, text: str, before: dt.datetime | None, most: int) -> Iterator[Done]:
    given = Acknowledgement.objects.filter(member=place.member, how=Acknowledgement.How.READ)
    given = given.select_related("revision__document").defer(
        "revision__markdown", "revision__manifest"
    )
    if text:
        given = given.filter(names(text, "revision"))
    if before:
        given = given.filter(at__lt=before)
    for each in given.order_by("-at")[:most]:
        revision = each.revision
        yield Done(
            place.about(revision, "documents:revision"),
            _("Acknowledged"),
            each.at,
            icon="book-open-check",
            outcome=shown_label(revision.document, revision),
        )
