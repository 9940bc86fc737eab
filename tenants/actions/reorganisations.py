"""Plan a reorganisation, and perform all of it as one act, at once or on its day."""

import datetime as dt
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants import audit
from tenants.access import require_organiser
from tenants.actions.units import end_unit, merge_unit, move_people_of, move_unit, rename_unit
from tenants.errors import Refused, sentence
from tenants.models import Member, Reorganisation, ReorganisationStep, Unit
from tenants.notices import notify
from tenants.organisation.ties import people_in, units_below
from tenants.ties import Need, tied


class Outcome(NamedTuple):
    """What a step does: in a sentence, and everything that moves with it."""

    sentence: str
    moves: list[Need]
    refusal: str = ""


@transaction.atomic
def plan_reorganisation(*, name: str, by: Member) -> Reorganisation:
    """Begin a plan without steps; nothing changes until it is performed."""
    require_organiser(by)
    plan = Reorganisation.objects.create(name=name, made_by=by)
    audit.record("reorganisation.planned", plan, by=by, name=name)
    return plan


@transaction.atomic
def add_step(
    plan: Reorganisation,
    *,
    act: str,
    unit: Unit,
    to: Unit | None = None,
    name_zh: str = "",
    name_en: str = "",
    by: Member | None,
) -> None:
    """Put a step at the end of a plan."""
    plan = _editable(plan, by)
    last = plan.steps.aggregate(last=Max("position", default=0))["last"]
    step = ReorganisationStep.objects.create(
        plan=plan,
        position=last + 1,
        act=act,
        unit=unit,
        to=to,
        name_zh=name_zh,
        name_en=name_en,
    )
    audit.record("reorganisation.step_added", plan, by=by, name=plan.name, **_facts(step))


@transaction.atomic
def drop_step(plan: Reorganisation, *, step: ReorganisationStep, by: Member | None) -> None:
    """Take a step out of a plan."""
    plan = _editable(plan, by)
    facts = _facts(step)
    ReorganisationStep.objects.filter(pk=step.pk, plan=plan).delete()
    audit.record("reorganisation.step_dropped", plan, by=by, name=plan.name, **facts)


@transaction.atomic
def schedule(plan: Reorganisation, *, on_day: dt.date, by: Member | None) -> None:
    """Perform the plan, at once when its day is today, else on its day."""
    plan, today = _editable(plan, by), timezone.localdate()
    if on_day < today:
        raise Refused(_("A reorganisation is performed today or on a later day."))
    if not plan.steps.exists():
        raise Refused(_("The plan has no steps yet."))
    if on_day == today:
        perform(plan, by=by)
        return
    plan.move(Reorganisation.State.SCHEDULED, on_day=on_day, refusal="")
    audit.record("reorganisation.scheduled", plan, by=by, name=plan.name, on_day=on_day)


@transaction.atomic
def call_off(plan: Reorganisation, *, by: Member | None) -> None:
    """Take a plan back to be changed; give a draft up."""
    require_organiser(by)
    plan = Reorganisation.objects.locked().get(pk=plan.pk)
    states = Reorganisation.State
    to = states.DROPPED if plan.state == states.DRAFT else states.DRAFT
    plan.move(to, on_day=None)
    word = "dropped" if to == states.DROPPED else "taken_back"
    audit.record(f"reorganisation.{word}", plan, by=by, name=plan.name)


@transaction.atomic
def perform(plan: Reorganisation, *, by: Member | None) -> list[Outcome]:
    """Perform every step in order, or none: of two who do it at once one is refused."""
    require_organiser(by)
    plan = Reorganisation.objects.locked().get(pk=plan.pk)
    plan.move(Reorganisation.State.DONE, on_day=timezone.localdate())
    steps = plan.steps_in_order()
    outcomes = [carry_out(step, by=by) for step in steps]
    done = [" ".join(f"{name}={value}" for name, value in _facts(step).items()) for step in steps]
    audit.record("reorganisation.performed", plan, by=by, name=plan.name, steps=done)
    return outcomes


@transaction.atomic
def perform_on_its_day(plan: Reorganisation, *, by: None = None) -> None:
    """Let the clock perform a plan; who made it is told, also when it had to stop."""
    plan = Reorganisation.objects.locked().select_related("made_by").get(pk=plan.pk)
    if plan.state != Reorganisation.State.SCHEDULED:
        return
    refusal = ""
    try:
        perform(plan, by=by)
    except Refused as refused:
        refusal = sentence(refused)
        plan.move(Reorganisation.State.STOPPED, refusal=refusal)
        audit.record("reorganisation.stopped", plan, by=by, name=plan.name, refusal=refusal)
    notify(plan.made_by, "reorganisation_due", subject=plan, due_on=plan.on_day, refusal=refusal)


@transaction.atomic
def carry_out(step: ReorganisationStep, *, by: Member | None) -> Outcome:
    """Do one step; say what moved with it."""
    acts = ReorganisationStep.Act
    unit = step.unit
    said, moves = step.sentence, list[Need]()
    match step.act:
        case acts.RENAME:
            rename_unit(unit, name_zh=step.name_zh, name_en=step.name_en, by=by)
        case acts.MOVE:
            moves = list(units_below(unit, by))
            move_unit(unit, parent=step.to, by=by)
        case acts.PEOPLE:
            moves = list(people_in(unit, by))
            move_people_of(unit, to=step.to, by=by)
        case acts.MERGE:
            moves = tied(unit, by)
            merge_unit(unit, into=step.to, by=by)
        case acts.END:
            end_unit(unit, by=by)
    return Outcome(said, moves)


def _editable(plan: Reorganisation, by: Member | None) -> Reorganisation:
    """Return the plan, locked; refused once it is performed, scheduled or given up."""
    require_organiser(by)
    plan = Reorganisation.objects.locked().get(pk=plan.pk)
    if plan.state != Reorganisation.State.DRAFT:
        raise Refused(_("Only a plan that is being made can be changed. Take it back first."))
    return plan


def _facts(step: ReorganisationStep) -> dict[str, str]:
    facts = {"act": step.act, "unit": step.unit.code, "to": step.to.code if step.to else ""}
    if step.act == ReorganisationStep.Act.RENAME:
        facts["to"] = f"{step.name_zh}/{step.name_en}"
    return facts
