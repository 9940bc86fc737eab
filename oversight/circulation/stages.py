"""How circulations go on: whom the stages ask, when one is through, and who is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import Delegation, Route
from approvals.models.route import Mode
from approvals.rounds.routing import Duty, Roster, assign
from approvals.standing_in.deputies import passed_on
from oversight.models import Circulation, CirculationStep
from tenants.calendar import working_days
from tenants.errors import Refused
from tenants.models import Member
from tenants.notices import notice_for, notify_all

State = CirculationStep.State


def duties_of(route: Route, unit: UUID | None, barred: Collection[UUID]) -> list[Duty]:
    """Return the stages with who signs in them; raises Refused where a stage finds too few."""
    stages = route.stages_in_order()
    duties = assign(stages, Roster.of(stages), None, unit, barred)
    for duty in duties:
        if duty.gone or duty.is_short:
            raise Refused(
                _(
                    "The stage “%(stage)s” finds too few people who may sign. Whoever sends a text"
                    " round, or answered the finding, does not sign it; nobody both reviews and"
                    " approves. Ask the document controller to change the route."
                ),
                params={"stage": duty.stage.name},
            )
    return duties


def ask(circulation: Circulation, duties: Sequence[Duty]) -> None:
    """Write down who signs in which stage, and let the first begin."""
    CirculationStep.objects.bulk_create(
        CirculationStep(
            circulation=circulation,
            stage=duty.stage.position,
            member=member,
            **duty.stage.terms(),
        )
        for duty in duties
        for member in duty.holders
    )
    go_on(circulation)


def go_on(circulation: Circulation) -> bool:
    """Let the next stage begin where the running one is through; False: all is signed."""
    steps = list(circulation.steps.all().counting().select_related("member", "deputy"))
    for stage in sorted({step.stage for step in steps}):
        mine = [step for step in steps if step.stage == stage]
        pending = [step for step in mine if step.state in (State.WAITING, State.OPEN)]
        if has_enough(mine):
            CirculationStep.move_all(pending, State.NOT_REQUIRED)
            continue
        open_steps([step for step in pending if step.state == State.WAITING])
        return True
    return False


def has_enough(steps: Sequence[CirculationStep]) -> bool:
    """Tell whether the steps of a stage have the signatures that it needs."""
    needed = {Mode.ALL: len(steps), Mode.ANY: 1, Mode.AT_LEAST: steps[0].minimum}
    return sum(step.state == State.SIGNED for step in steps) >= needed[Mode(steps[0].mode)]


def open_steps(steps: Sequence[CirculationStep], due_on: dt.date | None = None) -> None:
    """Let steps begin today, each for its days, or until one day.

    Their people, and who stands in for them, are told at once.
    """
    days, today = working_days(), timezone.localdate()
    for step in steps:
        step.move(State.OPEN, due_on=due_on or days.after(today, step.due_days))
    notify_all(
        notice_for(person, "act_to_sign", subject=step, due_on=step.due_on)
        for step in steps
        for person in (step.member, *deputies_of(step))
    )


def tell(kind: str, circulation: Circulation, people: Iterable[Member], **facts: object) -> None:
    told = {person.pk: person for person in people}.values()
    notify_all(notice_for(each, kind, subject=circulation, facts=facts) for each in told)


def delegation_for(step: CirculationStep, person: Member) -> Delegation | None:
    """Return by which delegation this person signs the step in its holder's place."""
    found = dict(_to_sign(person)).get(step.pk)
    return Delegation.objects.get(pk=found) if found else None


def deputies_of(step: CirculationStep) -> list[Member]:
    """Return who may sign an open step in its holder's place, the nearest first."""
    people = dict.fromkeys(passed_on({step.member_id}))
    able = [person for person in people if person.can("approvals.decide")]
    return [person for person in able if step.pk in dict(_to_sign(person))]


def _to_sign(person: Member) -> list[tuple[UUID, UUID | None]]:
    asked: list[Any] = [person.tenant_id, person.pk, timezone.localdate()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT step_id, delegation_id FROM steps_to_sign(%s, %s, %s)", asked)
        found: list[tuple[UUID, UUID | None]] = cursor.fetchall()
    return found
