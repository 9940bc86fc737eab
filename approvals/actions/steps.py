"""What a person does with a step besides deciding it: add a signer, take that back, hand it on."""

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.access import check_hands_on, may_take_back
from approvals.models import Meaning, Round, Step
from approvals.models.route import Mode
from approvals.rounds import lockstep, stages, telling
from approvals.rounds.fitness import check_is_free, check_may_read, check_may_take
from approvals.rounds.progress import Held, alike, delegation_of, go_on, lock
from approvals.rounds.routing import takes_part
from approvals.standing_in.deputies import deputies_of
from tenants import audit
from tenants.errors import IllegalMove, Refused
from tenants.models import Member

MOST_DEPTH: Final = 2  # who was added may add once more, and nobody after that
ADDED: Final = {"name_zh": "加签", "name_en": "Added signer"}


@transaction.atomic
def add_signer(
    step: Step, person: Member, *, by: Member, place: Step.Place, why: str, due_days: int = 3
) -> Step:
    """Ask for another signature beside an open step, before it or after it.

    Before: the step waits until that is given. Raises Refused for whoever may not sign as well.
    """
    rounds = lock(step, by).rounds
    if (same := _same(step.round, person, by, added_to=step, place=place)) is not None:
        return same
    _check_open(step)
    delegation_of(step, by)
    _check_adds(step, person, by, why)
    added = [
        _put_beside(each, person, by=by, place=place, why=why.strip(), due_days=due_days)
        for each in alike(step, rounds)
    ]
    if place == Step.Place.BEFORE:
        stages.open_steps(added)
    _tell_authors("signer_added", added, by, [step.member])
    for each in added:
        _record("step.added", each, by, beside=step.member.name, place=str(place), why=each.why)
    return next(each for each in added if each.added_to_id == step.pk)


def _put_beside(step: Step, person: Member, *, by: Member, place: Step.Place, **facts: Any) -> Step:
    """Ask for the signature beside one step, of all that are signed by one act."""
    check_is_free(step, person)
    added = Step.objects.create(
        round=step.round,
        stage=step.stage,
        **ADDED,
        meaning=Meaning.COUNTERSIGNED,
        mode=Mode.ALL,
        member=person,
        added_to=step,
        place=place,
        given_by=by,
        **facts,
    )
    check_may_take(added, person)
    takes_part(step.round.revision, [person, by])
    if place == Step.Place.BEFORE:
        step.move(Step.State.WAITING)
    return added


@transaction.atomic
def take_back(added: Step, *, by: Member) -> None:
    """Do without an added signature that is not given yet; who added further ones loses them."""
    rounds = lock(added, by).rounds
    if added.state == Step.State.TAKEN_BACK:
        return
    if not may_take_back(by, added):
        raise Refused(_("Only who added a signer takes that back."))
    if added.state not in (Step.State.WAITING, Step.State.OPEN):
        raise IllegalMove(_("This step was decided meanwhile. Look at it again."))
    beside = []
    asked = [added.member, *deputies_of(added)] if added.was_asked else []
    all_added = alike(added, rounds, given_by=added.given_by, place=added.place)
    for each in all_added:
        further = lockstep.of_rounds(
            lockstep.steps_of(rounds).pending().filter(added_to=each), rounds
        )
        stages.release(rounds, further, by=by.name)
        each.move(Step.State.TAKEN_BACK)
        each.added_to.round = each.round
        beside.append(each.added_to)
        _record("step.taken_back", each, by)
    telling.tell("addition_taken_back", added.round, asked, by=by.name, step=all_added[0])
    _tell_authors("addition_taken_back", all_added, by, [beside[0].member])
    among = lockstep.of_rounds(lockstep.steps_of(rounds).filter(stage=added.stage), rounds)
    stages.go_on_beside(all_added, among, by=by)
    if signed := [step for step in beside if step.state == Step.State.SIGNED]:
        go_on(Held(rounds, among), signed, by)


@transaction.atomic
def hand_on(step: Step, person: Member, *, by: Member, why: str) -> Step:
    """Give an open step to somebody else, who decides it instead, by the same day.

    Raises Refused for whoever may not decide it, or has had it before.
    """
    rounds = lock(step, by).rounds
    if (same := _same(step.round, person, by, handed_from=step)) is not None:
        return same
    check_hands_on(by, step, why)
    if person.pk in _holders_before(step):
        raise Refused(
            _("%(name)s has handed this step on already. Choose somebody else."),
            params={"name": person.name},
        )
    new = [_replace(each, person, by, why.strip()) for each in alike(step, rounds)]
    telling.ask(new)
    _tell_authors("step_handed_on", new, by, [step.member])
    for each in new:
        _record("step.handed_on", each, by, handed_from=step.member.name, why=each.why)
    return next(each for each in new if each.handed_from_id == step.pk)


def _replace(step: Step, person: Member, by: Member, why: str) -> Step:
    """Put a step of this person in the place of another, with all that was added to that."""
    check_is_free(step, person)
    if step.only_views:
        check_may_read(step.round.revision.document, person)
    new = step.give_to(person, by=by, why=why)
    check_may_take(new, person)
    takes_part(step.round.revision, [person])
    return new


def _same(round: Round, person: Member, by: Member, **facts: Any) -> Step | None:
    """Return the step that this very request has made before: a double click, a second tab."""
    return round.steps.all().pending().one_or_none(member=person, given_by=by, **facts)


def _check_open(step: Step) -> None:
    if step.state != Step.State.OPEN:
        raise IllegalMove(_("You have decided this already, or it is no longer required."))


def _check_why(why: str) -> None:
    if not why.strip():
        raise Refused(_("Say why: the reason is kept and shown."))


def _check_adds(step: Step, person: Member, by: Member, why: str) -> None:
    if step.only_views:
        raise Refused(_("You are asked to look at it, not to decide."))
    _check_why(why)
    if _depth(step) >= MOST_DEPTH:
        raise Refused(_("You were added by somebody who was added: you cannot add one more."))
    if person.pk == by.pk or person in deputies_of(step):
        raise Refused(
            _("%(name)s decides in your place already. Choose somebody else."),
            params={"name": person.name},
        )


def _depth(step: Step) -> int:
    return 0 if step.added_to is None else 1 + _depth(step.added_to)


def _holders_before(step: Step) -> set[Any]:
    """Return everybody who has handed this step on."""
    before = step.handed_from
    return set() if before is None else {before.member_id, *_holders_before(before)}


def _tell_authors(kind: str, steps: list[Step], by: Member, others: list[Member]) -> None:
    """Tell those whose text it is what was done with steps of theirs, and others concerned."""
    about = steps[0]
    rounds = [step.round for step in steps]
    authors = [person for each in rounds for person in (each.started_by, each.revision.prepared_by)]
    people = dict.fromkeys([*authors, *others])
    told = [person for person in people if person not in (by, about.member)]
    telling.tell(kind, about.round, told, by=by.name, comment=about.why, subject=about)


def _record(event: str, step: Step, by: Member, **facts: str) -> None:
    named = {"round": step.round.number, "step": str(step.pk), "person": step.member.name}
    audit.record(event, step.round.revision, by=by, **named, **facts)
