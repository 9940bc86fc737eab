"""The approval trail of a revision: who did what in its newest round, and who is next."""

import datetime as dt
from itertools import groupby
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.models import Meaning, Round, Step
from documents.models import Revision

# What a stage is there for, whether it is done or not.
ACTS: dict[str, Promise] = {
    Meaning.REVIEWED: pgettext_lazy("act", "Review"),
    Meaning.COUNTERSIGNED: _("Countersign"),
    Meaning.APPROVED: _("Approve"),
}
NOES = (Step.State.RETURNED, Step.State.REJECTED)


class Entry(NamedTuple):
    """One person's part, as a line of the trail."""

    name: str
    word: str | Promise
    look: str  # "done", "now" or nothing yet
    at: dt.datetime | None = None
    due_on: dt.date | None = None
    comment: str = ""


class Station(NamedTuple):
    """A step on a revision's way, as the bar above its text shows it."""

    name: str | Promise
    look: str  # "done", "now" or nothing yet
    said: str = ""


def newest_round(revision: Revision) -> Round | None:
    """Return the round that runs, or ran last."""
    rounds = Round.objects.filter(revision=revision).select_related("started_by", "ended_by")
    return rounds.order_by("-number").first()


def trail_of(round: Round) -> list[Entry]:
    """Return the parts in the order of the route; a no comes last, with its reason."""
    steps = round.steps.select_related("member")
    entries = [
        Entry(round.started_by.name, _("Prepared and submitted"), "done", round.started_at),
        *(_entry(step) for step in steps if step.state not in NOES),
    ]
    if round.state not in (Round.State.OPEN, Round.State.PASSED) and round.ended_by:
        word = Round.State(round.state).label
        entries.append(
            Entry(round.ended_by.name, word, "done", round.ended_at, None, round.comment)
        )
    return entries


def _entry(step: Step) -> Entry:
    if step.state == Step.State.SIGNED:
        word = Meaning(step.meaning).label
        return Entry(step.member.name, word, "done", step.decided_at, comment=step.comment)
    if step.state == Step.State.OPEN:
        return Entry(step.member.name, step.name, "now", due_on=step.due_on)
    state = Step.State(step.state).label
    return Entry(step.member.name, f"{step.name}: {state}", "")


def way_of(round: Round) -> list[Station]:
    """Return the way of a revision through a running or passed round, until it is in force."""
    in_force = round.revision.state == Revision.State.EFFECTIVE
    stages = groupby(round.steps.select_related("member"), key=lambda step: step.stage)
    return [
        Station(_("Drafted"), "done", round.started_by.name),
        *(_station(round, position, list(steps)) for position, steps in stages),
        Station(_("In force"), "done" if in_force else "", _effective_from(round.revision)),
    ]


def _station(round: Round, position: int, steps: list[Step]) -> Station:
    is_past = round.state == Round.State.PASSED or position < round.stage
    look = "done" if is_past else "now" if position == round.stage else ""
    asked = [s for s in steps if s.state != Step.State.NOT_REQUIRED]
    people = ", ".join(step.member.name for step in asked[:2])
    signed = sum(step.state == Step.State.SIGNED for step in asked)
    count = f" {signed}/{len(asked)}" if len(asked) > 1 else ""
    return Station(f"{ACTS[steps[0].meaning]}{count}", look, people)


def _effective_from(revision: Revision) -> str:
    return revision.effective_on.isoformat() if revision.effective_on else ""
