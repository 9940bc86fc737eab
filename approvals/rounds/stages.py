"""How rounds go on: stages start, are decided, and end; those that were submitted as one together.

Of a change package a stage begins when that before is decided in all its rounds.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.db.models import Min
from django.utils import timezone

from approvals.models import Package, Round, Step
from approvals.models.route import Mode
from approvals.rounds import acts, rereading, telling
from approvals.rounds.lockstep import of_rounds, steps_of
from approvals.sealing.making import seal_end
from approvals.standing_in.deputies import deputies_of, deputies_of_each
from documents import content
from documents.models import Revision
from tenants.calendar import working_days
from tenants.models import Member

# What a revision, and a change package, is once its round has ended so.
REVISIONS: Final[dict[str, Revision.State]] = {
    Round.State.PASSED: Revision.State.APPROVED,
    Round.State.RETURNED: Revision.State.DRAFT,
    Round.State.RECALLED: Revision.State.DRAFT,
    Round.State.REJECTED: Revision.State.REJECTED,
}
PACKAGES: Final[dict[str, Package.State]] = {
    Round.State.PASSED: Package.State.APPROVED,
    Round.State.RETURNED: Package.State.DRAFT,
    Round.State.RECALLED: Package.State.DRAFT,
    Round.State.REJECTED: Package.State.REJECTED,
}


def advance(rounds: Sequence[Round], after: int = 0) -> bool:
    """Start what follows this stage in whichever rounds have it; False after the last.

    Stages that only view hold nothing up: they start, and so does the stage after them.
    """
    following = steps_of(rounds).filter(stage__gt=after)
    position: int | None = following.aggregate(first=Min("stage"))["first"]
    if position is None:
        return False
    opened = _open_stage(rounds, position)
    return any(not step.only_views for step in opened) or advance(rounds, position)


def _open_stage(rounds: Sequence[Round], position: int) -> list[Step]:
    """Start a stage: its steps fall due in working days, and their people are told."""
    Round.objects.filter(pk__in=[round.pk for round in rounds]).update(stage=position)
    waiting = steps_of(rounds).filter(stage=position, state=Step.State.WAITING)
    opened = of_rounds(waiting, rounds)  # not those whose holder has left meanwhile
    open_steps(opened)
    return opened


def open_steps(steps: Sequence[Step]) -> None:
    """Let steps begin, each with a due day of its own; their people are told once."""
    _move_to_open(steps)
    telling.ask(steps)


def _move_to_open(steps: Sequence[Step]) -> None:
    """Let steps begin today; each falls due in as many working days as it has."""
    days, today = working_days(), timezone.localdate()
    for due_days in sorted({step.due_days for step in steps}):
        begun = [step for step in steps if step.due_days == due_days]
        Step.move_all(begun, Step.State.OPEN, due_on=days.after(today, due_days))


def go_on_beside(steps: Sequence[Step], among: Sequence[Step], *, by: Member) -> None:
    """Let those begin who waited for steps that are over: added after one, or who added it.

    `among` are the steps of the stage, in all rounds. What waits for somebody added before it goes
    on waiting, whatever else is over beside it.
    """
    held_up = {each.added_to_id for each in _pending(among) if each.place == Step.Place.BEFORE}
    free: dict[UUID | None, Step] = {e.pk: e for e in among if e.pk not in held_up}
    signed = {step.pk for step in steps if step.state == Step.State.SIGNED}
    waiting = [each for each in free.values() if each.state == Step.State.WAITING]
    if later := [each for each in waiting if each.added_to_id in signed]:
        open_steps(later)
    told: set[UUID] = set()
    for step in steps:
        parent = free.get(step.added_to_id)
        if parent is None or parent.state != Step.State.WAITING:
            continue
        _move_to_open([parent])
        people = [] if parent.member_id in told else [parent.member, *deputies_of(parent)]
        names = step.names() if step.state == Step.State.SIGNED else by.name
        people = [person for person in people if person != by]
        telling.tell("step_open_again", step.round, people, by=names, step=parent, subject=step)
        told.add(parent.member_id)


def _pending(steps: Sequence[Step]) -> list[Step]:
    return [step for step in steps if step.state in (Step.State.WAITING, Step.State.OPEN)]


def is_decided(rounds: Sequence[Round], among: Sequence[Step], *, by: str) -> bool:
    """Tell whether a stage has the signatures it needs, in each round that has it.

    `among` are its steps. Where it has, whoever has not signed there is let off.
    """
    running: dict[UUID, list[Step]] = defaultdict(list)
    for step in among:
        if not step.only_views and step.state not in Step.GONE:
            running[step.round_id].append(step)
    is_enough = {round: _has_enough(steps) for round, steps in running.items()}
    over = [step for round, steps in running.items() if is_enough[round] for step in steps]
    release(rounds, _pending(over), by=by)
    return all(is_enough.values())


def _has_enough(steps: Sequence[Step]) -> bool:
    """Tell whether the steps that count in a stage of one round have the signatures they need.

    What was added counts as long as the step does beside which it stands: once that is signed.
    """
    own = [step for step in steps if step.added_to_id is None]
    signed = {step.pk for step in steps if step.state == Step.State.SIGNED}
    terms = own[0]  # which all of them have
    needed = {Mode.ALL: len(own), Mode.ANY: 1, Mode.AT_LEAST: terms.minimum}
    if sum(step.pk in signed for step in own) < needed[Mode(terms.mode)]:
        return False
    return all(step.pk in signed for step in steps if step.added_to_id in signed)


def release(rounds: Sequence[Round], steps: Sequence[Step], *, by: str) -> None:
    """Let people off who need not decide any more; whoever had been asked is told.

    Who is only informed of the round hears how it ends, and needs no such word.
    """
    if not steps:
        return
    told = [step for step in steps if step.was_asked and step.stage != Step.BESIDE]
    deputies = deputies_of_each(told)
    Step.move_all(steps, Step.State.NOT_REQUIRED)
    busy: set[UUID] = set()
    if rounds[0].package_id is not None:
        busy = set(steps_of(rounds).open().values_list("member_id", flat=True))
    telling.let_off([(s, [s.member, *deputies[s.pk]]) for s in told], by=by, busy=busy)


def close(
    rounds: Sequence[Round],
    to: Round.State,
    *,
    by: Member,
    steps: Sequence[Step] = (),
    comment: str = "",
) -> None:
    """End rounds as one: open steps are let go, the author and all who had acted are told once.

    `steps` are those that were decided last, if that ended it.
    """
    names, first = steps[0].names() if steps else by.name, rounds[0]
    for round in rounds:
        round.end(to, by=by, comment=comment)
    release(rounds, of_rounds(steps_of(rounds).pending(), rounds), by=names)
    told = [person for person in telling.people_of(rounds) if person != by]
    telling.tell(f"{_noun(first)}_{to}", first, told, by=names, comment=comment)
    for round in rounds:
        if round.is_act:
            acts.settle(round, to, by=by)
        else:
            _move_revision(round, to)
        seal_end(round, by=by)
    if first.package is not None:
        _move_package(first.package, to, comment)


def _noun(round: Round) -> str:
    if round.package_id is not None:
        return "package"
    return "act" if round.is_act else "revision"


def _move_package(package: Package, to: Round.State, comment: str) -> None:
    """Let the package go on, back, or come to nothing, as its revisions do."""
    returned = {"returned_at": timezone.now()} if to == Round.State.RETURNED else {}
    package.move(PACKAGES[to], comment=comment, **returned)


def _move_revision(round: Round, to: Round.State) -> None:
    """Let the revision go on, back, or come to nothing."""
    round.revision.move(REVISIONS[to])
    if to in (Round.State.RETURNED, Round.State.RECALLED):
        content.thaw(round.revision)
        rereading.forget(round.revision)
