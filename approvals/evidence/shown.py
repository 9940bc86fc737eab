"""A verified round in the words of a page: who agreed, who said no, who else could have signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from approvals.models import Meaning, Round, Seal, Signature, Step
from approvals.models.delegation import in_place_of
from approvals.models.route import Mode
from approvals.rounds.order import in_order
from approvals.rounds.trail import DONE, NOES
from approvals.rounds.verification import Report
from approvals.rounds.wording import ACTS, meaning_of


class ShownSignature(NamedTuple):
    """A signature, with what was found about it."""

    signature: Signature
    meaning: str
    seal: Seal | None
    faults: Sequence[str]

    @property
    def stamped_at(self) -> dt.datetime | None:
        stamp = next(iter(self.seal.stamps.all()), None) if self.seal else None
        return stamp.at if stamp else None


class Asked(NamedTuple):
    """Somebody who could have signed, and what became of that."""

    name: str
    word: str | Promise
    look: str  # "done", "no", "added" or nothing
    comment: str = ""


class ShownStage(NamedTuple):
    """A stage as it was when the round began."""

    name: str
    act: str | Promise
    rule: str
    people: Sequence[Asked]


@dataclass(frozen=True)
class ShownRound:
    """A round as an auditor reads it."""

    report: Report

    @property
    def round(self) -> Round:
        return self.report.round

    def title(self) -> str:
        round = self.round
        words = {"n": round.number, "purpose": round.get_purpose_display(), "label": round.label}
        if round.label != round.revision.label:
            return _("Round %(n)s: %(purpose)s, of %(label)s") % words
        return _("Round %(n)s: %(purpose)s") % words

    def signatures(self) -> list[ShownSignature]:
        """Return who signed, in the order in which they did."""
        seals = {seal.signature_id: seal for seal in self.report.seals}
        return [
            ShownSignature(
                signature,
                meaning_of(self.round, signature.meaning),
                seals.get(signature.pk),
                [f.words for f in self.report.findings if f.signature == signature.pk],
            )
            for signature in self.report.signatures
        ]

    def others(self) -> list[str]:
        """Return what was found that is no signature's."""
        signed = {signature.pk for signature in self.report.signatures}
        return [f.words for f in self.report.findings if f.signature not in signed]

    def stages(self) -> list[ShownStage]:
        """Return whom the route asked at submission, and who was added since."""
        steps = in_order(list(self.round.steps.all()))
        return [
            self._stage(list(of_stage))
            for _number, of_stage in groupby(steps, key=lambda step: step.stage)
        ]

    def ended_by(self) -> str:
        """Return who ended it, as they were called; a deputy with the one in whose place."""
        said_no = next((step for step in self.round.steps.all() if step.state in NOES), None)
        if said_no is not None:
            return self._names(said_no)
        ended_by = self.round.ended_by
        return str(self.report.end().get("ended_by_name") or (ended_by.name if ended_by else ""))

    def _stage(self, steps: Sequence[Step]) -> ShownStage:
        first, route = steps[0], {asked["step"] for asked in self.report.route()}
        people = [_asked(step, self._names(step), route) for step in steps]
        return ShownStage(first.name, ACTS[first.meaning], _rule(first), people)

    def _names(self, step: Step) -> str:
        """Return who had a step, as they were called then: as it was signed or sealed."""
        signed = (each for each in self.report.signatures if each.step_id == step.pk)
        if (signature := next(signed, None)) is not None:
            return signature.names()
        kept = self.report.end().get("names", {}).get(str(step.pk))
        if kept:
            return in_place_of(*reversed(kept)) if len(kept) > 1 else str(kept[0])
        names = {asked["step"]: asked["name"] for asked in self.report.route()}
        name = str(names.get(str(step.pk), step.member.name))
        return in_place_of(step.deputy.name, name) if step.deputy else name


def _rule(step: Step) -> str:
    if step.meaning == Meaning.SEEN:
        return _("Looks only; holds nothing up")
    if step.mode == Mode.AT_LEAST:
        return _("At least %(n)s of them sign") % {"n": step.minimum}
    return str(Mode(step.mode).label)


def _asked(step: Step, names: str, route: Collection[str]) -> Asked:
    word: str | Promise = Step.State(step.state).label
    if route and str(step.pk) not in route:
        word = _("added later: %(state)s") % {"state": word}
    look = "done" if step.state in DONE else "no" if step.state in NOES else ""
    return Asked(names, word, look, step.comment)
