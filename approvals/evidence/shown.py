"""A verified round in the words of a page: who agreed, who said no, who else could have signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from approvals.models import Meaning, Round, Seal, Signature, Step
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
        words = {"n": self.round.number, "purpose": self.round.get_purpose_display()}
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
        route = {asked["step"]: asked for asked in self.report.route()}
        steps = in_order(list(self.round.steps.all()))
        return [
            _stage(list(of_stage), route)
            for _number, of_stage in groupby(steps, key=lambda step: step.stage)
        ]


def _stage(steps: Sequence[Step], route: Mapping[str, Mapping[str, Any]]) -> ShownStage:
    first = steps[0]
    return ShownStage(
        first.name, ACTS[first.meaning], _rule(first), [_asked(step, route) for step in steps]
    )


def _rule(step: Step) -> str:
    if step.meaning == Meaning.SEEN:
        return _("Looks only; holds nothing up")
    if step.mode == Mode.AT_LEAST:
        return _("At least %(n)s of them sign") % {"n": step.minimum}
    return str(Mode(step.mode).label)


def _asked(step: Step, route: Mapping[str, Mapping[str, Any]]) -> Asked:
    sealed = route.get(str(step.pk))
    name = sealed["name"] if sealed else step.member.name
    if step.deputy is not None:
        name = step.names()
    word: str | Promise = Step.State(step.state).label
    if route and sealed is None:
        word = _("added later: %(state)s") % {"state": word}
    look = "done" if step.state in DONE else "no" if step.state in NOES else ""
    return Asked(name, word, look, step.comment)
