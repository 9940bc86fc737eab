"""The approval trail of a revision: who did what in a round, who is next, how far it has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from approvals.models import Round, Signature, Step
from approvals.models.delegation import in_place_of
from approvals.rounds.conditions import Verdict, verdicts_of
from approvals.rounds.order import in_order
from approvals.rounds.steps import steps_of
from approvals.rounds.wording import ACTS, meaning_of, note_of
from documents.models import Revision
from tenants.models import Member

DONE = (Step.State.SIGNED, Step.State.SEEN)
NOES = (Step.State.RETURNED, Step.State.REJECTED)


class Entry(NamedTuple):
    """One person's part, as a line of the trail."""

    name: str
    word: str | Promise
    look: str  # "done", "now" or nothing yet
    at: dt.datetime | None = None
    due_on: dt.date | None = None
    comment: str = ""
    by: str = ""  # how it was confirmed who signed
    icon: str = ""  # in the place of a face, where it is about a stage and nobody in it
    note: str = ""  # why this person or stage is asked, or not, if not simply by the route
    step: Step | None = None


class ShownStage(NamedTuple):
    """A stage on a revision's way, as the bar above its text shows it."""

    name: str | Promise
    look: str  # "done", "now" or nothing yet
    said: str = ""


@dataclass(frozen=True)
class Trail:
    """A round with its steps in the order of the route."""

    round: Round
    steps: Sequence[Step]

    @classmethod
    def newest(cls, revision: Revision, reader: Member | None = None) -> Trail | None:
        """Return the round by which it was issued, or is; imported revisions had none here."""
        steps = [] if revision.is_imported else steps_of(revision, reader, acts=False)
        return cls.of(steps[0].round, steps) if steps else None

    @classmethod
    def of_act(cls, revision: Revision, reader: Member | None = None) -> Trail | None:
        """Return the newest round that decides, or has decided, about the document itself."""
        steps = steps_of(revision, reader, acts=True)
        return cls.of(steps[0].round, steps) if steps else None

    @classmethod
    def of_review(cls, revision: Revision, reader: Member | None = None) -> Trail | None:
        """Return the newest round that confirms, or has confirmed, a verdict on the text."""
        steps = steps_of(revision, reader)
        review = (step.round for step in steps if step.round.purpose == Round.Purpose.REVIEW)
        round = next(review, None)
        return cls.of(round, steps) if round else None

    @classmethod
    def of(cls, round: Round, steps: Sequence[Step]) -> Trail:
        """Return the trail of this round; the steps may be of others, too."""
        return cls(round, in_order([step for step in steps if step.round_id == round.pk]))

    def to_decide(self, member: Member) -> Step | None:
        """Return the step that waits for the member: the own one, else one they stand in for."""
        open_ = [s for s in reversed(self.steps) if s.state == Step.State.OPEN]
        mine = [s for s in open_ if s.member_id == member.pk]
        return next(iter([*mine, *(s for s in open_ if s.is_stood_in())]), None)

    def asks_reader(self) -> bool:
        """Tell whether a question in it waits for the reader it was loaded for."""
        return any(getattr(step, "asks_reader", False) for step in self.steps)

    def signed_by(self, member: Member) -> Step | None:
        """Return the last step that the member has signed, in whosever place."""
        signed = (s for s in reversed(self.steps) if s.state == Step.State.SIGNED)
        return next((s for s in signed if (s.deputy_id or s.member_id) == member.pk), None)

    def ended_by(self) -> str:
        """Return who ended the round; a deputy together with the one in whose place."""
        said_no = next((step for step in self.steps if step.state in NOES), None)
        ended_by = self.round.ended_by
        return said_no.names() if said_no else ended_by.name if ended_by else ""

    def entries(self) -> list[Entry]:
        """Return the parts in the order of the route; a no comes last, with its reason."""
        round = self.round
        entries = [
            Entry(self._prepared_as(), self._began(), "done", round.started_at),
            *self._parts(),
        ]
        if round.state not in (Round.State.OPEN, Round.State.PASSED) and round.ended_by:
            word = Round.State(round.state).label
            entries.append(
                Entry(self.ended_by(), word, "done", round.ended_at, None, round.comment)
            )
        return entries

    def _prepared_as(self) -> str:
        """Return who put it before the others, by the name under which they signed."""
        names = (getattr(step, "prepared_as", None) for step in self.steps)
        return str(next(filter(None, names), self.round.started_by.name))

    def _parts(self) -> list[Entry]:
        """Return what each person did or has to do, and the stages that nobody is asked in."""
        verdicts = verdicts_of(self.round)
        why = {verdict.stage: verdict.why_asked() for verdict in verdicts}
        parts = [
            (s.stage, _with_facts(s, why.get(s.stage, "")))
            for s in self.steps
            if s.state not in NOES
        ]
        parts += [(v.stage, _left_out(v)) for v in verdicts if not v.holds]
        parts.sort(key=lambda part: (part[0] == Step.BESIDE, part[0]))
        return [entry for _stage, entry in parts]

    def _began(self) -> str | Promise:
        round = self.round
        return meaning_of(round, "prepared") if round.is_act else _("Prepared and submitted")

    def stages(self) -> list[ShownStage]:
        """Return the way of the revision through the round, until it is in force."""
        revision = self.round.revision
        in_force = revision.state == Revision.State.EFFECTIVE
        day = revision.effective_on.isoformat() if revision.effective_on else ""
        of_route = [step for step in self.steps if step.stage != Step.BESIDE]
        stages = groupby(of_route, key=lambda step: step.stage)
        return [
            ShownStage(_("Drafted"), "done", self.round.started_by.name),
            *(_stage(self.round, position, list(steps)) for position, steps in stages),
            ShownStage(_("In force"), "done" if in_force else "", day),
        ]


def _with_facts(step: Step, why: str) -> Entry:
    note = " ".join(filter(None, (note_of(step), why)))
    return _entry(step)._replace(note=note, step=step)


def _entry(step: Step) -> Entry:
    if step.state in DONE:
        word = meaning_of(step.round, step.meaning)
        by = getattr(step, "confirmed_by", None)
        how = str(Signature.Method(by).label) if by else ""
        return Entry(_signed_as(step), word, "done", step.decided_at, comment=step.comment, by=how)
    if step.state == Step.State.OPEN:
        return Entry(step.names(), step.name, "now", due_on=step.due_on)
    return Entry(step.names(), f"{step.name}: {step.state_words()}", "", step.decided_at)


def _signed_as(step: Step) -> str:
    """Return the names as they stand in the signature; of who has only seen it, as they are now."""
    name, for_name = getattr(step, "signed_as", None), getattr(step, "signed_for", None)
    if not name:
        return step.names()
    return in_place_of(name, for_name) if for_name else str(name)


def _left_out(verdict: Verdict) -> Entry:
    return Entry(
        verdict.name,
        pgettext("stage", "Not needed"),
        "",
        note=verdict.words(),
        icon="circle-slash",
    )


def _stage(round: Round, position: int, steps: list[Step]) -> ShownStage:
    is_past = round.state == Round.State.PASSED or position < round.stage
    waits = position == round.stage or any(s.state == Step.State.OPEN for s in steps)
    look = "now" if waits and round.state == Round.State.OPEN else "done" if is_past else ""
    asked = [s for s in steps if s.state not in Step.GONE]
    own = next(s for s in steps if s.added_to_id is None)
    people = ", ".join(step.names() for step in asked[:2])
    signed = sum(step.state in DONE for step in asked)
    count = f" {signed}/{len(asked)}" if len(asked) > 1 else ""
    return ShownStage(f"{ACTS[own.meaning]}{count}", look, people)
