"""How a text stands on its way: who signed in which stage, for whom it waits, what came back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from django.db.models import Prefetch, prefetch_related_objects

from approvals.rounds.wording import ACTS
from oversight.circulation.signed import Subject, route_of
from oversight.circulation.table import kind_of
from oversight.models import (
    Circulation,
    CirculationSignature,
    CirculationStep,
    CirculationStepQuerySet,
)
from tenants.models import Member

State = CirculationStep.State
LOOKS = {
    State.SIGNED: "done",
    State.OPEN: "now",
    State.RETURNED: "bad",
    State.NOT_REQUIRED: "off",
}


class Person(NamedTuple):
    """A step as a line: who, how it stands, and when it was signed or has to be."""

    step: CirculationStep
    names: str
    word: str
    look: str
    at: dt.datetime | None
    due_on: dt.date | None
    is_late: bool


class StageOf(NamedTuple):
    name: str
    act: str
    people: Sequence[Person]


class Run(NamedTuple):
    """A circulation with its stages, and what was signed in it."""

    circulation: Circulation
    stages: Sequence[StageOf]
    signatures: Sequence[CirculationSignature]

    def of_another_text(self) -> list[str]:
        """Return whose signatures are not of the text as it stands here: somebody changed it."""
        text = self.circulation.text
        return [signed.names() for signed in self.signatures if not signed.is_of(text)]

    def open_steps(self) -> list[CirculationStep]:
        people = (person.step for stage in self.stages for person in stage.people)
        return [step for step in people if step.state == State.OPEN]


class Standing(NamedTuple):
    """How something stands with its signatures, and what the reader may do about it."""

    is_routed: bool  # a route is set: nobody signs it alone
    newest: Run | None
    earlier: Sequence[Run]
    may_send: bool
    may_take_back: bool
    may_sign: bool  # on its way, and the reader is asked

    @property
    def is_shown(self) -> bool:
        return self.newest is not None or self.may_send


def standing(subject: Subject, reader: Member) -> Standing:
    """Return how it stands; a few statements, however often it went round."""
    rows = Circulation.objects.about(subject).select_related("started_by", "ended_by")
    rows = rows.prefetch_related(Prefetch("steps", people()), "signatures")
    runs = [run_of(each, reader) for each in rows]
    newest = runs[0] if runs else None
    way = newest.circulation if newest and newest.circulation.is_open() else None
    kind = kind_of(subject)
    prepares = kind.may_send(reader, subject)
    is_routed = way is not None or route_of(subject) is not None
    return Standing(
        is_routed=is_routed,
        newest=newest,
        earlier=runs[1:],
        may_send=prepares and is_routed and subject.state == kind.rests,
        may_take_back=way is not None and (prepares or way.started_by_id == reader.pk),
        may_sign=way is not None and step_of(way, reader) is not None,
    )


def with_people(circulation: Circulation, reader: Member) -> Run:
    """Load its people and signatures, and return it as the reader sees it."""
    prefetch_related_objects([circulation], Prefetch("steps", people()), "signatures")
    return run_of(circulation, reader)


def people() -> CirculationStepQuerySet:
    """Return steps with whose they are and who was urged."""
    steps: CirculationStepQuerySet = CirculationStep.objects.all()
    return steps.with_urges().select_related("member", "deputy")


def run_of(circulation: Circulation, reader: Member) -> Run:
    """Return it with what the reader may do about each step."""
    steps = [step for step in circulation.steps.all() if step.state != State.HANDED_ON]
    for step in steps:
        step.reader, step.circulation = reader, circulation
    stages = [
        StageOf(mine[0].name, str(ACTS[mine[0].meaning]), [_person(step) for step in mine])
        for _stage, group in groupby(steps, key=lambda step: step.stage)
        if (mine := list(group))
    ]
    return Run(circulation, stages, list(circulation.signatures.all()))


def step_of(circulation: Circulation, reader: Member) -> CirculationStep | None:
    """Return the step that the reader signs, the own before another's."""
    steps = CirculationStep.objects.all().to_sign(reader).filter(circulation=circulation)
    found = list(steps.select_related("member", "circulation"))
    return min(found, key=lambda step: step.member_id != reader.pk, default=None)


def _person(step: CirculationStep) -> Person:
    state = State(step.state)
    is_open = state == State.OPEN
    return Person(
        step,
        step.names(),
        str(state.label),
        LOOKS.get(state, ""),
        step.decided_at,
        step.due_on if is_open else None,
        is_open and step.is_late(),
    )
